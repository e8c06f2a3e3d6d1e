import type { Profile } from "../model/plan.ts";
import { type Refusal, within } from "./refusal.ts";

/** From where to where a field can be measured at all; the unit may go on to explain. */
type Bounds = readonly [least: number, most: number, unit?: string];

/** The prepared messages repeat after so many, and two of one number in flight could not be told apart. */
const connections: Bounds = [1, 512];
/** A counter window below it is mostly the reading of the counters; the service ends a bulk transfer after 120 s. */
const loadSeconds: Bounds = [0.2, 60, "s"];
const settleSeconds: Bounds = [0, 60, "s"];
/** A day's work is no phase. */
const phaseSeconds: Bounds = [0.5, 3_600, "s"];

/** By path in the profile. A list is bounded by its length. */
const bounds: Readonly<Record<string, Bounds>> = {
  instances: [1, 100],
  payloadBytes: [230, 1_000_000, "B: a message with its secret has 230"],
  timeoutSeconds: [0.1, 60, "s"],
  evidenceSecrets: [1, 10_000],
  evidenceSeconds: phaseSeconds,
  "warmup.seconds": phaseSeconds,
  "warmup.ratePerSecond": [1, 2_000, "/s"],
  "warmup.extensions": [0, 3],
  // fewer two-second blocks give no interval that one could use, and slower ones no median
  "duet.seconds": [5, 3_600, "s"],
  "duet.ratePerSecond": [3, 2_000, "/s"],
  "slots.rounds": [1, 200],
  "slots.seconds": loadSeconds,
  "slots.settleSeconds": settleSeconds,
  "slots.ratePerSecond": [1, 2_000, "/s"],
  "connect.seconds": phaseSeconds,
  "connect.ratePerSecond": [1, 500, "/s"],
  "bulk.streams": [1, 2, "sizes"],
  "bulk.seconds": loadSeconds,
  "bulk.settleSeconds": settleSeconds,
  "bulkOnce.streams": [1, 2, "sizes"],
  "bulkOnce.seconds": loadSeconds,
  "bulkOnce.settleSeconds": settleSeconds,
  "closedLoop.connections": [1, 3, "sizes"],
  "closedLoop.seconds": loadSeconds,
  "closedLoop.settleSeconds": settleSeconds,
  "connectRate.connections": connections,
  "connectRate.seconds": loadSeconds,
  "connectRate.settleSeconds": settleSeconds,
  "saturation.sloMs": [1, 60_000, "ms"],
  "saturation.connections": connections,
  "saturation.trialSeconds": loadSeconds,
  "saturation.pauseSeconds": settleSeconds,
  // narrower than two trials of one rate agree, it would only follow the noise
  "saturation.widthRatio": [0.01, 1],
  "saturation.finalTrials": [0, 3],
  "study.minutes": [0.05, 1_440, "min"],
  "study.windowMinutes": [0.01, 1_440, "min"],
  "study.everySeconds": [0.05, 3_600, "s"],
  "margins.p50.ratio": [0, 0.5],
  "margins.p50.absolute": [0, 5_000, "µs"],
};

/** Refuses every field outside of its bounds; what the profile does not have is not judged. */
export function checkBounds(profile: Profile): Refusal[] {
  return Object.entries(bounds).flatMap(([path, [least, most, unit]]) => {
    const value = valueAt(profile, path.split("."));
    const size = Array.isArray(value) ? value.length : value;
    const options = { least, most, ...(unit !== undefined && { unit }) };
    return typeof size === "number" ? within(path, size, options) : [];
  });
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  const next = (value as Record<string, unknown> | null | undefined)?.[key];
  return rest.length === 0 || (next !== null && next !== undefined) ? valueAt(next, rest) : undefined;
}
