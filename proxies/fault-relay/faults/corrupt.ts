import { type Count, everyNth, type Fault, type Unit } from "../fault.ts";

/** What stands before the digest in an answer of services/http-server. */
const marker = Buffer.from('"digest":"');

/** Flips the lowest bit of the first byte of the digest in the answer to every n-th request; K12. */
export function corruptEvery(n: number, count: Count): Fault {
  const isHit = everyNth(n);
  return {
    open() {
      let isWanted = false;
      let seen = Buffer.alloc(0);
      return {
        toService(unit) {
          if (unit.isRequest) {
            isWanted = isHit();
            seen = Buffer.alloc(0);
          }
          return [unit];
        },
        toClient(unit) {
          if (!isWanted) return [unit];
          const position = findDigest(seen, unit.bytes);
          seen = Buffer.concat([seen, unit.bytes]).subarray(-marker.length);
          if (position === null) return [unit];
          isWanted = false;
          count("corrupt");
          return [flip(unit, position)];
        },
      };
    },
  };
}

/** Where in `chunk` the digest begins, also when the marker before it came with the chunk before. */
function findDigest(seen: Buffer, chunk: Buffer): number | null {
  const index = Buffer.concat([seen, chunk]).indexOf(marker);
  const position = index + marker.length - seen.length;
  return index === -1 || position >= chunk.length ? null : position;
}

function flip({ bytes, isRequest }: Unit, position: number): Unit {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(position) ^ 1, position);
  return { bytes: flipped, isRequest };
}
