import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Target } from "../../harness/model/protocol.ts";
import { randomFromSeed } from "../../harness/model/random.ts";
import { buildMessage } from "../../services/generator/message.ts";
import { scheduleEvents } from "../../services/generator/schedule.ts";

const address = { protocol: "tcp", host: "198.18.0.2", port: 1 } as const;
const targets: Target[] = ["baseline", "relay", "socks"].map((scenario) => ({
  scenario,
  clientId: scenario,
  addresses: scenario === "socks" ? { http: address } : { http: address, mqtt: address },
}));
const plan = { seconds: 4, ratePerSecond: 25, workloads: ["http", "mqtt"] as const };

describe("scheduleEvents", () => {
  const events = scheduleEvents({ ...plan, workloads: [...plan.workloads] }, targets, randomFromSeed("seed"));

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
    const again = scheduleEvents(
      { ...plan, workloads: [...plan.workloads] },
      targets,
      randomFromSeed("seed"),
    );
    assert.deepEqual(again, events);
  });
});

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
