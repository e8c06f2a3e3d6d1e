import { findMetric } from "../model/metrics.ts";
import type { Summary } from "../model/summary.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { htmlTable } from "./html-table.ts";
import { isKnown, viewCell } from "./view.ts";

type Column = readonly [header: string, address: string];

const tables: readonly { title: string; caption: string; columns: readonly Column[] }[] = [
  {
    title: "CPU",
    caption:
      "CPU-milliseconds per verified request, while one scenario at a time is asked. The whole machine is less its idle floor and the generator, and has the kernel's work, which no container is charged for.",
    columns: [
      ["HTTP: tunnel", "http.cpu.tunnel"],
      ["HTTP: services", "http.cpu.service"],
      ["HTTP: generator", "http.cpu.generator"],
      ["HTTP: whole machine", "http.cpu.system"],
      ["HTTP: machine, Δ to baseline", "http.delta.systemCpu"],
      ["MQTT: tunnel", "mqtt.cpu.tunnel"],
      ["MQTT: services", "mqtt.cpu.service"],
      ["MQTT: whole machine", "mqtt.cpu.system"],
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
      const known = columns
        .map(([header, address]) => ({ header, metric: findMetric(address)! }))
        .filter(({ metric }) => measured.some((scenario) => isKnown(scenario, metric)));
      if (known.length === 0) return [];
      const rows = measured.map((scenario) => ({
        name: scenario.name,
        cells: known.map(({ metric }) => {
          const { text: shown, tone, reason } = viewCell(scenario, metric, "µs");
          return { text: shown, tone, hint: reason };
        }),
      }));
      const table = htmlTable({
        caption: title,
        header: ["scenario", ...known.map(({ header }) => header)],
        rows,
      });
      return [`<h3>${text(title)}</h3>\n<p class="muted">${text(caption)}</p>\n${table}`];
    })
    .join("\n");
}
