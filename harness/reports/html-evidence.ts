import type { Control } from "../model/evidence.ts";
import type { EvidenceSummary, ScenarioSummary, Summary } from "../model/summary.ts";
import { explanations } from "./explanations.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { type HtmlCell, htmlTable } from "./html-table.ts";
import type { Tone } from "./view.ts";

/** Whether anybody on the untrusted network could read the secrets, scenario by scenario, with the controls of that search. */
export function evidenceHtml({ scenarios }: Summary): string {
  const [, meaning] = explanations.find(([term]) => term === "secrets")!;
  return `<p>${text(capital(meaning))}</p>
${htmlTable({
  caption: "Evidence by scenario",
  header: [
    ...["scenario", "claims to encrypt", "secrets on the wire", "found", "wire examined"],
    ...[
      "control: client leg",
      "control: server leg",
      "control: baseline's wire",
      "control: never sent",
      "capture lost",
    ],
  ],
  rows: scenarios.map(rowOf),
})}
<p class="muted">A control is found / expected: on the plain legs and on baseline's wire all secrets must be found, and of those that were never sent none.</p>
${reasons(scenarios)}`;
}

function rowOf(scenario: ScenarioSummary) {
  const { name, encrypts, evidence, reasons: why } = scenario;
  const claim = encrypts ? "yes" : "no";
  if (evidence === null)
    return { name, cells: [], note: `not examined: ${why["evidence"] ?? "the reason is not known"}` };
  const { wire, controls, captureDrops } = evidence;
  return {
    name,
    cells: [
      claim,
      verdictCell(evidence, encrypts),
      `${wire.found} of ${wire.expected}`,
      `${wire.packets} packets, ${(wire.bytes / 1000).toFixed(0)} kB`,
      ...[controls.clientLeg, controls.serverLeg, controls.baselineWire, controls.neverSent].map(controlText),
      String(captureDrops),
    ],
  };
}

/** A readable wire is only wrong where encryption is claimed. */
function verdictCell({ verdict }: EvidenceSummary, encrypts: boolean): HtmlCell {
  const tone: Tone = verdict === "not-found" ? "good" : encrypts || verdict === "invalid" ? "bad" : "plain";
  return { text: verdict.replace("-", " "), tone };
}

function controlText(control: Control | null): string {
  return control === null ? "–" : `${control.found} / ${control.expected}`;
}

function reasons(scenarios: readonly ScenarioSummary[]): string {
  const lines = scenarios.flatMap(({ name, evidence }) =>
    evidence?.reason ? [`<li>${text(`${name}: ${evidence.reason}`)}</li>`] : [],
  );
  return lines.length === 0 ? "" : `<ul>\n${lines.join("\n")}\n</ul>`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
