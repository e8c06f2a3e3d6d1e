import assert from "node:assert/strict";
import type { StoredRun } from "../../harness/analysis/analyse.ts";
import { allChecks } from "../../harness/calibrate/all-checks.ts";
import { runChecks } from "../../harness/calibrate/check.ts";
import type { Measured } from "../../harness/calibrate/measured.ts";
import { knownRun, measuredOf } from "./known-run.ts";

/** These come from loads, which the made-up run does not have; figures.test.ts has theirs. */
const ofLoads = ["K3b-p99", "K3b-max", "K6-up", "K6-down", "K7"];
export const known = knownRun();

/** Ids of the checks that do not pass, with what they saw. */
export function notPassed(stored: StoredRun, ids?: readonly string[]): Record<string, string> {
  return notPassedOf(measuredOf(stored), ids);
}

export function notPassedOf(measured: Measured, ids?: readonly string[]): Record<string, string> {
  const chosen = allChecks.filter(({ id }) => (ids ? ids.includes(id) : !ofLoads.includes(id)));
  const findings = runChecks(chosen, measured).filter(({ state }) => state !== "passed");
  return Object.fromEntries(
    findings.map(({ id, observed, low, high, reason }) => [
      id,
      reason ?? `${observed} not in ${low}…${high}`,
    ]),
  );
}

/** All of them, and none because it is missing. */
export function assertFailed(found: Record<string, string>, ids: readonly string[]): void {
  assert.deepEqual(Object.keys(found).sort(), [...ids].sort());
  for (const text of Object.values(found)) assert.match(text, / not in /);
}
