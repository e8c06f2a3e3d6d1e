import assert from "node:assert/strict";
import { test } from "node:test";
import { readCapture } from "../../harness/evidence/capture.ts";
import type { EvidenceInput } from "../../harness/evidence/controls.ts";
import type { LegNetwork } from "../../harness/evidence/leg.ts";
import type { Secret } from "../../harness/evidence/search.ts";
import { judge } from "../../harness/evidence/verdict.ts";
import { capturedLegs, makeSecrets, readFixture } from "./fixture.ts";
import { type MadeSegment, makeClosingLines, makeRecording } from "./made-capture.ts";

const legs: LegNetwork[] = [
  { network: "t-client", scenario: "t", leg: "client", subnet: "198.18.0.0/28" },
  { network: "t-wire", scenario: "t", leg: "wire", subnet: "198.18.0.16/28" },
  { network: "t-server", scenario: "t", leg: "server", subnet: "198.18.0.32/28" },
  { network: "baseline-wire", scenario: "baseline", leg: "wire", subnet: "198.18.0.48/28" },
];
/** First address of each leg; the other end is the next one. */
const hosts = { client: 2, wire: 18, server: 34, baseline: 50 };
const secrets = [...makeSecrets(100), ...makeSecrets(50, 100, "mqtt")];
const neverSent = makeSecrets(64, 1000);

type Cipher = (text: Buffer, index: number) => Buffer;

/** One segment a secret on a leg, in the form that `encrypt` gives it. */
function traffic(leg: keyof typeof hosts, sent: readonly Secret[], encrypt: Cipher = plain): MadeSegment[] {
  let sequence = 1;
  return sent.map((secret, index) => {
    const payload = encrypt(Buffer.from(`POST / ${secret.hex}\n`), index);
    const segment = { source: hosts[leg], destination: hosts[leg] + 1, sequence, payload };
    sequence += payload.length;
    return segment;
  });
}

function plain(text: Buffer): Buffer {
  return text;
}

function xor(text: Buffer): Buffer {
  return text.map((byte) => byte ^ 0x5a) as Buffer;
}

interface Traffic {
  client: MadeSegment[];
  wire: MadeSegment[];
  server: MadeSegment[];
}

function inputOf(changes: Partial<Traffic> = {}, more: Partial<EvidenceInput> = {}): EvidenceInput {
  const on = {
    client: traffic("client", secrets),
    wire: traffic("wire", secrets, xor),
    server: traffic("server", secrets),
    ...changes,
  };
  return {
    scenario: "t",
    legs,
    secrets,
    neverSent,
    workloads: ["http", "mqtt"],
    generator: readCapture(makeRecording(on.client)),
    tunnelServer: readCapture(makeRecording([...on.wire, ...on.server])),
    baselineWire: { found: 150, expected: 150 },
    ...more,
  };
}

test("finds nothing in XORed traffic whose controls pass", () => {
  const evidence = judge(inputOf());
  assert.equal(evidence.verdict, "not-found");
  assert.equal(evidence.reason, null);
  assert.deepEqual(evidence.secrets, { http: 100, mqtt: 50 });
  assert.deepEqual(evidence.controls, {
    clientLeg: { found: 150, expected: 150 },
    serverLeg: { found: 150, expected: 150 },
    baselineWire: { found: 150, expected: 150 },
    neverSent: { found: 0, expected: 64 },
  });
  assert.deepEqual([evidence.wire.found, evidence.wire.packets, evidence.captureDrops], [0, 150, 0]);
  assert.equal(evidence.wire.bytes, 150 * (40 + 72));
  assert.deepEqual(evidence.leaks, []);
});

