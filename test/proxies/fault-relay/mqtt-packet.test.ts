import assert from "node:assert/strict";
import { test } from "node:test";
import { packetBytes } from "../../../proxies/fault-relay/mqtt-packet.ts";
import { createSplitter } from "../../../proxies/fault-relay/splitter.ts";

// MQTT 3.1.1 §2.2.3, table 2.4 and the text above it: 64 is 0x40, 321 is 0xC1 0x02
const vectors: [number[], number][] = [
  [[0x00], 0],
  [[0x40], 64],
  [[0x7f], 127],
  [[0x80, 0x01], 128],
  [[0xc1, 0x02], 321],
  [[0xff, 0x7f], 16_383],
  [[0x80, 0x80, 0x01], 16_384],
  [[0xff, 0xff, 0x7f], 2_097_151],
  [[0x80, 0x80, 0x80, 0x01], 2_097_152],
  [[0xff, 0xff, 0xff, 0x7f], 268_435_455],
];
for (const [field, remaining] of vectors) {
  test(`the remaining length ${Buffer.from(field).toString("hex")} is ${remaining}, and not complete without its last byte`, () => {
    const packet = Buffer.from([0x30, ...field]);
    assert.equal(packetBytes(packet), 1 + field.length + remaining);
    assert.equal(packetBytes(packet.subarray(0, -1)), null);
  });
}

test("a remaining length of more than four bytes is refused", () => {
  assert.throws(() => packetBytes(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff])), /malformed remaining length/);
});

test("packets come out whole and in order however the stream is cut, and only a PUBLISH is a request", () => {
  const connect = Buffer.from([0x10, 0x02, 1, 2]);
  const long = Buffer.concat([Buffer.from([0x32, 0xc8, 0x01]), Buffer.alloc(200, 7)]); // PUBLISH with QoS 1
  const ping = Buffer.from([0xc0, 0x00]);
  const stream = Buffer.concat([connect, long, ping]);
  for (let piece = 1; piece <= stream.length; piece++) {
    const splitter = createSplitter("mqtt");
    const units = [];
    for (let start = 0; start < stream.length; start += piece)
      units.push(...splitter.split(stream.subarray(start, start + piece)));
    assert.deepEqual(units, [
      { bytes: connect, isRequest: false },
      { bytes: long, isRequest: true },
      { bytes: ping, isRequest: false },
    ]);
    assert.deepEqual(splitter.rest(), []);
  }
});

test("what has not ended when the stream does is kept as it is", () => {
  const splitter = createSplitter("mqtt");
  assert.deepEqual(splitter.split(Buffer.from([0x30, 5, 1])), []);
  assert.deepEqual(splitter.rest(), [{ bytes: Buffer.from([0x30, 5, 1]), isRequest: false }]);
});
