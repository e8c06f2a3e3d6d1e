import { describeExcess, isBeyond } from "../analysis/judge.ts";
import type { Measurements } from "../analysis/measurements.ts";
import { groupOf } from "../analysis/windows.ts";
import type { RunRecord } from "../model/run-record.ts";

/** Rounds in which the generator itself was stalled on purpose, as the gates name them. */
export function stalledRounds({ plan }: Pick<RunRecord, "plan">): Set<string> {
  return new Set(plan.phases.filter(({ stallMs }) => stallMs !== undefined).map(groupOf));
}

/** What the gates say of generator and host where nothing was stalled on purpose: a failed check may be theirs. */
export function findDisturbances({ run, judged }: Pick<Measurements, "run" | "judged">): {
  warnings: string[];
  isDisturbed: boolean;
} {
  const stalled = stalledRounds(run);
  let isDisturbed = false;
  const warnings = judged.flatMap(({ rule, judgements }) => {
    const own = judgements.filter(({ group }) => !stalled.has(group.name));
    isDisturbed ||= own.some(({ isInvalid }) => isInvalid);
    const beyond = own.map(({ value }) => value).filter((value) => isBeyond(rule.bad, value, rule.warnLimit));
    if (beyond.length === 0) return [];
    const worst = rule.bad === "above" ? Math.max(...beyond) : Math.min(...beyond);
    return [describeExcess(rule, worst, rule.warnLimit)];
  });
  return { warnings, isDisturbed };
}
