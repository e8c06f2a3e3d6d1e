import type { Recording } from "../../harness/evidence/capture.ts";

/** A TCP segment to be; addresses end in these bytes of 198.18.0.0. */
export interface MadeSegment {
  source: number;
  destination: number;
  sequence: number;
  payload: Buffer;
}

/** A recording of TCP segments, then other packets, without link headers (link type RAW), and its counts. */
export function makeRecording(segments: readonly MadeSegment[], others: readonly Buffer[] = []): Recording {
  const packets = [...segments.map(makePacket), ...others];
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(101, 20);
  const pcap = Buffer.concat([
    header,
    ...packets.flatMap((packet) => [makeRecordHeader(packet.length), packet]),
  ]);
  return { pcap, stderr: makeClosingLines(packets.length, packets.length, 0) };
}

export function makeClosingLines(captured: number, received: number, dropped: number): string {
  const counts = [
    `${captured} packets captured`,
    `${received} packets received by filter`,
    `${dropped} packets dropped by kernel`,
  ];
  return ["tcpdump: data link type LINUX_SLL2", "tcpdump: listening on any", ...counts, ""].join("\n");
}

function makeRecordHeader(length: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(length, 8);
  header.writeUInt32LE(length, 12);
  return header;
}

function makePacket({ source, destination, sequence, payload }: MadeSegment): Buffer {
  const headers = Buffer.alloc(40);
  headers.writeUInt8(0x45, 0);
  headers.writeUInt16BE(40 + payload.length, 2);
  headers.writeUInt8(6, 9);
  headers.set([198, 18, 0, source], 12);
  headers.set([198, 18, 0, destination], 16);
  headers.writeUInt16BE(40_000, 20);
  headers.writeUInt16BE(5000, 22);
  headers.writeUInt32BE(sequence, 24);
  headers.writeUInt8(0x50, 32);
  return Buffer.concat([headers, payload]);
}
