/** Control packet type of PUBLISH; MQTT 3.1.1 §2.2.1. */
export const publishType = 3;

/** Control packet type: the upper half of the first byte; MQTT 3.1.1 §2.2.1. */
export function packetType(packet: Buffer): number {
  return packet.readUInt8(0) >> 4;
}

/** The field has four bytes at most, the protocol says. */
const maxLengthBytes = 4;

/**
 * Bytes of the whole packet that begins here, fixed header included, or null where its length is not complete yet. The
 * remaining length has seven bits a byte, the least significant first, and a set eighth bit says that more
 * follow: MQTT 3.1.1 §2.2.3. Throws where a fourth byte says so.
 */
export function packetBytes(bytes: Buffer): number | null {
  let remaining = 0;
  for (let index = 0; index < maxLengthBytes; index++) {
    const byte = bytes[1 + index];
    if (byte === undefined) return null;
    remaining += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return 2 + index + remaining;
  }
  throw new Error("malformed remaining length of an MQTT packet");
}
