import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { pendingFlights } from "../../../services/generator/pending-flights.ts";
import { followedFlight } from "../../support/flights.ts";

/** Timers and clock by hand: `pass` lets so many milliseconds go by. */
function manualTime() {
  mock.timers.enable({ apis: ["setTimeout"] });
  let nowNs = 0;
  return {
    clock: { now: () => nowNs, fromAbsolute: Number },
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed++) {
        nowNs += 1e6;
        mock.timers.tick(1);
      }
    },
    [Symbol.dispose]: () => mock.timers.reset(),
  };
}

describe("pendingFlights", () => {
  it("times each flight out when its own time is over", () => {
    using time = manualTime();
    const pending = pendingFlights(time.clock, 100);
    const [early, late] = [followedFlight(), followedFlight()];
    pending.add(early.flight);
    time.pass(60);
    pending.add(late.flight);
    time.pass(39);
    assert.deepEqual([early.outcomes, late.outcomes], [[], []]);
    time.pass(1);
    assert.deepEqual([early.outcomes, late.outcomes], [["timeout"], []]);
    time.pass(59);
    assert.deepEqual(late.outcomes, []);
    time.pass(1);
    assert.deepEqual(late.outcomes, ["timeout"]);
  });

  it("leaves alone what has ended, and begins anew with what comes later", () => {
    using time = manualTime();
    const pending = pendingFlights(time.clock, 100);
    const [ended, next] = [followedFlight(), followedFlight()];
    pending.add(ended.flight);
    pending.delete(ended.flight);
    time.pass(50);
    pending.add(next.flight);
    time.pass(99);
    assert.deepEqual([ended.outcomes, next.outcomes], [[], []]);
    time.pass(1);
    assert.deepEqual([ended.outcomes, next.outcomes], [[], ["timeout"]]);
  });

  it("ends all at once, each once", () => {
    using time = manualTime();
    const pending = pendingFlights(time.clock, 100);
    const flights = [followedFlight(), followedFlight()];
    for (const { flight } of flights) pending.add(flight);
    pending.endAll("reset");
    pending.endAll("reset");
    time.pass(200);
    assert.deepEqual(
      flights.map(({ outcomes }) => outcomes),
      [["reset"], ["reset"]],
    );
  });
});
