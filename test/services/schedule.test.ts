import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Target } from "../../harness/model/protocol.ts";
import { randomFromSeed } from "../../harness/model/random.ts";
import { buildMessage } from "../../services/generator/message.ts";
import { type ScheduledEvent, type SchedulePlan, scheduleEvents } from "../../services/generator/schedule.ts";

const address = { protocol: "tcp", host: "198.18.0.2", port: 1 } as const;
const targets: Target[] = ["baseline", "relay", "socks"].map((scenario) => ({
  scenario,
  clientId: scenario,
  addresses: scenario === "socks" ? { http: address } : { http: address, mqtt: address },
}));
const plan: SchedulePlan = {
  ...{ seconds: 4, ratePerSecond: 25, workloads: ["http", "mqtt"], arrivals: "jittered" },
};

/** The events of each target and workload, as times of their own. */
function lanesOf(events: readonly ScheduledEvent[]): Map<string, number[]> {
  const lanes = Map.groupBy(events, ({ scenario, workload }) => `${workload} ${scenario}`);
  return new Map([...lanes].map(([lane, own]) => [lane, own.map(({ atNs }) => atNs)]));
}

function gapsOf(atNs: readonly number[]): number[] {
  return atNs.slice(1).map((at, index) => at - atNs[index]!);
}

describe("jittered arrivals", () => {
  const events = scheduleEvents(plan, targets, randomFromSeed("seed"));

  it("gives every target exactly rate × seconds requests of each workload that it carries", () => {
    const count = (scenario: string, workload: string) =>
      events.filter((event) => event.scenario === scenario && event.workload === workload).length;
    assert.deepEqual(
      [count("baseline", "http"), count("relay", "mqtt"), count("socks", "http"), count("socks", "mqtt")],
      [100, 100, 100, 0],
    );
  });

  it("puts request i into the i-th equal part of the phase, so that the order is kept and nothing bunches", () => {
    const stepNs = 4e9 / events.length;
    for (const [index, { atNs }] of events.entries()) assert.equal(Math.floor(atNs / stepNs), index);
  });

  it("serves every target once a cycle, HTTP and MQTT in turn", () => {
    for (let start = 0; start < events.length; start += 5) {
      const cycle = events.slice(start, start + 5).map(({ scenario, workload }) => `${workload} ${scenario}`);
      assert.deepEqual(cycle.slice(0, 3).sort(), ["http baseline", "http relay", "http socks"]);
      assert.deepEqual(cycle.slice(3).sort(), ["mqtt baseline", "mqtt relay"]);
    }
  });

  it("does not always keep the same order", () => {
    const orders = new Set(
      Array.from({ length: 100 }, (_, cycle) =>
        events
          .slice(cycle * 5, cycle * 5 + 3)
          .map(({ scenario }) => scenario)
          .join(),
      ),
    );
    assert.equal(orders.size, 6); // all permutations of three within a hundred draws
  });

  it("comes back from its seed", () => {
    assert.deepEqual(scheduleEvents(plan, targets, randomFromSeed("seed")), events);
  });
});

describe("constant arrivals", () => {
  const constant: SchedulePlan = { ...plan, arrivals: "constant" };
  const events = scheduleEvents(constant, targets, randomFromSeed("seed"));

  it("serve every target at exactly the same interval, floor(rate × seconds) times", () => {
    const lanes = [...lanesOf(events).values()];
    assert.equal(lanes.length, 5);
    for (const atNs of lanes) {
      assert.equal(atNs.length, 100);
      assert.deepEqual(new Set(gapsOf(atNs)), new Set([40e6]));
    }
  });

  it("put the targets evenly apart, all of them inside the phase", () => {
    assert.deepEqual(new Set(gapsOf(events.map(({ atNs }) => atNs))), new Set([8e6]));
    assert.ok(events[0]!.atNs >= 0 && events.at(-1)!.atNs < 4e9);
  });

  it("round an interval that is no whole number of nanoseconds, without drifting", () => {
    const thirds = { ...constant, seconds: 100, ratePerSecond: 3 };
    const [atNs] = lanesOf(scheduleEvents(thirds, targets, randomFromSeed("seed"))).values();
    assert.equal(atNs!.length, 300);
    for (const [index, at] of atNs!.entries()) assert.equal(at - atNs![0]!, Math.round((index * 1e9) / 3));
  });

  it("count floor(rate × seconds) where that is no whole number, and where floating point hides that it is", () => {
    const count = (seconds: number, ratePerSecond: number) =>
      scheduleEvents({ ...constant, seconds, ratePerSecond }, targets, randomFromSeed("s")).length / 5;
    // the study: one message every 2 s; 0.29 × 100 = 28.999999999999996
    assert.deepEqual([count(1500, 0.5), count(3, 0.5), count(0.29, 100), count(4.5, 1)], [750, 1, 29, 4]);
  });

  it("begin at a place and in an order that the seed draws", () => {
    const starts = Array.from({ length: 50 }, (_, seed) =>
      scheduleEvents(constant, targets, randomFromSeed(`${seed}`)).slice(0, 5),
    );
    assert.equal(new Set(starts.map(([first]) => first!.atNs)).size, 50);
    const leaders = starts.map(([first]) => `${first!.workload} ${first!.scenario}`);
    assert.equal(new Set(leaders).size, 5);
    assert.deepEqual(scheduleEvents(constant, targets, randomFromSeed("seed")), events);
  });
});

