import { findMetric } from "../model/metrics.ts";
import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { ScenarioSummary, Summary } from "../model/summary.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { type HtmlCell, htmlTable } from "./html-table.ts";
import { isKnown, viewCell } from "./view.ts";

/** A metric, or on how many rounds of slots a workload's CPU rests. */
type Column = readonly [header: string, address: string] | readonly [header: string, rounds: RoundsOf];
interface RoundsOf {
  roundsOf: WorkloadName;
}

const tables: readonly { title: string; caption: string; columns: readonly Column[] }[] = [
  {
    title: "CPU",
    caption:
      "CPU-milliseconds per verified request, while one scenario at a time is asked. The whole machine is less its idle floor and the generator, and has the kernel's work, which no container is charged for. They are means over so many rounds, without an interval; of one round they are hardly more than a hint. noise: the whole machine came out below its parts, tunnel and services, so that its noise is larger than the figure; other rows of such a column have the same noise, and may as well be too high.",
    columns: [
      ["HTTP: tunnel", "http.cpu.tunnel"],
      ["HTTP: services", "http.cpu.service"],
      ["HTTP: generator", "http.cpu.generator"],
      ["HTTP: whole machine", "http.cpu.system"],
      ["HTTP: machine, Δ to baseline", "http.delta.systemCpu"],
      ["HTTP: rounds", { roundsOf: "http" }],
      ["MQTT: tunnel", "mqtt.cpu.tunnel"],
      ["MQTT: services", "mqtt.cpu.service"],
      ["MQTT: whole machine", "mqtt.cpu.system"],
      ["MQTT: rounds", { roundsOf: "mqtt" }],
      ["tunnel client", "resources.tunnel-client.cpu"],
      ["tunnel server", "resources.tunnel-server.cpu"],
    ],
  },
  {
    title: "Memory",
    caption: "MiB of the scenario's own containers: in use at the end of the duet, and the peak.",
    columns: [
      ["both", "resources.memory"],
      ["both, peak", "resources.peakMemory"],
      ["client", "resources.tunnel-client.memory"],
      ["client, peak", "resources.tunnel-client.peakMemory"],
      ["server", "resources.tunnel-server.memory"],
      ["server, peak", "resources.tunnel-server.peakMemory"],
    ],
  },
  {
    title: "Bytes on the wire",
    caption:
      "Bytes of both directions on the untrusted network per verified request, their ratio to baseline's, and what was lost or sent again.",
    columns: [
      ["HTTP, B", "http.wireBytes"],
      ["MQTT, B", "mqtt.wireBytes"],
      ["× baseline", "network.wireOverhead"],
      ["retransmits", "network.retransmits"],
      ["drops at sockets", "network.socketDrops"],
      ["drops at devices", "network.deviceDrops"],
    ],
  },
];

/** What each scenario costs, and whom: a table each for CPU, memory and bytes, with the columns that are known of any. */
export function costsHtml({ scenarios }: Summary): string {
  const measured = scenarios.filter(({ requests }) => requests !== null);
  return tables
    .flatMap(({ title, caption, columns }) => {
      const known = columns.filter((column) => measured.some((scenario) => hasFigure(scenario, column)));
      if (known.length === 0) return [];
      const rows = measured.map((scenario) => ({
        name: scenario.name,
        cells: known.map((column) => cellOf(scenario, column)),
      }));
      const table = htmlTable({
        caption: title,
        header: ["scenario", ...known.map(([header]) => header)],
        rows,
      });
      return [`<h3>${text(title)}</h3>\n<p class="muted">${text(caption)}</p>\n${table}`];
    })
    .join("\n");
}

function hasFigure(scenario: ScenarioSummary, [, what]: Column): boolean {
  return typeof what === "string" ? isKnown(scenario, findMetric(what)!) : roundsOf(scenario, what) !== null;
}

function roundsOf({ workloads }: ScenarioSummary, { roundsOf: workload }: RoundsOf): number | null {
  return workloads[workload]?.cpu?.rounds ?? null;
}

function cellOf(scenario: ScenarioSummary, [, what]: Column): HtmlCell {
  if (typeof what !== "string") return { text: String(roundsOf(scenario, what) ?? "–") };
  const { text: shown, tone, reason } = viewCell(scenario, findMetric(what)!, "µs");
  const noise = noiseOf(scenario, what);
  if (noise !== null) return { text: "–", tone: "muted", hint: noise, remark: "noise" };
  return { text: shown, tone, hint: reason };
}

/** Why the CPU of the whole machine says nothing; null: it is no less than its parts, or it is not about that. */
function noiseOf({ workloads }: ScenarioSummary, address: string): string | null {
  const workload = workloadNames.find((name) => address === `${name}.cpu.system`);
  const cpu = workload && workloads[workload]?.cpu;
  if (!cpu || cpu.systemMsPerRequest === null) return null;
  const parts = (cpu.tunnelMsPerRequest ?? 0) + (cpu.serviceMsPerRequest ?? 0);
  if (cpu.systemMsPerRequest >= parts) return null;
  return `${cpu.systemMsPerRequest.toFixed(2)} was measured, but tunnel and services alone used ${parts.toFixed(2)}`;
}
