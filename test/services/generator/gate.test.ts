import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import type { HelloCommand, TargetAddress } from "../../../harness/model/protocol.ts";
import { passGate } from "../../../services/generator/gate.ts";
import { openTarget } from "../../../services/generator/targets.ts";
import { createService } from "../../../services/http-server/service.ts";
import { clockSince } from "../../../services/shared/clock.ts";
import { fakeBroker } from "../../support/fake-broker.ts";
import { deadAddress, loopback } from "../../support/loopback.ts";

const clock = clockSince("0");
const never = 60_000;

/** A scenario that is entered there; its connections are closed with the test. */
function targetAt(addresses: { http?: TargetAddress; mqtt?: TargetAddress }) {
  const target = { scenario: "stunnel", clientId: "a".repeat(32), addresses };
  const hello: HelloCommand = {
    ...{ type: "hello", epochNs: "0", keyHex: "07".repeat(32), payloadBytes: 256, timeoutMs: never },
    targets: [target],
  };
  const open = openTarget(target, hello, clock);
  return {
    pass: (workload: "http" | "mqtt", deadlineMs: number) =>
      passGate(open, workload, deadlineMs, hello, clock),
    open,
    [Symbol.dispose]() {
      open.http?.close();
      open.mqtt?.close();
    },
  };
}

describe("the path gate", () => {
  it("passes with the first answer, and tells which peer the service saw", async () => {
    await using service = await loopback(createService());
    using target = targetAt({ http: service.address });
    const { waitedMs: _waited, ...result } = await target.pass("http", never);
    assert.deepEqual(result, {
      ...{ scenario: "stunnel", workload: "http", ok: true, seq: 0, peer: "127.0.0.1", error: null },
    });
  });

  it("asks again while the tunnel is not up yet, with a new message each time", async () => {
    let asked = 0;
    const service = createService();
    const server = createServer((request, response) => {
      asked++;
      if (asked < 3) response.writeHead(502).end();
      else service.emit("request", request, response);
    });
    await using gateway = await loopback(server);
    using target = targetAt({ http: gateway.address });
    const { ok, seq } = await target.pass("http", never);
    assert.deepEqual([ok, seq, asked], [true, 2, 3]);
    assert.equal(target.open.nextMessage("http").seq, 3); // the numbers go on through the whole run
  });

  it("gives up after the deadline and says how the last attempt ended", async () => {
    using target = targetAt({ http: await deadAddress() });
    const { ok, error, peer } = await target.pass("http", 0);
    assert.deepEqual([ok, error, peer], [false, "refused", null]);
  });

  it("opens the MQTT connection once and leaves the proof of arrival to the subscriber", async () => {
    await using broker = await fakeBroker();
    using target = targetAt({ mqtt: broker.address });
    for (const seq of [0, 1]) {
      const result = await target.pass("mqtt", never);
      assert.deepEqual([result.ok, result.seq, result.peer], [true, seq, null]);
    }
    assert.equal(broker.sockets.length, 1);
  });

  it("gives up on a broker that does not answer, with the reason", async () => {
    using target = targetAt({ mqtt: await deadAddress() });
    const { ok, error } = await target.pass("mqtt", 0);
    assert.equal(ok, false);
    assert.match(error!, /ECONNREFUSED/);
  });
});
