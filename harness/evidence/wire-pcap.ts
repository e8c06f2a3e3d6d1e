import { type Capture, packetsAt } from "./capture.ts";
import type { LegNetwork, Place } from "./leg.ts";

/** Whether a place is the wire of a scenario, in a capture where untold packets (`scenario: null`) may be its own. */
export function isWireOf(scenario: string, ownsUntold: boolean): (place: Place) => boolean {
  return (place) =>
    place.leg === "wire" && (place.scenario === scenario || (ownsUntold && place.scenario === null));
}

/**
 * The packets of a scenario's wire as a pcap file of at most `maxBytes` bytes (but its header at least); whole
 * packets, from the first one on, so that packet n is the n-th on the wire.
 */
export function wirePcap(
  capture: Capture,
  legs: readonly LegNetwork[],
  scenario: string,
  maxBytes: number,
): Buffer {
  const parts = [capture.pcap.header];
  let length = capture.pcap.header.length;
  for (const { record } of packetsAt(capture, legs, isWireOf(scenario, true))) {
    length += record.length;
    if (length > maxBytes) break;
    parts.push(record);
  }
  return Buffer.concat(parts);
}
