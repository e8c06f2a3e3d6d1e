import { BenchError } from "../model/error.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { encodings as allEncodings, type Encoding } from "./encodings.ts";
import { type Haystack, packetAt } from "./haystack.ts";

/** One random value of 32 bytes as it was sent: 64 lower-case hexadecimal digits. */
export interface Secret {
  /** How reports name it (`http-17`), unique; not the value. */
  id: string;
  workload: WorkloadName;
  hex: string;
}

export interface Hit {
  secret: Secret;
  encoding: string;
  /** Lowest number of a packet in which the secret begins. */
  packet: number;
}

interface Pattern {
  bytes: Buffer;
  /** Index of the secret and encoding that it shows. */
  key: number;
}

/** Size of the filter in front of the table: much larger than the number of patterns, small enough for a cache. */
const filterBits = 18;

/**
 * Finds each secret in each encoding; one hit for each pair that is there. Throws BenchError on malformed secrets.
 * One pass: at every byte the next four are looked up in a table of all patterns' first four bytes, so the
 * time does not grow with the number of secrets and encodings.
 */
export function searchSecrets(
  haystacks: Iterable<Haystack>,
  secrets: readonly Secret[],
  encodings: readonly Encoding[] = allEncodings,
): Hit[] {
  if (new Set(secrets.map(({ id }) => id)).size < secrets.length) {
    throw new BenchError("two secrets have the same id", { code: "bug" });
  }
  const table = patternTable(secrets, encodings);
  const filter = new Uint8Array(2 ** filterBits);
  for (const anchor of table.keys()) filter[filterSlot(anchor)] = 1;
  const firstPackets = new Map<number, number>();
  for (const haystack of haystacks) scan(haystack, table, filter, firstPackets);
  return [...firstPackets]
    .sort(([a], [b]) => a - b)
    .map(([key, packet]) => ({
      secret: secrets[Math.floor(key / encodings.length)]!,
      encoding: encodings[key % encodings.length]!.name,
      packet,
    }));
}

function patternTable(secrets: readonly Secret[], encodings: readonly Encoding[]): Map<number, Pattern[]> {
  const table = new Map<number, Pattern[]>();
  for (const [index, secret] of secrets.entries()) {
    for (const [which, encoding] of encodings.entries()) {
      for (const bytes of encoding.patterns(secretBytes(secret))) {
        const pattern = { bytes, key: index * encodings.length + which };
        const anchor = bytes.readInt32BE(0);
        const sameAnchor = table.get(anchor);
        if (sameAnchor) sameAnchor.push(pattern);
        else table.set(anchor, [pattern]);
      }
    }
  }
  return table;
}

function scan(
  haystack: Haystack,
  table: Map<number, Pattern[]>,
  filter: Uint8Array,
  firstPackets: Map<number, number>,
): void {
  const { bytes } = haystack;
  let window = 0;
  for (let end = 0; end < bytes.length; end++) {
    window = (window << 8) | bytes[end]!;
    if (end < 3 || filter[filterSlot(window)] === 0) continue;
    for (const pattern of table.get(window) ?? []) {
      if (!isAt(pattern.bytes, bytes, end - 3)) continue;
      const packet = packetAt(haystack, end - 3);
      firstPackets.set(pattern.key, Math.min(packet, firstPackets.get(pattern.key) ?? packet));
    }
  }
}

function isAt(pattern: Buffer, bytes: Buffer, offset: number): boolean {
  if (offset + pattern.length > bytes.length) return false;
  for (let index = 4; index < pattern.length; index++) {
    if (bytes[offset + index] !== pattern[index]) return false;
  }
  return true;
}

/** Multiplicative hashing, Knuth, The Art of Computer Programming 3, §6.4. */
function filterSlot(anchor: number): number {
  return Math.imul(anchor, 0x9e3779b1) >>> (32 - filterBits);
}

function secretBytes({ id, hex }: Secret): Buffer {
  if (/^[0-9a-f]{64}$/.test(hex)) return Buffer.from(hex, "hex");
  throw new BenchError(`secret "${id}" must be 64 lower-case hexadecimal digits`, { code: "bug" });
}
