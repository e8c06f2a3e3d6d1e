import { line as lineOf } from "d3-shape";
import type { Plots, UsageOverTime, UsageSeries } from "../../model/plots.ts";
import type { Role } from "../../model/scenario.ts";
import type { Figure, Key } from "./figure.ts";
import type { Panel } from "./panel.ts";
import { phaseBands, phaseNames } from "./phase-bands.ts";
import { amountScale, type LinearScale, linearTicks, runScale } from "./scales.ts";
import { tag } from "./svg.ts";

type Quantity = "cpuPercent" | "memoryMiB";

/** How a role is drawn: colour and dash, so that it can be told in grey. */
const marks: Partial<Record<Role, { mark: string; text: string }>> = {
  "tunnel-client": { mark: "own", text: "tunnel client" },
  "tunnel-server": { mark: "second", text: "tunnel server" },
  sidecar: { mark: "third", text: "other containers of the scenario" },
  generator: { mark: "own", text: "load generator" },
  service: { mark: "second", text: "services" },
  broker: { mark: "third", text: "MQTT broker" },
};

const quantities = {
  cpuPercent: { id: "cpu", title: "CPU over time", unit: "% of one CPU", decimals: 1 },
  memoryMiB: { id: "memory", title: "Memory over time", unit: "MiB", decimals: 1 },
} as const;

/** CPU or memory over time by role, one panel a scenario and one of what all share; null without readings. */
export function usageFigure(plots: Plots, quantity: Quantity): Figure | null {
  const { usage } = plots;
  const shown = usage?.series.filter(({ role }) => role in marks) ?? [];
  if (usage === null || shown.length === 0) return null;
  const { id, title, unit } = quantities[quantity];
  const groups = [...Map.groupBy(shown, ({ scenario }) => scenario)].sort(endpointsLast);
  const pairs = shown.filter(({ scenario }) => scenario !== null);
  const common = amountScale(pairs.flatMap((series) => series[quantity]));
  return {
    id,
    title,
    caption: `Sums over the containers of a role${quantity === "cpuPercent" ? "; 100 % is one CPU" : ", without file pages that can be dropped"}. Scenarios have the same axes; what all of them share, the endpoints, has its own. Read once a second: a phase of less than that has no point.`,
    keys: [...keysOf(shown), { mark: "area-phase", text: "duet" }],
    panels: groups.map(([scenario, series]) => {
      const y = scenario === null ? amountScale(series.flatMap((one) => one[quantity])) : common;
      return panelOf(plots, usage, scenario, series, quantity, y);
    }),
    table: tableOf(usage, shown, quantity, unit),
  };
}

function endpointsLast([a]: [string | null, unknown], [b]: [string | null, unknown]): number {
  return Number(a === null) - Number(b === null);
}

/** A mark has one meaning in a scenario's panel and another one in that of the endpoints. */
function keysOf(series: readonly UsageSeries[]): Key[] {
  const roles = new Set(series.map(({ role }) => role));
  const shown = [...roles].flatMap((role) => marks[role] ?? []);
  return [...Map.groupBy(shown, ({ mark }) => mark)].map(([mark, own]) => ({
    mark,
    text: own.map(({ text }) => text).join(" / "),
  }));
}

function panelOf(
  { phases }: Plots,
  usage: UsageOverTime,
  scenario: string | null,
  series: readonly UsageSeries[],
  quantity: Quantity,
  y: LinearScale,
): Panel {
  const { unit, title } = quantities[quantity];
  const x = runScale(phases);
  return {
    title: scenario ?? "endpoints, shared by all",
    description: `${title}: ${series.map((one) => describe(one, quantity)).join("; ")}.`,
    x: { label: "seconds since the start of the run", ticks: linearTicks(x, 5) },
    y: { label: unit, ticks: linearTicks(y, 4) },
    background: phaseBands(phases, x),
    behind: phaseNames(phases, x),
    marks: series.map((one) => curve(usage, one[quantity], x, y, marks[one.role]!.mark)),
  };
}

/** Broken where nothing was read; a bin by itself is a short stroke. */
function curve(
  { startSeconds, binSeconds }: UsageOverTime,
  values: readonly (number | null)[],
  x: LinearScale,
  y: LinearScale,
  mark: string,
): string {
  const path = lineOf<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(startSeconds + (index + 0.5) * binSeconds))
    .y((value) => y(value!))
    .digits(1);
  return tag("path", { class: mark, d: path(values) ?? "" });
}

function describe(series: UsageSeries, quantity: Quantity): string {
  const { unit, decimals } = quantities[quantity];
  const known = series[quantity].filter((value) => value !== null);
  if (known.length === 0) return `${series.role} was not read`;
  const [least, most] = [Math.min(...known), Math.max(...known)].map((value) => value.toFixed(decimals));
  return `${series.role} from ${least} to ${most} ${unit}`;
}

function tableOf(
  { startSeconds, binSeconds }: UsageOverTime,
  series: readonly UsageSeries[],
  quantity: Quantity,
  unit: string,
): Figure["table"] {
  const { title, decimals } = quantities[quantity];
  const count = series[0]!.cpuPercent.length;
  const bins = Array.from({ length: count }, (_, bin) => bin).filter((bin) =>
    series.some((one) => one[quantity][bin] !== null),
  );
  return {
    caption: `${title}, ${unit}`,
    header: ["from second", ...series.map(({ scenario, role }) => `${scenario ?? "endpoints"}: ${role}`)],
    rows: bins.map((bin) => ({
      name: String(startSeconds + bin * binSeconds),
      cells: series.map((one) => one[quantity][bin]?.toFixed(decimals) ?? "–"),
    })),
  };
}
