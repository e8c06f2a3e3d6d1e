import { BenchError } from "../model/error.ts";

/** Link types that we read, by their number in the file (tcpdump.org/linktypes.html); 12 is the BSDs' number for RAW. */
const linkTypes = { 1: "ethernet", 12: "raw", 101: "raw", 113: "sll", 276: "sll2" } as const;
export type LinkType = (typeof linkTypes)[keyof typeof linkTypes];

export interface CapturedPacket {
  /** Counts from 1, as Wireshark does. */
  number: number;
  /** The frame from its link header on, as far as it was kept. */
  bytes: Buffer;
  /** Bytes that the frame had; more than `bytes` holds when the snapshot length cut it. */
  originalLength: number;
  /** The packet as it stands in the file, record header included. */
  record: Buffer;
}

export interface Pcap {
  linkType: LinkType;
  /** The 24 bytes that begin the file. */
  header: Buffer;
  packets: CapturedPacket[];
  /** Why reading stopped before the end of the bytes, or null: a capture that was killed ends inside a packet. */
  damage: string | null;
}

const headerBytes = 24;
const recordHeaderBytes = 16;
/** MAXIMUM_SNAPLEN of libpcap: no writer makes longer records for these link types. */
const longestRecordBytes = 262_144;

/** Reads a classic pcap file of either byte order and resolution; throws BenchError when it is no such file. */
export function parsePcap(bytes: Buffer): Pcap {
  const isLittle = byteOrder(bytes) === "little";
  const read32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pcap: Pcap = {
    linkType: readLinkType(read32(20)),
    header: bytes.subarray(0, headerBytes),
    packets: [],
    damage: null,
  };
  let at = headerBytes;
  while (at < bytes.length && pcap.damage === null) {
    const rest = bytes.length - at - recordHeaderBytes;
    const length = rest < 0 ? 0 : read32(at + 8);
    pcap.damage = recordDamage(length, rest, pcap.packets.length + 1);
    if (pcap.damage !== null) break;
    const record = bytes.subarray(at, at + recordHeaderBytes + length);
    pcap.packets.push({
      number: pcap.packets.length + 1,
      bytes: record.subarray(recordHeaderBytes),
      originalLength: read32(at + 12),
      record,
    });
    at += record.length;
  }
  return pcap;
}

function byteOrder(bytes: Buffer): "little" | "big" {
  if (bytes.length < headerBytes) throw unreadable(`has ${bytes.length} bytes, less than its header`);
  // Microseconds and nanoseconds; the resolution does not matter here, since nobody asks for the times.
  const magics = [0xa1b2c3d4, 0xa1b23c4d];
  if (magics.includes(bytes.readUInt32LE(0))) return "little";
  if (magics.includes(bytes.readUInt32BE(0))) return "big";
  throw unreadable(`begins with ${bytes.toString("hex", 0, 4)}, which is not a classic pcap file`);
}

function readLinkType(field: number): LinkType {
  // The upper half holds the length of a frame check sequence.
  const number = field & 0xffff;
  if (number in linkTypes) return linkTypes[number as keyof typeof linkTypes];
  throw unreadable(`has link type ${number}, known are ${Object.keys(linkTypes).join(", ")}`);
}

function recordDamage(length: number, rest: number, number: number): string | null {
  if (rest < 0) return `packet ${number} is cut inside its header`;
  if (length > longestRecordBytes) return `packet ${number} claims ${length} bytes`;
  return length > rest ? `packet ${number} is cut after ${rest} of ${length} bytes` : null;
}

function unreadable(what: string): BenchError {
  return new BenchError(`capture ${what}`, {
    code: "environment",
    hints: ["the log of the capture container says why"],
  });
}
