import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoredRun } from "../../harness/analysis/analyse.ts";
import { allChecks } from "../../harness/calibrate/all-checks.ts";
import { runChecks } from "../../harness/calibrate/check.ts";
import { Measured } from "../../harness/calibrate/measured.ts";
import { phaseNames } from "../../harness/calibrate/plan.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { duetPhase, knownRun, later, measuredOf, withSamples } from "./known-run.ts";

/** These come from loads, which the made-up run does not have; they have tests of their own below. */
const ofLoads = ["K3b-p99", "K3b-max", "K6-up", "K6-down", "K7"];
const known = knownRun();

/** Ids of the checks that do not pass, with what they saw. */
function notPassed(stored: StoredRun, ids?: readonly string[]): Record<string, string> {
  const chosen = allChecks.filter(({ id }) => (ids ? ids.includes(id) : !ofLoads.includes(id)));
  const findings = runChecks(chosen, measuredOf(stored)).filter(({ state }) => state !== "passed");
  return Object.fromEntries(
    findings.map(({ id, observed, low, high, reason }) => [
      id,
      reason ?? `${observed} not in ${low}…${high}`,
    ]),
  );
}

function failedAs(sample: Sample, outcome: Sample["outcome"]): Sample {
  return { ...sample, outcome, doneNs: null };
}

