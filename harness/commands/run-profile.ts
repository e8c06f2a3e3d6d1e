import { BenchError } from "../model/error.ts";
import type { Profile } from "../model/plan.ts";
import { chooseProfile } from "../run/profile-file.ts";

/** What the command line changes of a profile. */
export interface ProfileOptions {
  profile: string;
  instances?: number;
  concurrent?: boolean;
  minutes?: number;
}

/** The profile of a command line and where it departs from the reference, in words. Throws `bad-input`. */
export async function profileOf(
  options: ProfileOptions,
): Promise<{ profile: Profile; deviations: string[] }> {
  const chosen = await chooseProfile(options.profile);
  const profile = { ...chosen, instances: options.instances ?? chosen.instances };
  const deviations =
    profile.instances === chosen.instances
      ? []
      : [`${profile.instances} instances instead of ${chosen.instances}`];
  if (!profile.study) {
    refuseStudyOptions(options);
    return { profile, deviations };
  }
  const study = shapeStudy(profile.study, options);
  return { profile: { ...profile, study }, deviations: [...deviations, ...studyDeviations(study)] };
}

function refuseStudyOptions({ profile, concurrent, minutes }: ProfileOptions): void {
  const given = [concurrent && "--concurrent", minutes !== undefined && "--minutes"].filter(Boolean);
  if (given.length === 0) return;
  throw new BenchError(
    `${given.join(" and ")}: only for the study's protocol, which profile "${profile}" is not`,
    {
      code: "bad-input",
      hints: ["bench run --profile paper --concurrent --minutes 5"],
    },
  );
}

/** The window keeps its share: the last 15 of 25 minutes. */
function shapeStudy(
  study: NonNullable<Profile["study"]>,
  { concurrent, minutes }: ProfileOptions,
): NonNullable<Profile["study"]> {
  const isConcurrent = concurrent ?? study.isConcurrent;
  if (minutes === undefined) return { ...study, isConcurrent };
  return {
    ...study,
    isConcurrent,
    minutes,
    windowMinutes: Number(((study.windowMinutes / study.minutes) * minutes).toPrecision(4)),
  };
}

const studyMinutes = 25;

function studyDeviations({ isConcurrent, minutes, windowMinutes }: NonNullable<Profile["study"]>): string[] {
  return [
    ...(isConcurrent ? ["all scenarios at the same time, evenly apart, instead of one after the other"] : []),
    ...(minutes !== studyMinutes
      ? [`${minutes} min instead of ${studyMinutes}, of which the last ${windowMinutes} are judged`]
      : []),
  ];
}
