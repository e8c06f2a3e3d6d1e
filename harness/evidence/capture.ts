import { type CaptureCounts, parseClosingLines } from "./closing-lines.ts";
import { type Haystack, joinPieces } from "./haystack.ts";
import { assignLeg, type LegNetwork, legTable, type Place } from "./leg.ts";
import { dissect, type Packet } from "./packet.ts";
import { type CapturedPacket, type Pcap, parsePcap } from "./pcap.ts";
import { reassemble } from "./reassembly.ts";

/** What a capture container left behind. */
export interface Recording {
  /** Its standard output: a pcap file. */
  pcap: Buffer;
  /** Its standard error, with tcpdump's counts at the end. */
  stderr: string;
}

export type SeenPacket = CapturedPacket & Packet;

/** A recording that was read, with what is known about its completeness. */
export interface Capture {
  pcap: Pcap;
  packets: SeenPacket[];
  counts: CaptureCounts | null;
  /** Packets that passed and are not in the file, as far as tcpdump knows. */
  drops: number;
  /** Why no absence can be proved with it; empty when it is complete. */
  faults: string[];
}

/** ARPHRD_LOOPBACK of linux/if_arp.h. */
const loopbackHardwareType = 772;

/** Reads a recording; throws BenchError when it is no pcap file. Losses are reported in `faults`, never thrown. */
export function readCapture({ pcap: bytes, stderr }: Recording): Capture {
  const pcap = parsePcap(bytes);
  const packets = pcap.packets.map((packet) => ({ ...packet, ...dissect(packet.bytes, pcap.linkType) }));
  const counts = parseClosingLines(stderr);
  const drops = counts ? countDrops(counts, packets) : 0;
  return { pcap, packets, counts, drops, faults: faultsOf(pcap, counts, drops) };
}

/**
 * Packets that the kernel dropped, and those that still waited when tcpdump was stopped. The kernel offers
 * each loopback packet twice (out and in) and libpcap keeps one, so those do not wait.
 */
function countDrops(counts: CaptureCounts, packets: readonly Packet[]): number {
  const loopback = packets.filter(({ hardwareType }) => hardwareType === loopbackHardwareType).length;
  const unread = counts.received - counts.captured - counts.droppedByKernel - loopback;
  return counts.droppedByKernel + (counts.droppedByInterface ?? 0) + Math.max(unread, 0);
}

function faultsOf(pcap: Pcap, counts: CaptureCounts | null, drops: number): string[] {
  const faults: string[] = [];
  const kept = pcap.packets.length;
  const snapped = pcap.packets.filter(({ bytes, originalLength }) => bytes.length < originalLength).length;
  if (pcap.damage !== null) faults.push(`is cut: ${pcap.damage}`);
  if (counts === null) faults.push("did not end with its counts");
  if (counts !== null && counts.captured !== kept) faults.push(`holds ${kept} of ${counts.captured} packets`);
  if (drops > 0) faults.push(`dropped ${drops} packets`);
  if (snapped > 0) faults.push(`cut ${snapped} packets at its snapshot length`);
  return faults;
}

/** The packets of a capture that lie where `isWanted` says, in order. */
export function packetsAt(
  capture: Capture,
  legs: readonly LegNetwork[],
  isWanted: (place: Place) => boolean,
): SeenPacket[] {
  const table = legTable(legs, capture.packets);
  return capture.packets.filter((packet) => isWanted(assignLeg(packet, table)));
}

/** What to search in packets: every frame whole, and the TCP streams whose payload spans several of them. */
export function haystacksOf(packets: readonly SeenPacket[]): Haystack[] {
  const frames = joinPieces(packets.map(({ number, bytes }) => ({ packet: number, bytes })));
  const segments = packets.flatMap(({ number, tcp }) => (tcp ? [{ ...tcp, packet: number }] : []));
  return [frames, ...reassemble(segments).filter(({ pieces }) => pieces.length > 1)];
}