/** A change of the run and the checks that must then fail, at least. */
const faults: [what: string, ids: string[], change: () => StoredRun][] = [
  ["a delay of 20 ms is 0.6 ms longer", ["K1-slope"], () => shift("delay-20", 0.6)],
  [
    "every delay but 0 is 0.2 ms longer",
    ["K1-intercept"],
    () => {
      return ["delay-1", "delay-5", "delay-20"].reduce((run, name) => shift(name, 0.2, run), known);
    },
  ],
  [
    "exponential delays are 30 % longer",
    ["K2-exponential-p50", "K2-exponential-p90", "K2-exponential-mean"],
    () => {
      return withSamples(known, duetPhase, "delay-exponential", (sample) => {
        return later(sample, 0.3 * ((sample.doneNs! - sample.readyNs) / 1e6));
      });
    },
  ],
  [
    "the stall is hidden, as by a client that waits",
    ["K3-p95", "K3-p99", "K3-p99.9", "K3-mean"],
    () => {
      return withSamples(known, duetPhase, "stall", (sample) => ({
        ...sample,
        doneNs: sample.readyNs + 5e5,
      }));
    },
  ],
  [
    "the queue's waiting is not counted",
    ["K4-mean", "K4-replay", "K4-no-wait", "K4-p90", "K4-p99"],
    () => {
      return withSamples(known, phaseNames.poissonQueue, "serial-5", (sample) => {
        return { ...sample, doneNs: sample.readyNs + 5.45e6 };
      });
    },
  ],
  [
    "the queue's service takes 0.3 ms longer",
    ["K4-constant"],
    () => {
      return withSamples(known, phaseNames.constantQueue, "serial-5", (sample) => later(sample, 0.3));
    },
  ],
  [
    "one request is not released",
    ["K5-count"],
    () => {
      return withSamples(known, phaseNames.schedule, "delay-0", (sample, index) => {
        return index === 5 ? failedAs(sample, "unsent") : sample;
      });
    },
  ],
  [
    "the release is 6 ms late in 2 of 100",
    ["K5-lag"],
    () => {
      return withSamples(known, phaseNames.schedule, "delay-0", (sample, index) => {
        return index % 50 === 0 ? { ...sample, readyNs: sample.readyNs + 6e6 } : sample;
      });
    },
  ],
  [
    "Poisson arrivals are evenly spaced",
    ["K5-gaps", "K5-dispersion"],
    () => {
      const start = known.run.timeline.find(({ phase }) => phase === phaseNames.poissonQueue)!.startNs;
      return withSamples(known, phaseNames.poissonQueue, "serial-5", (sample, index) => {
        return { ...sample, readyNs: start + index * 1e7 };
      });
    },
  ],
  ["a reset is missing", ["K8-which"], () => heal("reset", 3)],
  [
    "two resets more",
    ["K8", "K8-which"],
    () => {
      return withSamples(known, duetPhase, "reset", (sample, index) => {
        return index === 3 || index === 4 ? failedAs(sample, "reset") : sample;
      });
    },
  ],
  [
    "half of the random resets are not counted",
    ["K9"],
    () => {
      return withSamples(known, duetPhase, "reset-random", (sample, index) => {
        return sample.outcome === "reset" && index % 4 !== 0 ? answered(sample) : sample;
      });
    },
  ],
  [
    "a swallowed request is counted as lost",
    ["K10", "K8-class"],
    () => {
      return withSamples(known, duetPhase, "blackhole", (sample) => {
        return sample.outcome === "timeout" ? { ...sample, outcome: "lost" } : sample;
      });
    },
  ],
  ["timeouts are left out", ["K10", "K10-p99.5"], () => heal("blackhole", 1_000)],
  [
    "the others wait for a swallowed request",
    ["K10-p98"],
    () => {
      return withSamples(known, duetPhase, "blackhole", (sample, index) => {
        return sample.outcome === "ok" && index % 20 === 0 ? later(sample, 30) : sample;
      });
    },
  ],
  ["a corrupted answer is taken for good", ["K12"], () => heal("corrupt", 1_000)],
  [
    "a status is called a mismatch",
    ["K11", "K8-class"],
    () => {
      return withSamples(known, duetPhase, "status", (sample) => {
        return sample.outcome === "status" ? { ...sample, outcome: "mismatch" } : sample;
      });
    },
  ],
  [
    "copies of messages are not seen",
    ["K13-duplicate"],
    () => {
      return withSamples(known, phaseNames.sequence, "sequence", (sample) => ({ ...sample, duplicates: 0 }));
    },
  ],
  [
    "lost and swapped messages are not seen",
    ["K13-loss", "K13-swap"],
    () => {
      return withSamples(known, phaseNames.sequence, "sequence", (sample) => {
        return { ...sample, outcome: "ok", reordered: false };
      });
    },
  ],
  ["control is 30 % slower than relay", ["K26"], () => shift("control", 0.2)],
  [
    "the clock steps in the middle of the answers",
    ["K32"],
    () => {
      return withSamples(known, duetPhase, "delay-0", (sample) => ({
        ...sample,
        readyNs: 5e8 + sample.seq * 1e6,
        doneNs: 5e8 + sample.seq * 1e6 + 5e5,
      }));
    },
  ],
  ["nagle is off", ["K33-cluster", "K33-flag"], () => shift("nagle", -40)],
  ["the relay without a fault waits 40 ms too", ["K33-off"], () => shift("delay-0", 40)],
  [
    "the generator's stall is not seen",
    ["K30-lag", "K30-scheduled", "K30-dropped"],
    () => {
      return withSamples(known, phaseNames.stalledSlot, "relay", (sample) => {
        return { ...sample, readyNs: sample.intendedNs, doneNs: sample.intendedNs + 5e5 };
      });
    },
  ],
  [
    "the generator stalls in the other round too",
    ["K30-kept"],
    () => {
      return withSamples(known, "i0-r0-quiet", "relay", (sample, index) => {
        return index === 50
          ? { ...sample, readyNs: sample.readyNs + 60e6, doneNs: sample.doneNs! + 60e6 }
          : sample;
      });
    },
  ],
];

/** All answers of a target so much later. */
function shift(scenario: string, byMs: number, run = known): StoredRun {
  return withSamples(run, duetPhase, scenario, (sample) =>
    sample.doneNs === null ? sample : later(sample, byMs),
  );
}

/** The first failures of a target are answers like the others. */
function heal(scenario: string, count: number): StoredRun {
  let healed = 0;
  return withSamples(known, duetPhase, scenario, (sample) => {
    return sample.outcome === "ok" || healed++ >= count ? sample : answered(sample);
  });
}

function answered(sample: Sample): Sample {
  return { ...sample, outcome: "ok", doneNs: sample.readyNs + 4.5e5 };
}

