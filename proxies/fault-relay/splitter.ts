import type { Unit } from "./fault.ts";
import { packetBytes, packetType, publishType } from "./mqtt-packet.ts";

export const protocols = ["tcp", "http", "mqtt"] as const;
export type Protocol = (typeof protocols)[number];

/** Cuts the stream towards the service into units. */
export interface Splitter {
  split(chunk: Buffer): Unit[];
  /** Bytes of a unit that has not ended when the stream does. */
  rest(): Unit[];
}

const requestStart = Buffer.from("POST ");

export function createSplitter(protocol: Protocol): Splitter {
  if (protocol === "mqtt") return mqttSplitter();
  const isRequest = (chunk: Buffer) =>
    protocol === "http" && chunk.subarray(0, requestStart.length).equals(requestStart);
  return { split: (chunk) => [{ bytes: chunk, isRequest: isRequest(chunk) }], rest: () => [] };
}

/** One unit a packet. Throws at a packet whose length is malformed. */
function mqttSplitter(): Splitter {
  let held: Buffer = Buffer.alloc(0);
  return {
    split(chunk) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const units: Unit[] = [];
      for (;;) {
        const length = packetBytes(held);
        if (length === null || held.length < length) return units;
        const bytes = held.subarray(0, length);
        units.push({ bytes, isRequest: packetType(bytes) === publishType });
        held = held.subarray(length);
      }
    },
    rest: () => (held.length === 0 ? [] : [{ bytes: held, isRequest: false }]),
  };
}
