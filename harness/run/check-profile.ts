import type { Profile } from "../model/plan.ts";
import { bulkSizes, closedLoopSizes } from "../model/summary.ts";
import { checkMargin } from "./check-margin.ts";
import { type Refusal, within } from "./refusal.ts";

/** The message's fixed fields take so much; what remains is padding. */
const leastPayloadBytes = 230;
const greatestPayloadBytes = 1_000_000;
/** Beyond it a single lost answer would hold up a whole run. */
const greatestTimeoutSeconds = 60;
/** A day's work is no phase. */
const greatestSeconds = 3_600;
/** Fewer two-second blocks than this give no interval that one could use, and slower ones no median. */
const leastDuet = { seconds: 5, ratePerSecond: 3 };
/** A counter window below it is mostly the reading of the counters. */
const leastWindowSeconds = 0.2;
/** The prepared messages repeat after so many, and two of one number in flight could not be told apart. */
const greatestConnections = 512;
/** A search narrower than two trials of one rate agree would only follow the noise. */
const leastWidthRatio = 0.01;

/** What is wrong with a profile, whatever the scenarios. */
export function checkProfile(profile: Profile): Refusal[] {
  return [
    ...within("instances", profile.instances, { least: 1, most: 100 }),
    ...within("payloadBytes", profile.payloadBytes, {
      ...{ least: leastPayloadBytes, most: greatestPayloadBytes, unit: "B" },
    }),
    ...checkPositive(profile),
    ...within("timeoutSeconds", profile.timeoutSeconds, { most: greatestTimeoutSeconds, unit: "s" }),
    ...within("warmup.extensions", profile.warmup.extensions, { most: 3 }),
    ...checkDuet(profile),
    ...checkWindows(profile),
    ...checkSizes(profile),
    ...checkSaturation(profile),
    ...checkStudy(profile),
    ...checkMargin(profile),
  ];
}

/** Every duration and rate of the profile, by its path. */
function checkPositive(profile: Profile): Refusal[] {
  const { timeoutSeconds, evidenceSeconds, evidenceSecrets } = profile;
  const own = Object.entries({ timeoutSeconds, evidenceSeconds, evidenceSecrets });
  const parts = Object.entries(profile).flatMap(([name, part]) =>
    part === null || typeof part !== "object"
      ? []
      : Object.entries(part as object).map(([field, value]): [string, unknown] => [
          `${name}.${field}`,
          value,
        ]),
  );
  const refused = /(?:[sS]econds|PerSecond|Secrets|minutes|Minutes|sloMs|rounds)$/;
  return [...own, ...parts].flatMap(([name, value]) => {
    if (typeof value !== "number" || !refused.test(name) || /settleSeconds|pauseSeconds/.test(name))
      return [];
    if (value > 0) return /[sS]econds$/.test(name) ? within(name, value, { most: greatestSeconds }) : [];
    return [{ what: `${name} is ${value}: nothing would be measured`, nearest: `${name} must be above 0` }];
  });
}

/** Latency comes from the duet, and without one a load's figures would have no row to stand in. */
function checkDuet({
  duet,
  study,
  slots,
  connect,
  bulk,
  bulkOnce,
  closedLoop,
  connectRate,
  saturation,
}: Profile) {
  if (duet) {
    return [
      ...within("duet.seconds", duet.seconds, { least: leastDuet.seconds, unit: "s" }),
      ...within("duet.ratePerSecond", duet.ratePerSecond, { least: leastDuet.ratePerSecond, unit: "/s" }),
    ];
  }
  const others = { slots, connect, bulk, bulkOnce, closedLoop, connectRate, saturation };
  const given = Object.entries(others).flatMap(([name, part]) => (part ? [name] : []));
  if (study && given.length === 0) return [];
  const what = given.length > 0 ? `${given.join(", ")} without a duet` : "neither a duet nor a study";
  return [
    {
      what: `the profile has ${what}`,
      nearest: 'give it one, such as "duet: {seconds: 20, ratePerSecond: 25}"',
    },
  ];
}

/** Neither is endless (the service ends a bulk transfer by itself after 120 s), and what remains is long enough for counters at both of its edges. */
function checkWindows({ slots, bulk, bulkOnce, closedLoop, connectRate }: Profile): Refusal[] {
  return Object.entries({ slots, bulk, bulkOnce, closedLoop, connectRate }).flatMap(([name, part]) => [
    ...within(`${name}.seconds`, part?.seconds, { least: leastWindowSeconds, most: 60, unit: "s" }),
    ...within(`${name}.settleSeconds`, part?.settleSeconds, { most: 60, unit: "s" }),
  ]);
}

/** The summary has a place for these sizes and no other. */
function checkSizes({ closedLoop, bulk, bulkOnce, connectRate }: Profile): Refusal[] {
  const given = [
    ["closedLoop.connections", closedLoop?.connections ?? [], closedLoopSizes],
    ["bulk.streams", bulk?.streams ?? [], bulkSizes],
    ["bulkOnce.streams", bulkOnce?.streams ?? [], bulkSizes],
  ] as const;
  const unknown = given.flatMap(([name, sizes, known]) =>
    sizes
      .filter((size) => !(known as readonly string[]).includes(String(size)))
      .map((size) => ({ what: `${name} has ${size}`, nearest: `${name} takes ${known.join(", ")}` })),
  );
  const both = (bulk?.streams ?? []).filter((size) => bulkOnce?.streams.includes(size));
  const twice = both.map((size) => ({
    what: `${size} streams are in both bulk and bulkOnce`,
    nearest: "leave them out of one of the two",
  }));
  const most = { most: greatestConnections };
  return [...unknown, ...twice, ...within("connectRate.connections", connectRate?.connections, most)];
}

function checkSaturation({ saturation, timeoutSeconds }: Profile): Refusal[] {
  if (!saturation) return [];
  const { widthRatio, connections, finalTrials, sloMs, pauseSeconds } = saturation;
  return [
    ...within("saturation.widthRatio", widthRatio, { least: leastWidthRatio, most: 1 }),
    ...within("saturation.connections", connections, { least: 1, most: greatestConnections }),
    ...within("saturation.finalTrials", finalTrials, { most: 3 }),
    ...within("saturation.pauseSeconds", pauseSeconds, { most: 60, unit: "s" }),
    ...within("saturation.sloMs", sloMs, { most: timeoutSeconds * 1_000, unit: "ms: the timeout" }),
  ];
}

/** Ten messages are the least that a mean, a least and a greatest mean anything for. */
function checkStudy({ study }: Profile): Refusal[] {
  if (!study) return [];
  const { minutes, windowMinutes, everySeconds } = study;
  const messages = Math.floor((windowMinutes * 60) / everySeconds);
  const needed = Math.ceil(((10 * everySeconds * minutes) / windowMinutes / 60) * 100) / 100;
  const tooFew = windowMinutes > 0 && everySeconds > 0 && messages < 10;
  return [
    ...within("study.windowMinutes", windowMinutes, { most: minutes, unit: "min: as long as the study" }),
    ...(tooFew
      ? [
          {
            what: `the study's window holds ${messages} messages`,
            nearest: `it must hold 10: --minutes ${needed} or more`,
          },
        ]
      : []),
  ];
}
