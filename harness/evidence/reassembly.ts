import { type Haystack, joinPieces } from "./haystack.ts";
import type { TcpSegment } from "./packet.ts";

export interface NumberedSegment extends TcpSegment {
  /** Number of the packet in its capture. */
  packet: number;
}

/** A part of one direction of a TCP connection without a hole. */
export interface Stretch extends Haystack {
  flow: string;
}

interface PlacedSegment {
  packet: number;
  payload: Buffer;
  /** Place of the first byte in the stream, counted past 2³². */
  start: number;
}

/**
 * Puts TCP payloads back in order, each direction by itself: retransmitted and overlapping bytes count once, a
 * missing segment ends a stretch. Never holds more than the payloads that it was given.
 */
export function reassemble(segments: Iterable<NumberedSegment>): Stretch[] {
  return placeSegments(segments).flatMap(({ flow, placed }) => stretchesOf(flow, placed));
}

/** Sorts segments into connections; a second SYN on the same ports with another number begins a new one. */
function placeSegments(segments: Iterable<NumberedSegment>): { flow: string; placed: PlacedSegment[] }[] {
  const all: { flow: string; placed: PlacedSegment[]; syn: number | null; last: number }[] = [];
  const current = new Map<string, (typeof all)[number]>();
  for (const { packet, flow, sequence, isSyn, payload } of segments) {
    let connection = current.get(flow);
    if (!connection || (isSyn && connection.syn !== sequence)) {
      connection = { flow, placed: [], syn: isSyn ? sequence : null, last: sequence };
      current.set(flow, connection);
      all.push(connection);
    }
    // SYN takes a number of its own. The difference is signed, so that numbers may wrap and go back.
    const number = (sequence + (isSyn ? 1 : 0)) >>> 0;
    const start = connection.last + ((number - connection.last) | 0);
    connection.last = start;
    if (payload.length > 0) connection.placed.push({ packet, payload, start });
  }
  return all;
}

function stretchesOf(flow: string, placed: PlacedSegment[]): Stretch[] {
  const stretches: { packet: number; bytes: Buffer }[][] = [];
  let next: number | null = null;
  for (const { packet, payload, start } of placed.sort((a, b) => a.start - b.start)) {
    if (next === null || start > next) stretches.push([]);
    const known = next === null ? 0 : Math.max(next - start, 0);
    if (known >= payload.length) continue;
    stretches.at(-1)!.push({ packet, bytes: payload.subarray(known) });
    next = start + payload.length;
  }
  return stretches.map((parts) => ({ flow, ...joinPieces(parts) }));
}
