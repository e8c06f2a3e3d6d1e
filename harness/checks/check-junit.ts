import { type JunitCase, renderJunit } from "../reports/junit.ts";
import type { CheckResult } from "./check-run.ts";
import { findingText, isNamed, label } from "./check-text.ts";
import type { Finding } from "./finding.ts";

/** One case a finding: what is red failed, or is an error where there is no value; what the file lets pass is skipped. */
export function renderCheckJunit(
  { findings, notes }: CheckResult,
  file: string,
  run: { id: string; startedAt: string },
): string {
  const cases = findings.map((finding): JunitCase => {
    const { rule, subject, kind } = finding;
    const state = caseState(finding);
    const about = {
      name: isNamed(finding) ? rule : `${rule}: ${subject}`,
      classname: `bench.check.${kind}`,
      state,
    };
    return state === "passed"
      ? about
      : { ...about, message: `${label(finding)}: ${finding.detail}`, text: findingText(finding, file) };
  });
  const output = notes.length > 0 ? { output: notes.join("\n") } : {};
  return renderJunit([{ name: `bench check of ${run.id}`, timestamp: run.startedAt, cases, ...output }]);
}

function caseState({ state, isGreen }: Finding): JunitCase["state"] {
  if (state === "passed") return "passed";
  if (isGreen) return "skipped";
  return state === "missing" ? "error" : "failed";
}