test("reads everything through an identity encryption", () => {
  const evidence = judge(inputOf({ wire: traffic("wire", secrets) }));
  assert.equal(evidence.verdict, "readable");
  assert.equal(
    evidence.reason,
    "150 of 150 secrets were found on the wire, first secret-0 as hex in packet 1 seen at the tunnel-server",
  );
  assert.deepEqual(evidence.wire.byEncoding, { hex: 150 });
  assert.deepEqual(evidence.wireByWorkload, {
    http: { found: 100, expected: 100 },
    mqtt: { found: 50, expected: 50 },
  });
});

test("lists exactly the messages that leaked, one in a hundred, with their packets", () => {
  const leaky = (text: Buffer, index: number) => (index % 100 === 37 ? text : xor(text));
  const evidence = judge(inputOf({ wire: traffic("wire", secrets, leaky) }));
  assert.equal(evidence.verdict, "readable");
  assert.deepEqual(evidence.leaks, [
    { secret: "secret-37", workload: "http", encoding: "hex", capture: "tunnel-server", packet: 38 },
    { secret: "secret-137", workload: "mqtt", encoding: "hex", capture: "tunnel-server", packet: 138 },
  ]);
});

test("counts a leak for its own scenario alone", () => {
  const foreign = traffic("baseline", secrets);
  const generator = readCapture(makeRecording([...traffic("client", secrets), ...foreign]));
  assert.equal(judge(inputOf({}, { generator })).verdict, "not-found");
});

test("takes a leak over IPv6 for the wire's at the tunnel server, not at the generator", () => {
  const ipv6 = Buffer.concat([Buffer.from([0x60]), Buffer.alloc(39), Buffer.from(secrets[3]!.hex)]);
  const wire = [...traffic("wire", secrets, xor), ...traffic("server", secrets)];
  const leaky = judge(inputOf({}, { tunnelServer: readCapture(makeRecording(wire, [ipv6])) }));
  assert.equal(leaky.verdict, "readable");
  assert.deepEqual(
    leaky.leaks.map(({ secret, packet }) => [secret, packet]),
    [["secret-3", 151]],
  );
  const generator = readCapture(makeRecording(traffic("client", secrets), [ipv6]));
  assert.equal(judge(inputOf({}, { generator })).verdict, "not-found");
});

test("is invalid when a secret is missing on a plaintext leg", () => {
  const client = judge(inputOf({ client: traffic("client", secrets.slice(1)) }));
  assert.equal(client.verdict, "invalid");
  assert.equal(client.reason, "only 149 of 150 secrets were found on the client leg");
  const server = judge(inputOf({ server: traffic("server", secrets.slice(0, 120)) }));
  assert.equal(server.verdict, "invalid");
  assert.equal(server.reason, "only 120 of 150 secrets were found on the server leg");
});

test("is invalid when baseline's wire could not be read, and not when there was no baseline", () => {
  const failed = judge(inputOf({}, { baselineWire: { found: 149, expected: 150 } }));
  assert.equal(failed.reason, "only 149 of 150 secrets were found on baseline's wire");
  assert.equal(judge(inputOf({}, { baselineWire: null })).verdict, "not-found");
});

test("is invalid when a secret is found that nobody sent", () => {
  const extra = traffic("client", [...secrets, neverSent[5]!]);
  const evidence = judge(inputOf({ client: extra }));
  assert.equal(evidence.verdict, "invalid");
  assert.equal(evidence.reason, "1 secrets were found that nobody sent");
  assert.deepEqual(evidence.controls.neverSent, { found: 1, expected: 64 });
});

test("is invalid when a capture dropped packets", () => {
  const recording = makeRecording(traffic("server", secrets));
  const tunnelServer = readCapture({ ...recording, stderr: makeClosingLines(150, 157, 7) });
  const evidence = judge(inputOf({}, { tunnelServer }));
  assert.equal(evidence.verdict, "invalid");
  assert.match(evidence.reason!, /^the capture at the tunnel-server dropped 7 packets/);
});

