import type { Control, EvidenceVerdict } from "../model/evidence.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { type Capture, haystacksOf, packetsAt, type SeenPacket } from "./capture.ts";
import { controlOf, type EvidenceInput, failedControls, hasPair, runControls } from "./controls.ts";
import { type Hit, type Secret, searchSecrets } from "./search.ts";
import { isWireOf } from "./wire-pcap.ts";

/** A secret on the wire; the evidence that anyone can look up. */
export interface Leak {
  /** Id of the secret. */
  secret: string;
  workload: WorkloadName;
  encoding: string;
  capture: "tunnel-server" | "generator";
  /** Number of the packet among those on the wire, that is, in the wire.pcap made from that capture. */
  packet: number;
}

/** verdict.json with its details: every leak, and the wire's count by workload. */
export interface ScenarioEvidence extends EvidenceVerdict {
  leaks: Leak[];
  wireByWorkload: Partial<Record<WorkloadName, Control>>;
}

interface Seen {
  name: Leak["capture"];
  capture: Capture;
  wire: SeenPacket[];
  hits: Hit[];
}

/**
 * Judges one scenario's captures, METHOD.md §6. One secret on the wire is `readable`, also where a positive control
 * failed: a leak that was seen is a fact. Absence counts only while every control holds, else it is `invalid`.
 */
export function judge(input: EvidenceInput): ScenarioEvidence {
  const captures = lookAtWire(input);
  const leaks = captures.flatMap(leaksOf);
  const controls = runControls(input, leaks);
  const wire = {
    ...controlOf(input.secrets, leaks),
    byEncoding: countByEncoding(leaks),
    packets: captures.reduce((sum, { wire }) => sum + wire.length, 0),
    bytes: captures.flatMap(({ wire }) => wire).reduce((sum, { originalLength }) => sum + originalLength, 0),
  };
  const failure = [...faultsOf(input, captures, wire.bytes), ...failedControls(controls)].join("; ");
  return {
    scenario: input.scenario,
    verdict: verdictOf(wire.found, controls.neverSent.found, failure),
    reason: [failure, describeLeaks(wire, leaks[0])].filter(Boolean).join("; ") || null,
    secrets: mapWorkloads(input.secrets, (sent) => sent.length),
    wire,
    controls,
    captureDrops: captures.reduce((sum, { capture }) => sum + capture.drops, 0),
    leaks,
    wireByWorkload: mapWorkloads(input.secrets, (sent) => controlOf(sent, leaks)),
  };
}

/** A detector that "finds" secrets which were never sent proves nothing either way. */
function verdictOf(onWire: number, neverSent: number, failure: string): EvidenceVerdict["verdict"] {
  if (onWire > 0 && neverSent === 0) return "readable";
  return failure ? "invalid" : "not-found";
}

function lookAtWire(input: EvidenceInput): Seen[] {
  const look = (name: Leak["capture"], capture: Capture, ownsUntold: boolean): Seen => {
    const wire = packetsAt(capture, input.legs, isWireOf(input.scenario, ownsUntold));
    return { name, capture, wire, hits: searchSecrets(haystacksOf(wire), input.secrets) };
  };
  // No wire of a tunnel pair ends at the generator, so its untold packets are none of the pair's.
  const generator = look("generator", input.generator, !hasPair(input));
  return input.tunnelServer ? [look("tunnel-server", input.tunnelServer, true), generator] : [generator];
}

function leaksOf({ name, wire, hits }: Seen): Leak[] {
  const places = new Map(wire.map(({ number }, index) => [number, index + 1]));
  return hits.map(({ secret, encoding, packet }) => ({
    secret: secret.id,
    workload: secret.workload,
    encoding,
    capture: name,
    packet: places.get(packet)!,
  }));
}

function faultsOf(input: EvidenceInput, captures: Seen[], wireBytes: number): string[] {
  const faults = captures.flatMap(({ name, capture }) =>
    capture.faults.map((fault) => `the capture at the ${name} ${fault}`),
  );
  if (hasPair(input) && input.tunnelServer === null) faults.push("there is no capture at the tunnel-server");
  for (const workload of input.workloads) {
    const passed = input.secrets.some((secret) => secret.workload === workload);
    if (!passed) faults.push(`no ${workload} secret was sent`);
  }
  if (input.neverSent.length === 0) faults.push("there are no secrets for the negative control");
  // Random bytes cannot be compressed: with fewer bytes than that, the traffic took another way than the wire.
  const needed = input.secrets.reduce((sum, { hex }) => sum + hex.length / 2, 0);
  if (wireBytes < needed) faults.push(`the wire carried ${wireBytes} bytes, but the secrets need ${needed}`);
  return faults;
}

function describeLeaks({ found, expected }: Control, first: Leak | undefined): string {
  if (!first) return "";
  const where = `${first.secret} as ${first.encoding} in packet ${first.packet}`;
  return `${found} of ${expected} secrets were found on the wire, first ${where} seen at the ${first.capture}`;
}

function countByEncoding(leaks: readonly Leak[]): Record<string, number> {
  const secrets = Object.groupBy(leaks, ({ encoding }) => encoding);
  return Object.fromEntries(
    Object.entries(secrets).map(([encoding, group]) => [
      encoding,
      new Set(group?.map((leak) => leak.secret)).size,
    ]),
  );
}

function mapWorkloads<T>(
  secrets: readonly Secret[],
  compute: (sent: Secret[]) => T,
): Partial<Record<WorkloadName, T>> {
  const groups = Object.groupBy(secrets, ({ workload }) => workload);
  return Object.fromEntries(Object.entries(groups).map(([workload, sent]) => [workload, compute(sent)]));
}
