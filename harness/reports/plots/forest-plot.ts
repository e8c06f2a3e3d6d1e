import { type WorkloadName, workloadNames } from "../../model/scenario.ts";
import {
  type Comparisons,
  type ControlComparisons,
  references,
  type ScenarioSummary,
  type Summary,
} from "../../model/summary.ts";
import { formatPercent } from "../numbers.ts";
import { verdictText } from "../wording.ts";
import type { Figure } from "./figure.ts";
import { type Comparison, forestPanel, type Group, type Row, ratioScale, shiftText } from "./forest-panel.ts";

/** What the scenarios of a figure are compared with. */
interface Reference {
  id: string;
  name: string;
  comparisons(
    scenario: ScenarioSummary,
    workload: WorkloadName,
  ): Comparisons | ControlComparisons | null | undefined;
}

const baseline: Reference = {
  id: "differences",
  name: references.baseline,
  comparisons: ({ workloads }, workload) => workloads[workload]?.vsBaseline,
};

/** The same scenario as it was at another commit: by its name where all heads have the same one. */
function baseOf({ scenarios }: Summary): Reference {
  const heads = scenarios.filter(({ workloads }) => workloadNames.some((name) => workloads[name]?.vsBase));
  const names = [...new Set(heads.flatMap(({ base }) => base ?? []))];
  return {
    id: "differences-to-base",
    name: names.length === 1 ? names[0]! : "its base",
    comparisons: ({ workloads }, workload) => workloads[workload]?.vsBase,
  };
}

const statistics = [
  ["p50", "median latency"],
  ["p95", "p95 latency"],
  ["p99", "p99 latency"],
  ["systemCpu", "CPU of the whole machine"],
  ["tunnelCpu", "CPU of its own containers"],
] as const;

/** Differences to baseline with their 95 % intervals and the margin of equivalence; null where nothing was compared. */
export function baselineFigure(summary: Summary): Figure | null {
  return forestFigure(summary, baseline);
}

/** The same of each head against its base; null in a run without such a pair. */
export function baseFigure(summary: Summary): Figure | null {
  return forestFigure(summary, baseOf(summary));
}

function forestFigure({ scenarios }: Summary, reference: Reference): Figure | null {
  const groups = (["http", "mqtt"] as const).flatMap((workload) =>
    statistics.map(([statistic, title]) => groupOf(scenarios, reference, workload, statistic, title)),
  );
  const shown = groups.filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return null;
  const rowsOf = (unit: Group["unit"]) => shown.flatMap((group) => (group.unit === unit ? group.rows : []));
  const scales = { time: ratioScale(rowsOf("time")), cpu: ratioScale(rowsOf("cpu")) };
  return {
    id: reference.id,
    title: `Differences to ${reference.name}`,
    caption: `Each line is a 95 % interval, its point the estimate; ×1 is ${reference.name}. Inside the shaded margin a difference does not matter by the rule that was fixed before the run. Full point: slower, faster, costlier or cheaper; diamond: equivalent; hollow: inconclusive, or control, which has no verdict. An arrow goes on outside of the panel. Latencies share one axis, CPU another one.`,
    keys: [
      { mark: "interval", text: "95 % interval" },
      { mark: "area-margin", text: "margin of equivalence" },
      { mark: "point", text: "different" },
      { mark: "diamond", text: "equivalent" },
      { mark: "point-hollow", text: "undecided, or no verdict" },
    ],
    panels: shown.map((group) => forestPanel(group, reference.name, scales[group.unit])),
    table: tableOf(shown, reference),
  };
}

function groupOf(
  scenarios: readonly ScenarioSummary[],
  reference: Reference,
  workload: WorkloadName,
  statistic: (typeof statistics)[number][0],
  title: string,
): Group {
  const rows = scenarios.flatMap((scenario): Row[] => {
    const comparison = comparisonOf(reference.comparisons(scenario, workload), statistic);
    if (comparison === null) return [];
    const isNullTest = scenario.name === references.control && reference === baseline;
    return [{ scenario: scenario.name, comparison, verdict: isNullTest ? null : comparison.verdict }];
  });
  const unit = statistic === "systemCpu" || statistic === "tunnelCpu" ? "cpu" : "time";
  return { title: `${workload.toUpperCase()}, ${title}`, unit, rows };
}

/** Own containers are compared with those of a pair that should have the same ones, not with baseline, which has none. */
function comparisonOf(
  comparisons: Comparisons | ControlComparisons | null | undefined,
  statistic: (typeof statistics)[number][0],
): Comparison | null {
  if (!comparisons) return null;
  if (statistic !== "tunnelCpu") return withOwnInterval(comparisons[statistic]);
  return "tunnelCpu" in comparisons ? withOwnInterval(comparisons.tunnelCpu) : null;
}

/** A cost's ratio with the interval that has the reference's own error in it, where the summary has it. */
function withOwnInterval(comparison: Comparison | null): Comparison | null {
  if (comparison === null || !("relationLow" in comparison)) return comparison;
  const { relationLow: low, relationHigh: high } = comparison;
  return low === undefined || high === undefined ? comparison : { ...comparison, low, high };
}

function tableOf(groups: readonly Group[], { name: reference }: Reference): Figure["table"] {
  return {
    caption: `differences to ${reference}`,
    header: ["comparison", "scenario", "ratio", "95 % interval", "difference", "margin", "p", "n", "verdict"],
    rows: groups.flatMap(({ title, rows }) =>
      rows.map(({ scenario, comparison, verdict }) => ({
        name: title,
        cells: [
          scenario,
          comparison.ratio.toFixed(3),
          `${comparison.low.toFixed(3)} … ${comparison.high.toFixed(3)}`,
          shiftText(comparison),
          `±${formatPercent(comparison.marginRatio)}`,
          pText(comparison),
          `${comparison.n} ${comparison.level}s`,
          verdict === null ? "– (null test)" : verdictText(comparison),
        ],
      })),
    ),
  };
}

/** Holm's where the comparison is in a family. */
function pText({ p, pHolm }: Comparison): string {
  const shown = pHolm ?? p;
  return shown < 0.001 ? "< 0.001" : shown.toFixed(3);
}
