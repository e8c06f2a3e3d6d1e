import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GeneratorRow } from "../../harness/model/protocol.ts";
import { LiveMedians } from "../../harness/run/live-medians.ts";

/** Requests that took so many microseconds; null: no answer. */
function rowsOf(
  scenario: string,
  latenciesUs: readonly (number | null)[],
  workload: "http" | "mqtt" = "http",
) {
  return latenciesUs.map((latencyUs, seq): GeneratorRow => {
    const readyNs = seq * 1e6;
    const doneNs = latencyUs === null ? null : readyNs + latencyUs * 1_000;
    const times = { intendedNs: readyNs - 500, readyNs, sentNs: readyNs, firstNs: doneNs, receivedNs: null };
    const outcome = latencyUs === null ? "timeout" : "ok";
    return { scenario, workload, block: 0, seq, ...times, doneNs, outcome };
  });
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

describe("the live medians", () => {
  it("are of each scenario's HTTP requests, from the release, in any number of parts", () => {
    const medians = new LiveMedians();
    medians.add(rowsOf("relay", upTo(10, 500)));
    medians.add(rowsOf("baseline", upTo(11, 100)));
    medians.add(rowsOf("relay", upTo(11, 510)));
    medians.add(rowsOf("baseline", upTo(90, 9_000), "mqtt"));
    medians.endPhase();
    assert.deepEqual(
      [...medians.current()],
      [
        ["relay", 510],
        ["baseline", 105],
      ],
    );
  });

  it("are there once a phase has ended, and then of the newest phase with traffic of the scenario", () => {
    const medians = new LiveMedians();
    medians.add(rowsOf("relay", upTo(21, 500)));
    assert.equal(medians.current().size, 0);
    medians.endPhase();
    medians.add(rowsOf("relay", upTo(21, 700)));
    medians.add(rowsOf("baseline", upTo(21, 100)));
    medians.endPhase();
    medians.endPhase();
    assert.deepEqual(
      [...medians.current()],
      [
        ["relay", 710],
        ["baseline", 110],
      ],
    );
  });

  it("take a request without an answer as infinitely late", () => {
    const medians = new LiveMedians();
    medians.add(rowsOf("lossy", [...upTo(6, 100), null, null, null, null, null]));
    medians.add(
      rowsOf(
        "dead",
        upTo(10).map(() => null),
      ),
    );
    medians.endPhase();
    assert.deepEqual(
      [...medians.current()],
      [
        ["lossy", 105],
        ["dead", Number.POSITIVE_INFINITY],
      ],
    );
  });

  it("are left out where too few requests would only make them jump", () => {
    const medians = new LiveMedians();
    medians.add(rowsOf("gate", upTo(9)));
    medians.endPhase();
    assert.equal(medians.current().size, 0);
  });
});
