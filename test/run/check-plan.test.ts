import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BenchError } from "../../harness/model/error.ts";
import type { Profile } from "../../harness/model/plan.ts";
import { checkProfile } from "../../harness/run/check-profile.ts";
import { checkTraffic, greatestRatePerSecond } from "../../harness/run/check-traffic.ts";
import { planRun } from "../../harness/run/plan.ts";
import { profiles } from "../../harness/run/profiles.ts";
import { scenarioOf } from "../support/scenario-of.ts";

const nine = Array.from({ length: 9 }, (_, index) => scenarioOf(`s${index}`));

function check(profile: Profile): void {
  checkProfile(profile);
  checkTraffic(planRun({ profile, scenarios: nine, seed: "seed" }));
}

function refusalOf(change: Partial<Profile>, name = "quick"): BenchError {
  try {
    check({ ...profiles[name]!, ...change });
  } catch (error) {
    assert.ok(error instanceof BenchError);
    return error;
  }
  throw new Error("nothing was refused");
}

describe("checkProfile and checkTraffic", () => {
  it("accepts every profile of ours with nine scenarios", () => {
    for (const profile of Object.values(profiles)) check(profile);
  });

  it("refuses more than the generator can release, with the greatest rate that is possible", () => {
    const { message, hints, exitCode } = refusalOf({ duet: { seconds: 41, ratePerSecond: 200 } });
    assert.match(
      message,
      /duet at 200\/s over 18 targets is 3600 requests\/s, more than the generator's 2000\/s for 256 B/,
    );
    assert.deepEqual(hints, ["duet.ratePerSecond can be 111, or fewer scenarios"]);
    assert.equal(exitCode, 2);
    check({ ...profiles["quick"]!, duet: { seconds: 41, ratePerSecond: 111 } });
    assert.ok(111 * 18 <= greatestRatePerSecond && 112 * 18 > greatestRatePerSecond);
  });

  it("refuses what lasts no time or sends nothing, all of it at once", () => {
    const { message } = refusalOf({
      warmup: { seconds: 0, ratePerSecond: 50 },
      duet: { seconds: 41, ratePerSecond: 0 },
      timeoutSeconds: 0,
    });
    assert.match(message, /^warmup.seconds is 0/m);
    assert.match(message, /^duet.ratePerSecond is 0/m);
    assert.match(message, /^timeoutSeconds is 0/m);
  });

  it("refuses a payload that cannot hold the message, and a duet too short for an interval", () => {
    const { message, hints } = refusalOf({ payloadBytes: 100, duet: { seconds: 2, ratePerSecond: 25 } });
    assert.match(message, /payloadBytes is 100/);
    assert.match(message, /duet.seconds is 2/);
    assert.match(hints.join("\n"), /payloadBytes must be at least 230 B: a message/);
    assert.match(hints.join("\n"), /duet.seconds must be at least 5 s/);
  });

  it("refuses sizes that the summary has no place for", () => {
    const { message, hints } = refusalOf({
      closedLoop: { connections: [4], seconds: 1, settleSeconds: 0.1 },
    });
    assert.equal(message, "closedLoop.connections has 4");
    assert.deepEqual(hints, ["closedLoop.connections takes 1, 8, 32, each once"]);
  });

  it("refuses margins that the noise would drown, with the least that the instances can carry", () => {
    const { message, hints } = refusalOf({ margins: { p50: { ratio: 0.01, absolute: 0 } } }, "standard");
    assert.match(message, /margins.p50.ratio is 0.01, below what 6 instances can tell/);
    assert.match(hints.join("\n"), /margins.p50.ratio can be 0.029/);
    const lone = refusalOf({ margins: { p50: { ratio: 0.05, absolute: 50 } } });
    assert.match(lone.hints.join("\n"), /margins.p50.ratio can be 0.1 with one instance/);
  });

  const refused: [string, Partial<Profile>, RegExp][] = [
    ["loads without a duet", { duet: null }, /slots, connect, bulk without a duet/],
    [
      "nothing to compare",
      { duet: null, slots: null, connect: null, bulk: null },
      /neither a duet nor a study/,
    ],
    ["a timeout that no timer holds", { timeoutSeconds: 3e6 }, /timeoutSeconds is 3000000/],
    [
      "more new connections than it can open",
      { connect: { seconds: 2, ratePerSecond: 220 } },
      /on new connections/,
    ],
    [
      "a bulk transfer in disguise",
      { payloadBytes: 1_000_000 },
      /more than the generator's 50\/s for 1000000 B/,
    ],
    [
      "a duet too slow for a block's median",
      { duet: { seconds: 41, ratePerSecond: 0.01 } },
      /duet.ratePerSecond is 0.01/,
    ],
    ["no rounds", { slots: { ...profiles["quick"]!.slots!, rounds: 0 } }, /slots.rounds is 0/],
    [
      "slots of a millisecond",
      { slots: { ...profiles["quick"]!.slots!, seconds: 0.001 } },
      /slots.seconds is 0.001/,
    ],
    [
      "endless settling",
      { bulk: { streams: [1], seconds: 1, settleSeconds: 1e9 } },
      /bulk.settleSeconds is 1000000000/,
    ],
    ["endless warm-up", { warmup: { seconds: 10, ratePerSecond: 50, extensions: 1e5 } }, /warmup.extensions/],
    ["more instances than anyone waits for", { instances: 101 }, /instances is 101/],
    [
      "more rounds than memory holds",
      { slots: { ...profiles["quick"]!.slots!, rounds: 1e8 } },
      /slots.rounds is 100000000/,
    ],
    ["a phase of hours", { duet: { seconds: 3_601, ratePerSecond: 25 } }, /duet.seconds is 3601/],
    ["a timeout that nothing can keep", { timeoutSeconds: 1e-9 }, /timeoutSeconds is 1e-9/],
    [
      "a connect phase without a request",
      { connect: { seconds: 1.5, ratePerSecond: 0.001 } },
      /connect.ratePerSecond/,
    ],
    [
      "an empty list",
      { closedLoop: { connections: [], seconds: 1, settleSeconds: 0 } },
      /closedLoop.connections is 0/,
    ],
    [
      "a size twice",
      { closedLoop: { connections: [1, 1], seconds: 1, settleSeconds: 0 } },
      /closedLoop.connections has 1/,
    ],
    [
      "the same transfer in every instance and once",
      { bulkOnce: { streams: [1], seconds: 1, settleSeconds: 0 } },
      /1 streams are in both/,
    ],
    ["margins that forgive all", { margins: { p50: { ratio: 0.2, absolute: 1e9 } } }, /margins.p50.absolute/],
  ];
  for (const [what, change, message] of refused)
    it(`refuses ${what}`, () => assert.match(refusalOf(change).message, message));

  it("refuses a search that cannot end as asked", () => {
    const saturation = {
      ...profiles["standard"]!.saturation!,
      finalTrials: 50,
      connections: 1e6,
      sloMs: 9_000,
    };
    const { message } = refusalOf({ saturation }, "standard");
    assert.match(message, /saturation.finalTrials is 50/);
    assert.match(message, /saturation.connections is 1000000/);
    assert.match(message, /saturation.sloMs is 9000/);
    assert.match(
      refusalOf({ saturation: { ...saturation, widthRatio: 0.005 } }, "standard").message,
      /widthRatio is 0.005/,
    );
  });

  it("refuses a study whose window is longer than it", () => {
    const study = { minutes: 5, windowMinutes: 15, everySeconds: 2, isConcurrent: true };
    assert.match(refusalOf({ study }, "paper").message, /study.windowMinutes is 15/);
    const endless = { minutes: 1e9, windowMinutes: 6e8, everySeconds: 2, isConcurrent: true };
    assert.match(refusalOf({ study: endless }, "paper").message, /study.minutes is 1000000000/);
    const short = { minutes: 0.5, windowMinutes: 0.3, everySeconds: 2, isConcurrent: true };
    const { message, hints } = refusalOf({ study: short }, "paper");
    assert.equal(message, "the study's window holds 9 messages");
    assert.deepEqual(hints, ["it must hold 10: --minutes 0.56 or more"]);
  });
});
