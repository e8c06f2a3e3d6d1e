import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoredRun } from "../../harness/analysis/analyse.ts";
import { allChecks } from "../../harness/calibrate/all-checks.ts";
import { phaseNames } from "../../harness/calibrate/plan.ts";
import { duetTargets, plainTargets } from "../../harness/calibrate/targets.ts";
import type { CounterLine, HostCounters } from "../../harness/model/counters.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { assertFailed, known, notPassed } from "./judge.ts";
import { duetPhase, later, withSamples } from "./known-run.ts";

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
    "no delay is injected at all",
    ["delay-exponential", "delay-uniform"].flatMap((name) =>
      ["p50", "p90", "p99", "mean"].map((statistic) => `K2-${name.slice(6)}-${statistic}`),
    ),
    () => ["delay-exponential", "delay-uniform"].reduce((run, name) => undelayed(name, run), known),
  ],
  [
    "the stall is hidden, as by a client that waits",
    ["K3-p95", "K3-p99", "K3-mean"],
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
  ["the release is 5.1 ms late in 2 of 100", ["K5-lag"], () => released(5.1)],
  ["a request is released 2 µs early", ["K5-early"], () => released(-0.002)],
  [
    "a request of the duet is released 2 µs early",
    ["K30-order"],
    () => {
      return withSamples(known, duetPhase, "delay-0", (sample, index) => {
        return index === 5 ? { ...sample, readyNs: sample.intendedNs - 2_000 } : sample;
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
  ["timeouts are left out", ["K10", "K10-ratio", "K10-loss", "K10-p99.5"], () => heal("blackhole", 1_000)],
  ["a black hole delays the others by 0.1 ms", ["K10-p98"], () => shift("blackhole", 0.1)],
  ["a black hole speeds the others up by 0.1 ms", ["K10-p98"], () => shift("blackhole", -0.1)],
  [
    "the others wait for a swallowed request",
    ["K10-p98"],
    () => {
      return withSamples(known, duetPhase, "blackhole", (sample, index) => {
        return sample.outcome === "ok" && index % 20 === 0 ? later(sample, 30) : sample;
      });
    },
  ],
  ["a corrupted answer is taken for good", ["K12", "K12-ratio"], () => heal("corrupt", 1_000)],
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
    ["K13-loss", "K13-ratio", "K13-swap"],
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
  ["the generator's stall is 5.1 ms too long", ["K30-lag"], () => stalledFor(5.1)],
  ["the generator's stall is 5.1 ms too short", ["K30-lag"], () => stalledFor(-5.1)],
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

/** One request in 50 of the schedule released so much later than it was; 0.01 ms late is what it was. */
function released(lateMs: number): StoredRun {
  return withSamples(known, phaseNames.schedule, "delay-0", (sample, index) => {
    return index % 50 === 0 ? { ...sample, readyNs: sample.intendedNs + lateMs * 1e6 } : sample;
  });
}

/** The generator's stall of 200 ms, longer by this. */
function stalledFor(moreMs: number): StoredRun {
  return withSamples(known, phaseNames.stalledSlot, "relay", (sample) => {
    const isHeld = sample.readyNs - sample.intendedNs > 1e6;
    return isHeld ? { ...sample, readyNs: sample.readyNs + moreMs * 1e6 } : sample;
  });
}

/** Answers like those of the relay without a fault. */
function undelayed(scenario: string, run: StoredRun): StoredRun {
  return withSamples(run, duetPhase, scenario, (sample, index) => {
    return { ...sample, doneNs: sample.readyNs + 4e5 + (index % 100) * 1e3 };
  });
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
      assertFailed(notPassed(change(), ids), ids);
    });
  }

  it("fail when the gate against a stepped wall clock is blind: K29-gate", () => {
    const unread = ofHosts(({ wallClockAtNs: _at, ...line }) => line);
    const hidden = ofHosts((line) => {
      const isEnd = line.phase === duetPhase && line.edge === "end";
      return isEnd ? { ...line, wallClockUs: line.wallClockUs! - 250_000 } : line;
    });
    for (const counters of [unread, hidden])
      assert.deepEqual(notPassed({ ...known, counters }, ["K29-gate"]), { "K29-gate": "0 not in 245…255" });
  });

  it("miss K29-gate where the counters hold no wall clock", () => {
    const counters = ofHosts(({ wallClockUs: _clock, ...line }) => line);
    assert.deepEqual(notPassed({ ...known, counters }, ["K29-gate"]), {
      "K29-gate": "the counters hold no wall clock at the end of the duet",
    });
  });

  for (const scenario of [...plainTargets, ...duetTargets]) {
    it(`fail when one request of ${scenario} fails as nothing was injected: K8-class`, () => {
      const stray = withSamples(known, duetPhase, scenario, (sample, index) =>
        index === 3 ? failedAs(sample, "refused") : sample,
      );
      assert.deepEqual(Object.keys(notPassed(stray, ["K8-class"])), ["K8-class"]);
    });
  }

  it("let a lag of 4.9 ms pass, and a stall that is 4.9 ms off", () => {
    assert.deepEqual(notPassed(released(4.9), ["K5-lag", "K5-early"]), {});
    for (const moreMs of [-4.9, 4.9]) assert.deepEqual(notPassed(stalledFor(moreMs), ["K30-lag"]), {});
  });

  it("miss a quantile whose interval is wider than half of what was injected", () => {
    const scattered = withSamples(known, duetPhase, "delay-uniform", (sample, index) =>
      index % 125 === 0 ? later(sample, 5 + index / 50) : sample,
    );
    assert.deepEqual(notPassed(scattered, ["K2-uniform-p50", "K2-uniform-p99"]), {
      "K2-uniform-p99": "delay-uniform: the interval is wider than half of what was injected",
    });
  });

  it("miss K10-p98 where the relay's own p98 is not known to half of it", () => {
    const scattered = withSamples(known, duetPhase, "delay-0", (sample, index) =>
      index % 60 === 0 ? later(sample, index / 100) : sample,
    );
    assert.match(
      notPassed(scattered, ["K10-p98"])["K10-p98"]!,
      /^the relay's own p98 is not known well enough/,
    );
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

/** The host's counters changed, the others as they are. */
function ofHosts(change: (line: HostCounters) => HostCounters): CounterLine[] {
  return [...known.counters].map((line) => (line.subject === "host" ? change(line) : line));
}
