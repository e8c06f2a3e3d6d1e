import type { Finding } from "./finding.ts";

/** Scenarios that must be measured again before the answer is no: those of findings that a measurement can change. */
export function suspectsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(isSuspect).flatMap(({ scenarios }) => scenarios))];
}

/** Whether a finding is one that the second measurement is for; what has no value here has none there either. */
export function isSuspect({ kind, isGreen, state }: Finding): boolean {
  return kind !== "run" && !isGreen && state !== "missing";
}

/**
 * What stands after the suspects, and they alone, were measured again: the second answer of each. A fault that does not come
 * again was the machine's, and what was undecided has had its second chance.
 */
export function confirmFindings(
  first: readonly Finding[],
  again: readonly Finding[],
  run: string,
): Finding[] {
  return first.map((finding) => {
    const second = again.find(({ rule, subject }) => rule === finding.rule && subject === finding.subject);
    if (second === undefined) return finding;
    const before = `first ${finding.state}: ${finding.detail}`;
    return { ...second, place: finding.place, detail: `${second.detail} in run ${run} (${before})` };
  });
}
