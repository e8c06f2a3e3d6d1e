import assert from "node:assert/strict";
import { test } from "node:test";
import { readCapture } from "../../harness/evidence/capture.ts";
import { assignLeg, type LegNetwork, legTable } from "../../harness/evidence/leg.ts";
import type { Packet } from "../../harness/evidence/packet.ts";
import { BenchError } from "../../harness/model/error.ts";
import { capturedLegs, readFixture } from "./fixture.ts";

function countPlaces(name: string, legs: readonly LegNetwork[]): Record<string, number> {
  const { packets } = readCapture({ pcap: readFixture(name), stderr: "" });
  const table = legTable(legs, packets);
  const counts: Record<string, number> = {};
  for (const packet of packets) {
    const { leg, scenario } = assignLeg(packet, table);
    const key = `${scenario} ${leg}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function packetBetween(source: number[], destination: number[], more: Partial<Packet> = {}): Packet {
  const toNumber = (address: number[]) => Buffer.from(address).readUInt32BE();
  const ipv4 = { source: toNumber(source), destination: toNumber(destination) };
  return { interfaceIndex: null, hardwareType: null, ipv4, tcp: null, udp: null, ...more };
}

const anywhere = [10, 0, 0, 1];
const onClient = [198, 19, 200, 2];
const onWire = [198, 19, 200, 18];
const onServer = [198, 19, 200, 34];

// By `tcpdump -r … net 198.19.200.16/28`: 22 packets, 2 of them ARP; the same for the server leg.
test("puts every packet of a tunnel server on its leg, ARP by the interface", () => {
  assert.deepEqual(countPlaces("any-sll2-server", capturedLegs), { "relay wire": 22, "relay server": 22 });
});

test("puts loopback and the inside of a tunnel on no leg", () => {
  const counts = countPlaces("any-sll2-loopback", capturedLegs);
  assert.equal(counts["null inner"], 10);
  assert.equal(counts["relay client"], 23, "with 3 IPv6 packets on the same interface");
  assert.deepEqual(countPlaces("any-sll2-tun", capturedLegs), { "null inner": 3 });
});

test("takes addresses inside a tunnel or on loopback for nothing", () => {
  const table = legTable(capturedLegs, []);
  for (const hardwareType of [772, 0xfffe]) {
    const place = assignLeg(packetBetween(onWire, onWire, { hardwareType }), table);
    assert.equal(place.leg, "inner");
  }
});

test("counts as wire what is not IPv4 and came through an unknown interface", () => {
  assert.deepEqual(assignLeg({ ...packetBetween(onWire, onWire), ipv4: null }, legTable(capturedLegs, [])), {
    leg: "wire",
    scenario: null,
    network: null,
  });
});

test("sees a packet with inner addresses that takes the wire's interface", () => {
  const ethernet = { hardwareType: 1, interfaceIndex: 7 };
  const table = legTable(capturedLegs, [packetBetween(onWire, onWire, ethernet)]);
  assert.equal(assignLeg(packetBetween(anywhere, anywhere, ethernet), table).leg, "wire");
  assert.equal(assignLeg(packetBetween(onClient, onServer, ethernet), table).leg, "wire");
  assert.equal(
    assignLeg(packetBetween(anywhere, anywhere, { ...ethernet, interfaceIndex: 8 }), table).leg,
    "inner",
  );
});

test("takes an interface for the wire when it has seen the wire, whatever else it saw", () => {
  const ethernet = { hardwareType: 1, interfaceIndex: 7 };
  const seen = [onClient, onWire, onServer].map((address) => packetBetween(address, address, ethernet));
  const table = legTable(capturedLegs, seen);
  assert.equal(assignLeg({ ...seen[0]!, ipv4: null }, table).leg, "wire");
});

test("decides by addresses alone where the capture does not tell interfaces", () => {
  const table = legTable(capturedLegs, []);
  const legOf = (source: number[], destination: number[]) =>
    assignLeg(packetBetween(source, destination), table).leg;
  assert.equal(legOf(onClient, onClient), "client");
  assert.equal(legOf(onServer, [224, 0, 0, 1]), "server");
  assert.equal(legOf(onClient, onWire), "wire");
  assert.equal(legOf(onClient, onServer), "wire", "routed past the tunnel, in doubt");
  assert.equal(legOf(anywhere, anywhere), "inner");
});

test("keeps neighbouring subnets apart", () => {
  const table = legTable(capturedLegs, []);
  const legOf = (last: number) =>
    assignLeg(packetBetween([198, 19, 200, last], [198, 19, 200, last]), table).leg;
  assert.deepEqual([0, 15, 16, 31, 32, 47, 48].map(legOf), [
    "client",
    "client",
    "wire",
    "wire",
    "server",
    "server",
    "inner",
  ]);
});

test("refuses a malformed subnet", () => {
  for (const subnet of ["198.18.0.0", "198.18.0.256/28", "198.18.0.0/33", "fd00::/64"]) {
    assert.throws(() => legTable([{ ...capturedLegs[0]!, subnet }], []), BenchError, subnet);
  }
});
