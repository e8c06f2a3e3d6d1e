import type { RunRecord } from "../model/run-record.ts";
import type { Grade, Summary } from "../model/summary.ts";
import { explanations } from "./explanations.ts";
import { headline } from "./headline.ts";
import { basesHtml, capacityHtml, comparisonHtml } from "./html-comparison.ts";
import { costsHtml } from "./html-costs.ts";
import { definitions, environmentHtml } from "./html-environment.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { evidenceHtml } from "./html-evidence.ts";
import { repeatHtml } from "./html-repeat.ts";
import { styleSheet } from "./html-style.ts";
import { drawPlots } from "./plots/all-plots.ts";
import { studyHtml } from "./study-html.ts";

/** The report as one HTML file that needs no network and runs no script. */
export function renderHtml(summary: Summary, record?: RunRecord): string {
  const { run, grade } = summary;
  const sections = [
    section("comparison", "Comparison", [
      comparisonHtml(summary),
      basesHtml(summary),
      capacityHtml(summary),
      studyHtml(summary),
    ]),
    section("plots", "Plots", drawPlots(summary)),
    section("evidence", "Evidence", [evidenceHtml(summary)]),
    section("costs", "Who paid", [costsHtml(summary)]),
    section("environment", "Environment", [environmentHtml(summary, record)]),
    section("method", "How each number was made", [definitions(explanations)]),
    section("repeat", "How to repeat it", [repeatHtml(summary)]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(`tunnelbench ${run.id}, grade ${grade.value}`)}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<header>
<p class="muted">${text(subtitle(summary))}</p>
<h1>${text(headline(summary))}</h1>
${gradeHtml(summary)}
</header>
${sections.filter((drawn) => drawn !== "").join("\n")}
</main>
</body>
</html>
`;
}

function subtitle({ run, tool }: Summary): string {
  const incomplete = run.status === "complete" ? "" : ` (${run.status})`;
  const instances = `${run.instances} ${run.instances === 1 ? "instance" : "instances"}`;
  return `tunnelbench ${tool.version}, run ${run.id}${incomplete}, profile ${run.profile}, ${instances}`;
}

/** METHOD.md §9.3. */
const gradeMeanings: Record<Grade, string> = {
  A: "every check of generator, machine and plan passed",
  B: "usable, with these reservations",
  C: "do not rely on these numbers",
};

function gradeHtml({ grade: { value, reasons } }: Summary): string {
  const list = reasons.map((reason) => `<li>${text(reason)}</li>`).join("\n");
  return `<div class="grade-box">
<p><strong class="grade grade-${value}">Grade ${value}</strong> ${gradeMeanings[value]}${reasons.length > 0 ? ":" : ""}</p>
${list === "" ? "" : `<ul>\n${list}\n</ul>\n`}</div>`;
}

/** Nothing where there is nothing to show. */
function section(id: string, title: string, parts: readonly string[]): string {
  const body = parts.filter((part) => part !== "").join("\n");
  if (body === "") return "";
  return `<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${text(title)}</h2>
${body}
</section>`;
}
