/** Bytes to search, with the packets that they came from. */
export interface Haystack {
  bytes: Buffer;
  /** Where each packet's bytes begin, ascending; the first begins at 0. */
  pieces: { offset: number; packet: number }[];
}

/** Puts pieces of packets one after the other. */
export function joinPieces(parts: readonly { packet: number; bytes: Buffer }[]): Haystack {
  const pieces: Haystack["pieces"] = [];
  let offset = 0;
  for (const { packet, bytes } of parts) {
    pieces.push({ offset, packet });
    offset += bytes.length;
  }
  return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), pieces };
}

/** Number of the packet that the byte at `offset` came from. */
export function packetAt({ pieces }: Haystack, offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.offset <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low]!.packet;
}
