import assert from "node:assert/strict";
import { test } from "node:test";
import { dissect } from "../../harness/evidence/packet.ts";
import { parsePcap } from "../../harness/evidence/pcap.ts";
import { readFixture } from "./fixture.ts";

function dissectAll(name: string) {
  const { linkType, packets } = parsePcap(readFixture(name));
  return packets.map(({ bytes }) => dissect(bytes, linkType));
}

// The expected values are what tcpdump -nnS prints for the same file.
test("reads addresses, ports, sequence numbers and payload lengths as tcpdump does", () => {
  const packets = dissectAll("any-sll2-server");
  const request = packets[5]!;
  assert.equal(request.tcp?.flow, "198.19.200.19:49824>198.19.200.18:5001");
  assert.equal(request.tcp?.sequence, 3055195698);
  assert.equal(request.tcp?.payload.length, 113);
  assert.equal(request.hardwareType, 1);
  assert.deepEqual(request.ipv4, { source: 0xc613c813, destination: 0xc613c812 });
  assert.equal(packets[2]!.tcp?.isSyn, true);
  assert.equal(packets[0]!.ipv4, null, "ARP");
});

test("tells the interfaces of a cooked capture apart", () => {
  const [, , fromWire, , , , , , , toServer] = dissectAll("any-sll2-server");
  assert.notEqual(fromWire!.interfaceIndex, toServer!.interfaceIndex);
  const hardwareTypes = new Set(dissectAll("any-sll2-loopback").map(({ hardwareType }) => hardwareType));
  assert.deepEqual(hardwareTypes, new Set([1, 772]));
  assert.deepEqual(
    dissectAll("any-sll2-tun").map(({ hardwareType, udp }) => [hardwareType, udp?.payload.toString()]),
    [
      [0xfffe, "INNER0"],
      [0xfffe, "INNER1"],
      [0xfffe, "INNER2"],
    ],
  );
});

test("reads the same segments from cooked version 1 and from Ethernet", () => {
  const lengths = (name: string) =>
    dissectAll(name).flatMap(({ tcp }) => (tcp && tcp.payload.length > 0 ? [tcp.payload.length] : []));
  assert.deepEqual(lengths("any-sll1"), [113, 113, 113, 113, 113, 113]);
  assert.deepEqual(lengths("ethernet"), [113, 113, 113, 113, 113, 113]);
});

test("reads VLAN tags and IPv6 extension headers, leaves fragments raw and padding out", () => {
  const [vlan, ipv6, firstFragment, lastFragment, padded] = dissectAll("odd-frames");
  assert.equal(vlan!.udp?.payload.toString(), "vlan");
  assert.equal(ipv6!.ipv4, null);
  assert.match(ipv6!.udp!.flow, /^\[fe80[0-9a-f]{27}1\]:3>\[fe80[0-9a-f]{27}2\]:4$/);
  assert.equal(ipv6!.udp?.payload.length, 64);
  for (const fragment of [firstFragment!, lastFragment!]) {
    assert.notEqual(fragment.ipv4, null);
    assert.equal(fragment.udp, null);
  }
  assert.equal(padded!.udp?.payload.toString(), "hi");
});

test("reads nothing from a frame that is cut anywhere in its headers", () => {
  const { linkType, packets } = parsePcap(readFixture("ethernet"));
  const frame = packets.find(({ bytes }) => (dissect(bytes, linkType).tcp?.payload.length ?? 0) > 0)!.bytes;
  const headers = frame.length - 113;
  for (let length = 0; length < headers; length++) {
    assert.equal(dissect(frame.subarray(0, length), linkType).tcp, null, `${length} bytes`);
  }
  assert.equal(dissect(frame.subarray(0, headers + 7), linkType).tcp?.payload.length, 7);
});
