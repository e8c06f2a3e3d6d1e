import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, it } from "node:test";
import { type MqttPublisher, openMqttPublisher } from "../../../services/generator/mqtt-client.ts";
import { clockSince } from "../../../services/shared/clock.ts";
import { fakeBroker } from "../../support/fake-broker.ts";
import { followedFlight, messageOf } from "../../support/flights.ts";
import { deadAddress, loopback } from "../../support/loopback.ts";

const clock = clockSince("0");
const never = 60_000;
const topic = `secret/${"a".repeat(32)}`;

/** A broker, or a tunnel to it, that accepts a client and then reads nothing more. */
function stuckBroker() {
  return loopback(
    createServer((socket) => {
      socket.once("data", () => {
        socket.pause();
        socket.write(Buffer.of(0x20, 2, 0, 0)); // CONNACK
      });
    }),
  );
}

/** Publishes until the socket takes no more, and three messages beyond: together more than any kernel's buffers hold. */
async function fill(publisher: MqttPublisher) {
  const message = { ...messageOf(1, "mqtt"), body: Buffer.alloc(4_000_000) };
  const send = () => {
    const one = followedFlight("mqtt");
    publisher.send(message, one.flight);
    return one;
  };
  let last = send();
  while (last.outcomes.length > 0) {
    await new Promise(setImmediate); // the kernel takes what it can
    last = send();
  }
  return [last, send(), send(), send()];
}

describe("a message over MQTT", () => {
  it("times out where the tunnel takes nothing more", { timeout: 20_000 }, async () => {
    await using broker = await stuckBroker();
    const publisher = await openMqttPublisher(broker.address, "a".repeat(32), clock, 500);
    const followed = await fill(publisher);
    const outcomes = await Promise.all(followed.map(({ landed }) => landed));
    assert.deepEqual(outcomes, ["timeout", "timeout", "timeout", "timeout"]);
    publisher.close();
  });

  it("ends with the connection where the tunnel dies before it took it", { timeout: 20_000 }, async () => {
    await using broker = await stuckBroker();
    const publisher = await openMqttPublisher(broker.address, "a".repeat(32), clock, never);
    const followed = await fill(publisher);
    broker.sockets[0]!.resetAndDestroy();
    const outcomes = await Promise.all(followed.map(({ landed }) => landed));
    assert.deepEqual(outcomes, ["reset", "reset", "reset", "reset"]);
    publisher.close();
  });

  it("is published once, at QoS 0, under its client's topic, on the connection that is kept", async () => {
    await using broker = await fakeBroker();
    const publisher = await openMqttPublisher(broker.address, "a".repeat(32), clock, never);
    const message = messageOf(1, "mqtt");
    const followed = [1, 2].map(() => {
      const one = followedFlight("mqtt");
      publisher.send(message, one.flight);
      return one;
    });
    assert.deepEqual(await Promise.all(followed.map(({ landed }) => landed)), ["ok", "ok"]);
    assert.ok(followed.every(({ row }) => row.sentNs! > 0));
    // PUBLISH, MQTT 3.1.1 §3.3: 0x30 is QoS 0 without DUP and RETAIN; the length in two bytes; topic; payload
    const length = 2 + topic.length + 256;
    const header = Buffer.from([0x30, (length % 128) + 128, length >> 7, 0, topic.length]);
    const publish = Buffer.concat([header, Buffer.from(topic), message.body]);
    await broker.untilReceived(2 * publish.length);
    assert.deepEqual(broker.received(), Buffer.concat([publish, publish]));
    assert.equal(broker.sockets.length, 1);
    publisher.close();
  });

  it("is refused while the connection is gone, and not kept for later", async () => {
    await using broker = await fakeBroker();
    const publisher = await openMqttPublisher(broker.address, "a".repeat(32), clock, never);
    publisher.close();
    await once(broker.sockets[0]!, "close");
    const { flight, landed, row } = followedFlight("mqtt");
    publisher.send(messageOf(1, "mqtt"), flight);
    assert.equal(await landed, "refused");
    assert.equal(row.sentNs, null);
    assert.equal(broker.received().includes("secret"), false);
  });

  it("does not try again by itself where nobody listens, so that the gate can tell", async () => {
    const address = await deadAddress();
    await assert.rejects(openMqttPublisher(address, "a".repeat(32), clock, never), /ECONNREFUSED/);
  });

  it("does not wait for a tunnel that takes the connection and drops it, because its other side is not up", async () => {
    await using half = await loopback(createServer((socket) => void socket.end()));
    await assert.rejects(openMqttPublisher(half.address, "a".repeat(32), clock, never));
    assert.equal(half.sockets.length, 1);
  });
});