describe("poisson arrivals", () => {
  const poisson: SchedulePlan = { ...plan, arrivals: "poisson", seconds: 200 };
  const events = scheduleEvents(poisson, targets, randomFromSeed("seed"));

  it("have exponential gaps in every lane, by the test of Kolmogorov and Smirnov", () => {
    for (const [lane, atNs] of lanesOf(events)) {
      const gaps = gapsOf([0, ...atNs]).map((gap) => gap / 1e9);
      const distance = kolmogorovSmirnov(gaps, (gap) => 1 - Math.exp(-25 * gap));
      // p > 0.001: critical value 1.9495/√n, from Kolmogorov's Q(x) = 2 Σ (−1)^(k−1) exp(−2k²x²); K5
      assert.ok(distance * Math.sqrt(gaps.length) < 1.9495, `${lane}: ${distance}`);
    }
  });

  it("would not pass that test with another rate, or as constant or jittered ones", () => {
    const gaps = gapsOf([0, ...lanesOf(events).get("http relay")!]).map((gap) => gap / 1e9);
    const otherRate = kolmogorovSmirnov(gaps, (gap) => 1 - Math.exp(-22 * gap));
    assert.ok(otherRate * Math.sqrt(gaps.length) > 1.9495);
    const even = scheduleEvents({ ...poisson, arrivals: "jittered" }, targets, randomFromSeed("seed"));
    const evenGaps = gapsOf(lanesOf(even).get("http relay")!).map((gap) => gap / 1e9);
    const distance = kolmogorovSmirnov(evenGaps, (gap) => 1 - Math.exp(-25 * gap));
    assert.ok(distance * Math.sqrt(evenGaps.length) > 1.9495);
  });

  it("spread their counts per second as Poisson's distribution does: variance equals mean", () => {
    for (const atNs of lanesOf(events).values()) {
      const counts = new Array<number>(200).fill(0);
      for (const at of atNs) counts[Math.floor(at / 1e9)]!++;
      const mean = atNs.length / 200;
      const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 199;
      assert.ok(Math.abs(variance / mean - 1) <= 4 * Math.sqrt(2 / 200), `${variance / mean}`); // K5
      assert.ok(Math.abs(mean - 25) < 4 * Math.sqrt(25 / 200), `${mean}`);
    }
  });

  it("are independent from target to target", () => {
    const [one, other] = [...lanesOf(events).values()].map((atNs) => gapsOf(atNs).slice(0, 4_000));
    assert.ok(Math.abs(correlation(one!, other!)) < 4 / Math.sqrt(4_000));
  });

  it("come in order, inside the phase, and back from their seed", () => {
    const atNs = events.map((event) => event.atNs);
    assert.deepEqual(
      atNs,
      atNs.toSorted((one, other) => one - other),
    );
    assert.ok(atNs.at(-1)! < 200e9);
    assert.deepEqual(scheduleEvents(poisson, targets, randomFromSeed("seed")), events);
    assert.notDeepEqual(scheduleEvents(poisson, targets, randomFromSeed("other")), events);
  });
});

/** Greatest distance between the empirical distribution of a sample and a given one. */
function kolmogorovSmirnov(sample: readonly number[], distribution: (value: number) => number): number {
  const sorted = sample.toSorted((one, other) => one - other);
  return sorted.reduce((most, value, index) => {
    const expected = distribution(value);
    const above = (index + 1) / sorted.length - expected;
    return Math.max(most, above, expected - index / sorted.length);
  }, 0);
}

/** Pearson's. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const n = Math.min(one.length, other.length);
  const mean = (values: readonly number[]) => values.slice(0, n).reduce((sum, value) => sum + value, 0) / n;
  const [a, b] = [mean(one), mean(other)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let index = 0; index < n; index++) {
    const [x, y] = [one[index]! - a, other[index]! - b];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

describe("buildMessage", () => {
  const options = {
    key: Buffer.alloc(32, 1),
    clientId: "a".repeat(32),
    workload: "http",
    seq: 12345,
    payloadBytes: 256,
  } as const;

  it("is as long as asked for, to the byte", () => {
    for (const payloadBytes of [256, 257, 1024, 16_384]) {
      assert.equal(buildMessage({ ...options, payloadBytes }).body.length, payloadBytes);
    }
  });

  it("carries HMAC-SHA-256 of the key as its secret", () => {
    // python3 -c "import hmac;print(hmac.new(b'\\x01'*32,b'a'*32+b'/http/12345','sha256').hexdigest())"
    const body = JSON.parse(buildMessage(options).body.toString()) as { secret: string };
    assert.equal(body.secret, "45fd2556e85cea666211a38e07905a11a766050ea5ba41571f343dc55493cb62");
  });

  it("refuses a length that the study's fields do not fit into, and names the least one", () => {
    assert.throws(
      () => buildMessage({ ...options, payloadBytes: 100 }),
      /payload must be at least 2\d\d bytes, but is 100/,
    );
  });
});
