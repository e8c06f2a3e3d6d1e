import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import type { HelloCommand, PhaseCommand, TargetAddress } from "../../../harness/model/protocol.ts";
import type { Pacer } from "../../../services/generator/pacer.ts";
import { startPhase } from "../../../services/generator/phase.ts";
import { openTarget } from "../../../services/generator/targets.ts";
import { createService } from "../../../services/http-server/service.ts";
import { clockSince } from "../../../services/shared/clock.ts";
import { deadAddress, loopback } from "../../support/loopback.ts";

const clock = clockSince("0");
const command: PhaseCommand = {
  ...{ type: "phase", name: "i0-duet", scenarios: ["stunnel"], workloads: ["http"] },
  ...{ seconds: 2, ratePerSecond: 5, seed: "seed" },
  ...{ arrivals: "jittered", connections: "kept" },
};

/** Releases everything at once: what is tested is who lands where, not when. */
const atOnce: Pacer = {
  async pace(dueNs, release) {
    for (const index of dueNs.keys()) release(index);
  },
};

/** Runs a phase over targets that are entered there. */
async function run(http: TargetAddress, change: Partial<PhaseCommand> = {}, timeoutMs = 60_000) {
  const targets = ["stunnel", "relay"].map((scenario) => ({
    ...{ scenario, clientId: scenario.padEnd(32, "-"), addresses: { http } },
  }));
  const hello: HelloCommand = {
    ...{ type: "hello", epochNs: "0", keyHex: "07".repeat(32), payloadBytes: 256, timeoutMs, targets },
  };
  const opens = targets.map((target) => openTarget(target, hello, clock));
  try {
    const running = startPhase({ ...command, ...change }, opens, clock, atOnce);
    return { ...running, ...(await running.finished) };
  } finally {
    for (const { http: client } of opens) client?.close();
  }
}

describe("startPhase", () => {
  it("sends every request of the schedule to the scenarios of the phase, and to no other", async () => {
    await using service = await loopback(createService());
    const { rows, events, counts, startNs, endNs } = await run(service.address);
    assert.equal(events, 10);
    assert.deepEqual(
      rows.map(({ scenario, workload, seq, outcome }) => `${scenario} ${workload} ${seq} ${outcome}`),
      Array.from({ length: 10 }, (_, seq) => `stunnel http ${seq} ok`),
    );
    assert.deepEqual(counts, { sent: 10, ok: 10, failed: 0 });
    assert.equal(endNs - startNs, 2e9);
  });

  it("gives each request its intended time in the phase and the second that it belongs to", async () => {
    await using service = await loopback(createService());
    const { rows, startNs } = await run(service.address);
    for (const [index, { intendedNs, block }] of rows.entries()) {
      const sinceNs = intendedNs - startNs;
      assert.equal(Math.floor(sinceNs / 200e6), index); // five a second, each in its own fifth
      assert.equal(block, index < 5 ? 0 : 1);
    }
  });

  it("counts a request once that timed out and was then cut off", async () => {
    await using silent = await loopback(createServer(() => undefined));
    const { rows, counts } = await run(silent.address, { seconds: 1 }, 20);
    assert.deepEqual(new Set(rows.map(({ outcome }) => outcome)), new Set(["timeout"]));
    assert.deepEqual(counts, { sent: 5, ok: 0, failed: 5 });
  });

  it("keeps the requests that failed among the rows", async () => {
    const { rows, counts } = await run(await deadAddress());
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      Array.from({ length: 10 }, () => "refused"),
    );
    assert.equal(counts.failed, 10);
  });

  it("sends nothing for a workload whose connection was never opened, and says so", async () => {
    const address = await deadAddress();
    const hello: HelloCommand = {
      ...{
        type: "hello",
        epochNs: "0",
        keyHex: "07".repeat(32),
        payloadBytes: 256,
        timeoutMs: 1,
        targets: [],
      },
    };
    const target = { scenario: "stunnel", clientId: "c".repeat(32), addresses: { mqtt: address } };
    const opens = [openTarget(target, hello, clock)];
    const running = startPhase({ ...command, workloads: ["mqtt"] }, opens, clock, atOnce);
    const { rows } = await running.finished;
    assert.deepEqual(
      new Set(rows.map(({ outcome, sentNs }) => `${outcome} ${sentNs}`)),
      new Set(["refused null"]),
    );
  });

  it("opens a connection for every request of a phase that asks for fresh ones", async () => {
    await using service = await loopback(createService());
    const { rows } = await run(service.address, { connections: "fresh" });
    assert.deepEqual(new Set(rows.map(({ outcome }) => outcome)), new Set(["ok"]));
    assert.equal(service.sockets.length, 10);
  });

  it("stalls its own event loop once, in the middle, where a calibration asks for it", async () => {
    await using service = await loopback(createService());
    const { rows } = await run(service.address, { stallMs: 80 });
    const readyNs = rows.map((row) => row.readyNs);
    const gapsNs = readyNs.slice(1).map((ready, index) => ready - readyNs[index]!);
    // all are released at once here, so that the stall is the one gap: before the sixth request of ten
    assert.equal(gapsNs.indexOf(Math.max(...gapsNs)), 4);
    assert.ok(gapsNs[4]! >= 80e6, `${gapsNs[4]}`);
  });
});
