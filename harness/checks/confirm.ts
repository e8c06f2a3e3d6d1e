import { type Finding, keyOf } from "./finding.ts";

/** Scenarios that must be measured again before the answer is no: those of findings that a measurement can change. */
export function suspectsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(isSuspect).flatMap(({ scenarios }) => scenarios))];
}

/** Whether a finding is one that the second measurement is for; what has no value here has none there either. */
export function isSuspect({ kind, isGreen, state }: Finding): boolean {
  return kind !== "run" && !isGreen && state !== "missing";
}

/**
 * What stands after the suspects, and they alone, were measured again. A fault that is ruled out then was the machine's, and one
 * that comes then is one; a second answer that decides nothing, or that is missing, leaves the first as it was.
 */
export function confirmFindings(
  first: readonly Finding[],
  again: readonly Finding[],
  run: string,
): Finding[] {
  return first.map((finding) => {
    const second = again.find((candidate) => keyOf(candidate) === keyOf(finding));
    if (second === undefined) return finding;
    if (second.state === "passed" || second.state === "failed")
      return {
        ...second,
        detail: `${second.detail} in run ${run} (first ${finding.state}: ${finding.detail})`,
      };
    return { ...finding, detail: `${finding.detail} (${second.state} in run ${run}: ${second.detail})` };
  });
}
