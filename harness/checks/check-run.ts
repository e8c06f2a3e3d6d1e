import type { Summary } from "../model/summary.ts";
import type { CheckFile } from "./check-file.ts";
import type { Bases } from "./difference.ts";
import { type Finding, type FindingKey, isGreen } from "./finding.ts";
import { judgeRegressions } from "./judge-regression.ts";
import { judgeThreshold } from "./judge-threshold.ts";

/** What a file says of a run. */
export interface CheckResult {
  findings: Finding[];
  /** What a reader should know and no rule asks for. */
  notes: string[];
}

/** Applies every rule of a file to a run, whole or not; `isAsked` leaves findings out, from their family too. Pure. */
export function checkRun(
  check: CheckFile,
  summary: Summary,
  bases: Bases,
  isAsked: (finding: FindingKey) => boolean = () => true,
): CheckResult {
  const thresholds = check.thresholds.flatMap((rule) => judgeThreshold(rule, summary)).filter(isAsked);
  const regressions = judgeRegressions(check.regressions, bases, summary, isAsked);
  return {
    findings: [...judgeCompleteness(check, summary), ...thresholds, ...regressions],
    notes: notesOn(summary, [...thresholds, ...regressions]),
  };
}

/** One that broke off is judged by what it has, but is never green for that: the rest might have shown the fault. */
function judgeCompleteness({ leniency }: CheckFile, { run }: Summary): Finding[] {
  if (run.status === "complete") return [];
  const state = "undecided";
  const reason = run.statusReason === null ? "" : `: ${run.statusReason}`;
  return [
    {
      ...{ kind: "run", rule: "the run is complete", place: null, subject: run.id, scenarios: [], state },
      isGreen: isGreen({ state }, leniency),
      detail: `is ${run.status}${reason}; what it measured is judged below`,
    } as const satisfies Finding,
  ];
}

/** Each names its run: after `--confirm` there are two. */
function notesOn({ run: { id }, grade, scenarios }: Summary, findings: readonly Finding[]): string[] {
  const judged = new Set(findings.flatMap((finding) => finding.scenarios));
  const failed = scenarios.filter(({ name, status }) => status === "failed" && !judged.has(name));
  const same = scenarios.filter(({ name, isSameAsBase }) => isSameAsBase && judged.has(name));
  const bad = grade.value === "C" ? [`run ${id} has grade C: ${grade.reasons.join("; ")}`] : [];
  return [
    ...bad,
    ...failed.map(
      ({ name, reason }) =>
        `scenario "${name}" failed in run ${id}, and no rule was asked about it: ${reason}`,
    ),
    ...same.map(({ name, base }) => `"${name}" and "${base}" are the same images and configuration`),
  ];
}
