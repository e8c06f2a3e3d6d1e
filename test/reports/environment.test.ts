import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Profile } from "../../harness/model/plan.ts";
import { environmentFacts } from "../../harness/reports/environment.ts";
import { storedRun } from "../support/fixture-run.ts";

function trafficOf(change: Partial<Profile>): string {
  const { run, ...rest } = storedRun();
  const profile = { ...run.plan.profile, ...change };
  const facts = environmentFacts(analyse({ run, ...rest }), { ...run, plan: { ...run.plan, profile } });
  return facts.find(([name]) => name === "traffic")![1];
}

test("the traffic is the duet's", () => {
  assert.equal(trafficOf({}), "256 B, 25 requests/s per scenario and workload, timeout 2 s");
});

test("a run of the study's protocol tells its pace instead", () => {
  const study = { minutes: 25, windowMinutes: 15, everySeconds: 2, isConcurrent: false };
  assert.equal(
    trafficOf({ duet: null, study }),
    "256 B, one message every 2 s per scenario and workload, timeout 2 s",
  );
});

test("a run of loads alone has no pace", () => {
  assert.equal(trafficOf({ duet: null, slots: null }), "256 B, timeout 2 s");
});
