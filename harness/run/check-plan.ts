import { BenchError } from "../model/error.ts";
import type { Phase, Plan, Profile } from "../model/plan.ts";
import { bulkSizes, closedLoopSizes } from "../model/summary.ts";
import { minimumDetectableEffect } from "../stats/t-interval.ts";
import { trafficOf } from "./plan-traffic.ts";

/**
 * Requests a second that the generator releases and still keeps G1 and G3: a request costs it about 0.3 CPU-ms here
 * (`npm run bench:self`), and beyond 60 % of a CPU its own queue would be measured.
 */
export const greatestRatePerSecond = 2_000;
/** The message's fixed fields take so much; what remains is padding. */
const leastPayloadBytes = 230;
const greatestPayloadBytes = 1_000_000;
/** Fewer two-second blocks than this give no interval that one could use. */
const leastDuetSeconds = 5;
/** A search narrower than two trials of one rate agree would only follow the noise. */
const leastWidthRatio = 0.01;

/** Of a log ratio between two identical pairs of a re-created lab, METHOD.md §2.1. */
const expectedInstanceSd = 0.02;

/** One thing that is wrong with a plan, and the nearest that is possible. */
interface Refusal {
  what: string;
  nearest: string;
}

/** Refuses what cannot be measured, before anything starts. Throws `bad-input` with every reason. */
export function checkPlan(plan: Plan): void {
  const refusals = [...checkProfile(plan.profile), ...checkRates(plan)];
  if (refusals.length === 0) return;
  const hints = [...new Set(refusals.map(({ nearest }) => nearest))];
  throw new BenchError(refusals.map(({ what }) => what).join("\n"), { code: "bad-input", hints });
}

function checkProfile(profile: Profile): Refusal[] {
  const { payloadBytes, duet, closedLoop, bulk, bulkOnce, saturation, instances } = profile;
  return [
    ...atLeast("instances", instances, 1),
    ...atLeast("payloadBytes", payloadBytes, leastPayloadBytes, "B: a message with its secret is so long"),
    ...atMost("payloadBytes", payloadBytes, greatestPayloadBytes, "B"),
    ...durations(profile),
    ...(duet ? atLeast("duet.seconds", duet.seconds, leastDuetSeconds, "s") : []),
    ...sizes("closedLoop.connections", closedLoop?.connections, closedLoopSizes),
    ...sizes("bulk.streams", bulk?.streams, bulkSizes),
    ...sizes("bulkOnce.streams", bulkOnce?.streams, bulkSizes),
    ...twice(bulk?.streams, bulkOnce?.streams),
    ...(saturation ? atLeast("saturation.widthRatio", saturation.widthRatio, leastWidthRatio) : []),
    ...checkStudy(profile),
    ...checkMargin(profile),
  ];
}

/** Every duration and rate of the profile, by its path. */
function durations(profile: Profile): Refusal[] {
  const { warmup, duet, slots, connect, bulk, bulkOnce, closedLoop, connectRate, saturation } = profile;
  const parts = { warmup, duet, slots, connect, bulk, bulkOnce, closedLoop, connectRate };
  const values: [string, number][] = Object.entries(parts).flatMap(([name, part]) =>
    Object.entries(part ?? {}).flatMap(([field, value]): [string, number][] =>
      field === "seconds" || field === "ratePerSecond" ? [[`${name}.${field}`, value as number]] : [],
    ),
  );
  const own: [string, number][] = [
    ["timeoutSeconds", profile.timeoutSeconds],
    ["evidenceSeconds", profile.evidenceSeconds],
    ["evidenceSecrets", profile.evidenceSecrets],
  ];
  const search: [string, number][] = saturation
    ? [
        ["saturation.trialSeconds", saturation.trialSeconds],
        ["saturation.sloMs", saturation.sloMs],
        ["saturation.connections", saturation.connections],
      ]
    : [];
  return [...own, ...values, ...search].flatMap(([name, value]) =>
    value > 0
      ? []
      : [{ what: `${name} is ${value}: nothing would be measured`, nearest: `${name} must be above 0` }],
  );
}

function checkStudy({ study }: Profile): Refusal[] {
  if (!study) return [];
  const { minutes, windowMinutes, everySeconds } = study;
  const messages = Math.floor((windowMinutes * 60) / everySeconds);
  return [
    ...atMost("study.windowMinutes", windowMinutes, minutes, "min: as long as the study"),
    ...(messages < 10
      ? [
          {
            what: `the study's window holds ${messages} messages`,
            nearest: `it must hold 10: --minutes ${Number(((10 * everySeconds * minutes) / windowMinutes / 60).toPrecision(2))} or more`,
          },
        ]
      : []),
  ];
}

/**
 * Nothing can be called equivalent within less than what the instances would find with 80 % power: METHOD.md §2.4 with the
 * deviation between instances that this kind of machine shows (2 %, §2.1). One instance may claim 10 % at best.
 */
function checkMargin({ margins, instances }: Profile): Refusal[] {
  if (!margins) return [];
  const isLone = instances < 2;
  const least = isLone
    ? 0.1
    : minimumDetectableEffect(expectedInstanceSd / Math.sqrt(instances), instances - 1);
  const { ratio } = margins.p50;
  if (ratio >= least) return [];
  const carriers = isLone ? "one instance" : `${instances} instances`;
  return [
    {
      what: `margins.p50.ratio is ${ratio}, below what ${carriers} can tell`,
      nearest: `margins.p50.ratio can be ${Math.ceil(least * 1_000) / 1_000} with ${carriers}, or more instances`,
    },
  ];
}

/** The summary has a place for these sizes and no other. */
function sizes(name: string, given: readonly number[] = [], known: readonly string[]): Refusal[] {
  return given
    .filter((size) => !known.includes(String(size)))
    .map((size) => ({ what: `${name} has ${size}`, nearest: `${name} takes ${known.join(", ")}` }));
}

function twice(each: readonly number[] = [], once: readonly number[] = []): Refusal[] {
  return each
    .filter((size) => once.includes(size))
    .map((size) => ({
      what: `${size} streams are in both bulk and bulkOnce`,
      nearest: "leave them out of one of the two",
    }));
}

function checkRates({ phases, profile }: Plan): Refusal[] {
  const refused = new Map<string, Refusal>();
  for (const phase of phases) {
    const lanes = trafficOf(phase).lanes;
    const perSecond = phase.ratePerSecond * lanes;
    if (perSecond <= greatestRatePerSecond || refused.has(phase.kind)) continue;
    refused.set(phase.kind, refuseRate(phase, lanes, perSecond, profile));
  }
  return [...refused.values()];
}

function refuseRate(phase: Phase, lanes: number, perSecond: number, profile: Profile): Refusal {
  const nearest = Math.floor(greatestRatePerSecond / lanes);
  const name = phase.kind === "slot" ? "slots" : phase.kind;
  return {
    what: `profile "${profile.name}": ${name} at ${phase.ratePerSecond}/s over ${lanes} targets is ${perSecond} requests/s, more than the generator's ${greatestRatePerSecond}/s`,
    nearest: `${name}.ratePerSecond can be ${nearest}, or fewer scenarios`,
  };
}

function atLeast(name: string, value: number, least: number, unit = ""): Refusal[] {
  if (value >= least) return [];
  return [{ what: `${name} is ${value}`, nearest: `${name} must be at least ${least} ${unit}`.trim() }];
}

function atMost(name: string, value: number, most: number, unit = ""): Refusal[] {
  if (value <= most) return [];
  return [{ what: `${name} is ${value}`, nearest: `${name} can be at most ${most} ${unit}`.trim() }];
}
