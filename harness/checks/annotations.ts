import { foundText, label } from "./check-text.ts";
import type { Finding } from "./finding.ts";

/** Reads as an error of the file's line on GitHub, one line a finding that is not green. */
export function renderAnnotations(findings: readonly Finding[], file: string): string {
  return findings
    .filter(({ isGreen }) => !isGreen)
    .map((finding) => annotation(finding, file))
    .join("");
}

/**
 * A workflow command; escaped as actions/toolkit, packages/core/src/command.ts, escapes them (escapeData, escapeProperty).
 */
function annotation(finding: Finding, file: string): string {
  const { rule, place } = finding;
  const line = place === null ? "" : `,line=${place.line},col=${place.column}`;
  const title = escapeProperty(`${label(finding)}: ${rule}`);
  return `::error file=${escapeProperty(file)}${line},title=${title}::${escapeData(foundText(finding))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
