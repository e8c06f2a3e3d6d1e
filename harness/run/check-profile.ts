import type { Profile } from "../model/plan.ts";
import { bulkSizes, closedLoopSizes } from "../model/summary.ts";
import { checkMargin } from "./check-margin.ts";
import { checkBounds } from "./profile-bounds.ts";
import { type Refusal, refuse, within } from "./refusal.ts";

/** Refuses a profile that cannot be measured, whatever the scenarios. Throws `bad-input` with every reason. */
export function checkProfile(profile: Profile): void {
  refuse([
    ...checkBounds(profile),
    ...checkDuet(profile),
    ...checkSizes(profile),
    ...checkObjective(profile),
    ...checkStudy(profile),
    ...checkMargin(profile),
  ]);
}

/** Latency comes from the duet, and without one a load's figures would have no row to stand in. */
function checkDuet({ duet, study, ...parts }: Profile): Refusal[] {
  if (duet) return [];
  const { slots, connect, bulk, bulkOnce, closedLoop, connectRate, saturation } = parts;
  const others = { slots, connect, bulk, bulkOnce, closedLoop, connectRate, saturation };
  const given = Object.entries(others).flatMap(([name, part]) => (part ? [name] : []));
  if (study && given.length === 0) return [];
  const what = given.length > 0 ? `${given.join(", ")} without a duet` : "neither a duet nor a study";
  const nearest = 'give it one, such as "duet: {seconds: 20, ratePerSecond: 25}"';
  return [{ what: `the profile has ${what}`, nearest }];
}

/** The summary has a place for these sizes and no other, and for each of them once. */
function checkSizes({ closedLoop, bulk, bulkOnce }: Profile): Refusal[] {
  const given = [
    ["closedLoop.connections", closedLoop?.connections ?? [], closedLoopSizes],
    ["bulk.streams", bulk?.streams ?? [], bulkSizes],
    ["bulkOnce.streams", bulkOnce?.streams ?? [], bulkSizes],
  ] as const;
  const unknown = given.flatMap(([name, sizes, known]) =>
    sizes
      .filter(
        (size, index) => !(known as readonly string[]).includes(String(size)) || sizes.indexOf(size) < index,
      )
      .map((size) => ({
        what: `${name} has ${size}`,
        nearest: `${name} takes ${known.join(", ")}, each once`,
      })),
  );
  const both = (bulk?.streams ?? []).filter((size) => bulkOnce?.streams.includes(size));
  const twice = both.map((size) => ({
    what: `${size} streams are in both bulk and bulkOnce`,
    nearest: "leave them out of one of the two",
  }));
  return [...unknown, ...twice];
}

/** A request that takes longer than the timeout has none. */
function checkObjective({ saturation, timeoutSeconds }: Profile): Refusal[] {
  const most = timeoutSeconds * 1_000;
  return saturation ? within("saturation.sloMs", saturation.sloMs, { most, unit: "ms: the timeout" }) : [];
}

/** Ten messages are the least that a mean, a least and a greatest mean anything for. */
function checkStudy({ study }: Profile): Refusal[] {
  if (!study) return [];
  const { minutes, windowMinutes, everySeconds } = study;
  const messages = Math.floor((windowMinutes * 60) / everySeconds);
  const needed = Math.ceil(((10 * everySeconds * minutes) / windowMinutes / 60) * 100) / 100;
  const tooFew = Number.isFinite(needed) && messages < 10;
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