test("is readable when a leak was seen, also where packets were dropped, for a leak that was seen is a fact", () => {
  const recording = makeRecording([...traffic("wire", secrets), ...traffic("server", secrets)]);
  const tunnelServer = readCapture({ ...recording, stderr: makeClosingLines(300, 307, 7) });
  const evidence = judge(inputOf({}, { tunnelServer }));
  assert.equal(evidence.verdict, "readable");
  assert.equal(evidence.captureDrops, 7);
  assert.match(
    evidence.reason!,
    /^the capture at the tunnel-server dropped 7 packets; 150 of 150 secrets were/,
  );
});

test("is invalid when a capture was killed or is missing", () => {
  const { pcap, stderr } = makeRecording(traffic("client", secrets));
  const cut = judge(inputOf({}, { generator: readCapture({ pcap: pcap.subarray(0, -1), stderr }) }));
  assert.equal(cut.verdict, "invalid");
  assert.match(cut.reason!, /^the capture at the generator is cut: packet 150 is cut after 111 of 112 bytes/);
  const missing = judge(inputOf({}, { tunnelServer: null }));
  assert.equal(missing.verdict, "invalid");
  assert.match(missing.reason!, /^there is no capture at the tunnel-server/);
});

test("is invalid when the traffic took another way than the wire", () => {
  const evidence = judge(inputOf({ wire: traffic("wire", secrets.slice(0, 42), xor) }));
  assert.equal(evidence.verdict, "invalid");
  assert.equal(evidence.reason, "the wire carried 4704 bytes, but the secrets need 4800");
});

test("is invalid without secrets, sent or unsent", () => {
  assert.match(
    judge(inputOf({}, { secrets: [] })).reason!,
    /no http secret was sent; no mqtt secret was sent/,
  );
  assert.match(judge(inputOf({}, { neverSent: [] })).reason!, /no secrets for the negative control/);
});

test("expects baseline to be readable at the generator", () => {
  const arp = Buffer.alloc(28);
  const recording = makeRecording(traffic("baseline", secrets), [arp]);
  const input = inputOf({}, { scenario: "baseline", tunnelServer: null, baselineWire: null });
  const evidence = judge({ ...input, generator: readCapture(recording) });
  assert.equal(evidence.verdict, "readable");
  assert.equal(evidence.controls.clientLeg, null);
  assert.equal(evidence.controls.serverLeg, null);
  assert.deepEqual(evidence.controls.baselineWire, { found: 150, expected: 150 });
  assert.equal(evidence.leaks[0]?.capture, "generator");
  assert.equal(evidence.wire.packets, 151, "with one that is not IPv4");
  const broken = judge({
    ...input,
    generator: readCapture(makeRecording(traffic("baseline", secrets, xor))),
  });
  assert.equal(broken.verdict, "invalid");
});

test("judges what tcpdump captured in a real lab without encryption", () => {
  const evidence = judge({
    scenario: "relay",
    workloads: [],
    legs: capturedLegs,
    secrets: makeSecrets(6),
    neverSent: makeSecrets(64, 1000),
    generator: readCapture({
      pcap: readFixture("any-sll2-loopback"),
      stderr: makeClosingLines(33, 43, 0),
    }),
    tunnelServer: readCapture({ pcap: readFixture("any-sll2-server"), stderr: makeClosingLines(44, 44, 0) }),
    baselineWire: null,
  });
  assert.equal(evidence.verdict, "readable");
  assert.deepEqual(evidence.wire.byEncoding, { hex: 6 });
  assert.equal(evidence.wire.packets, 22);
  assert.deepEqual(evidence.controls.clientLeg, { found: 6, expected: 6 });
  assert.deepEqual(evidence.controls.serverLeg, { found: 6, expected: 6 });
});

test("is invalid when a workload that the scenario carries had no secret: its wire was not looked at", () => {
  const onlyHttp = secrets.filter(({ workload }) => workload === "http");
  const evidence = judge(inputOf({}, { secrets: onlyHttp }));
  assert.equal(evidence.verdict, "invalid");
  assert.equal(evidence.reason, "no mqtt secret was sent");
});