describe("the known-answer tests", () => {
  it("pass for targets that do exactly what is injected", () => {
    assert.deepEqual(notPassed(known), {});
  });

  it("have a number each", () => {
    assert.equal(new Set(allChecks.map(({ id }) => id)).size, allChecks.length);
  });

  for (const [what, ids, change] of faults) {
    it(`fail when ${what}: ${ids.join(", ")}`, () => {
      assert.deepEqual(Object.keys(notPassed(change(), ids)).sort(), [...ids].sort());
    });
  }

  it("fail when the gate against a stepped wall clock is blind, and when it moves a latency", () => {
    const blind = [...known.counters].map((line) =>
      line.subject === "host" ? { ...line, wallClockUs: 1e15, wallClockAtNs: 0 } : line,
    );
    assert.deepEqual(notPassed({ ...known, counters: blind }, ["K29-gate"]), {});
    const unclocked = [...known.counters].map((line) => {
      const { wallClockUs: _wallClockUs, ...rest } = line as typeof line & { wallClockUs?: number };
      return rest as typeof line;
    });
    assert.deepEqual(notPassed({ ...known, counters: unclocked }, ["K29-gate"]), {
      "K29-gate": "the counters hold no wall clock at the end of the duet",
    });
  });

  it("say what is missing instead of failing, where a target did not run", () => {
    const samples = [...known.samples].filter(({ scenario }) => scenario !== "stall");
    const scenarios = known.run.scenarios.map((record) =>
      record.name === "stall"
        ? { ...record, status: "failed" as const, reason: "not ready after 60 s" }
        : record,
    );
    const stored = { ...known, samples, run: { ...known.run, scenarios } };
    assert.deepEqual(notPassed(stored, ["K3-p95", "K1-slope"]), {
      "K3-p95": 'scenario "stall": not ready after 60 s',
    });
  });
});

describe("the known-answer tests of loads", () => {
  const { summary, stored } = measuredOf(known);

  /** The run with these figures of loads, whichever target is asked. */
  function withFigures(figures: object): Measured {
    return new (class extends Measured {
      override capacityOf = () => figures as ReturnType<Measured["capacityOf"]>;
    })(stored, summary);
  }

  function states(measured: Measured, ...ids: string[]): string[] {
    return runChecks(
      allChecks.filter(({ id }) => ids.includes(id)),
      measured,
    ).map(({ state }) => state);
  }

  const capacity = (value: number) => ({ value, low: null, high: null, n: 1, limitedBy: "tunnel" });

  it("want a rate of 10 MB/s as 80 Mbit/s ± 2 %", () => {
    const bulk = (up: number, down: number) =>
      withFigures({ bulk: { "1": { upMbps: capacity(up), downMbps: capacity(down) }, "8": null } });
    assert.deepEqual(states(bulk(80, 78.5), "K6-up", "K6-down"), ["passed", "passed"]);
    assert.deepEqual(states(bulk(78.3, 81.7), "K6-up", "K6-down"), ["failed", "failed"]);
    assert.deepEqual(states(withFigures({ bulk: null }), "K6-up"), ["missing"]);
  });

  it("want a server of 4 ms to be found between 242.5/s and the closed form", () => {
    const found = (value: number) => withFigures({ saturation: { perSecond: capacity(value) } });
    assert.deepEqual(
      [242, 243, 250, 254.5, 255].map((value) => states(found(value), "K7")[0]),
      [...["failed", "passed", "passed", "passed", "failed"]],
    );
  });

  it("want a closed loop to hide the stall everywhere but in its maximum", () => {
    const loop = (p99Us: number, maxUs: number) =>
      withFigures({ closedLoop: { "1": { p50Us: 500, p99Us, maxUs }, "8": null, "32": null } });
    assert.deepEqual(states(loop(900, 999_000), "K3b-p99", "K3b-max"), ["passed", "passed"]);
    assert.deepEqual(states(loop(500_000, 900_000), "K3b-p99", "K3b-max"), ["failed", "failed"]);
  });
});
