import type { RunRecord } from "../model/run-record.ts";
import type { Gate, Summary } from "../model/summary.ts";
import { environmentFacts } from "./environment.ts";
import { gateLimits, gateValue } from "./gate-text.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { htmlTable } from "./html-table.ts";
import type { Tone } from "./view.ts";

/** Machine and versions, what of them makes this run a worse instrument, and every check with its limits. */
export function environmentHtml(summary: Summary, record?: RunRecord): string {
  return `${definitions(environmentFacts(summary, record))}
<h3>What makes it a worse instrument</h3>
${reservations(summary)}
<details><summary>All ${summary.gates.length} checks of generator, machine and plan</summary>
${gateTable(summary)}
</details>`;
}

function reservations({ gates, run }: Summary): string {
  const lines = [
    ...gates.filter(({ state }) => state === "invalid").map(reservation),
    ...gates.filter(({ state }) => state === "warn").map(reservation),
    ...gates.filter(({ state }) => state === "unknown").map(({ title }) => `not known: ${title}`),
    ...run.deviations.map((deviation) => `not as profile ${run.profile} has it: ${deviation}`),
  ];
  if (lines.length === 0) return "<p>Nothing: every check passed.</p>";
  return `<ul>\n${lines.map((line) => `<li>${text(line)}</li>`).join("\n")}\n</ul>`;
}

function reservation(gate: Gate): string {
  const { state, title } = gate;
  return `${state === "invalid" ? "invalid: " : ""}${title}: ${gateValue(gate)} (${gateLimits(gate)})`;
}

function gateTable({ gates }: Summary): string {
  return htmlTable({
    caption: "Checks of generator, machine and plan",
    header: ["check", "what", "value", "limits", "state"],
    rows: gates.map((gate) => ({
      name: gate.id,
      cells: [gate.title, gateValue(gate), gateLimits(gate), { text: gate.state, tone: toneOf(gate) }],
    })),
  });
}

function toneOf({ state }: Gate): Tone {
  return state === "pass" ? "good" : state === "invalid" ? "bad" : "muted";
}

/** Terms with what they mean. */
export function definitions(entries: readonly (readonly [string, string])[]): string {
  const drawn = entries.map(([term, value]) => `<dt>${text(term)}</dt><dd>${text(value)}</dd>`);
  return `<dl>\n${drawn.join("\n")}\n</dl>`;
}
