import { oneLine } from "../reports/compare/plain-text.ts";
import { wrap } from "../reports/wrap.ts";
import type { CheckResult } from "./check-run.ts";
import type { Finding, State } from "./finding.ts";

const order: readonly State[] = ["failed", "missing", "undecided", "passed"];

/** `bench.yaml:3`; the file alone for what no line asks for. */
export function placeText(file: string, { place }: Finding): string {
  return place === null ? file : `${file}:${place.line}`;
}

/** The worst state that is not green. */
export function worstState(findings: readonly Finding[]): State {
  const red = findings.filter(({ isGreen }) => !isGreen);
  return order.find((state) => red.some((finding) => finding.state === state)) ?? "passed";
}

/** One line a finding: what stands in the file, what was found, and what follows. */
export function findingText(finding: Finding, file: string): string {
  return oneLine(`${placeText(file, finding)}: ${finding.rule}: ${foundText(finding)}`);
}

/** What was found, with its subject where the rule does not name it. */
export function foundText(finding: Finding): string {
  const { subject, detail } = finding;
  return isNamed(finding) ? detail : `${subject} ${detail}`;
}

/** Whether the rule names its subject itself, and not by a pattern. */
export function isNamed({ rule, subject }: Pick<Finding, "rule" | "subject">): boolean {
  return rule.split(/[\s<>=!]/)[0] === subject;
}

/** `3 of 5 passed, 1 failed, 1 undecided`. */
export function countText(findings: readonly Finding[]): string {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length;
  const others = (["failed", "undecided", "missing"] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state}`);
  return [`${count("passed")} of ${findings.length} passed`, ...others].join(", ");
}

/** All findings for a terminal, in the order of the file, wrapped to its width. */
export function renderCheck({ findings, notes }: CheckResult, file: string, columns: number): string {
  const indent = Math.max(...findings.map((finding) => label(finding).length)) + 2;
  const lines = findings.flatMap((finding) => {
    const [first, ...rest] = wrap(findingText(finding, file), Math.max(30, columns - indent));
    return [`${label(finding).padEnd(indent)}${first}`, ...rest.map((line) => " ".repeat(indent) + line)];
  });
  const remarks = notes.flatMap((note) => wrap(oneLine(`note: ${note}`), columns));
  return `${[...lines, ...remarks, countText(findings)].join("\n")}\n`;
}

/** What stands before a finding; one that the file lets pass says so. */
export function label({ state, isGreen }: Finding): string {
  return isGreen && state !== "passed" ? `${state} (allowed)` : state;
}
