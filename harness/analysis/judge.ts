import type { Phase } from "../model/plan.ts";
import type { Gate } from "../model/summary.ts";
import type { GateRule, GroupRule } from "./gate-rule.ts";
import { groupRules } from "./group-gates.ts";
import type { MeasuredGroup } from "./groups.ts";
import { groupOf } from "./windows.ts";

/** What a gate found in one duet or round. */
export interface Judgement {
  group: MeasuredGroup;
  value: number;
  isInvalid: boolean;
}

/** A gate with its findings, one for each group that has data for it. */
export interface JudgedRule {
  rule: GroupRule;
  judgements: readonly Judgement[];
}

/** Applies every gate to every duet and round. */
export function judgeGroups(groups: readonly MeasuredGroup[]): JudgedRule[] {
  return groupRules.map((rule) => ({
    rule,
    judgements: groups.flatMap((group) => {
      const value = rule.read(group);
      return value === null ? [] : [{ group, value, isInvalid: isInvalid(rule, value) }];
    }),
  }));
}

/**
 * Rounds of slots that one gate or more made invalid, and why: all scenarios of them are dropped, because what disturbed
 * one slot may have disturbed its neighbours, and pairs need both sides. METHOD.md §9.3.
 */
export function droppedRounds(judged: readonly JudgedRule[]): Map<string, string> {
  const dropped = new Map<string, string>();
  for (const { rule, judgements } of judged) {
    for (const { group, value, isInvalid: isBad } of judgements) {
      if (isBad && group.kind === "round" && !dropped.has(group.name))
        dropped.set(group.name, describeExcess(rule, value, rule.invalidLimit!));
    }
  }
  return dropped;
}

/** Rounds that were replaced while running, as `groupOf` names them: they do not count, also where a gate judges otherwise now. */
export function replacedRounds(phases: readonly Phase[]): Map<string, string> {
  const replaced = new Map<string, string>();
  for (const phase of phases) {
    if (phase.replaces === undefined) continue;
    replaced.set(groupOf({ ...phase, round: phase.replaces }), "it was replaced while running");
  }
  return replaced;
}

/** So many bad rounds of `rounds` planned ones make a gate, and the run, no worse than a warning. METHOD.md §9.3: 20 %. */
export function tolerableRounds(rounds: number): number {
  return Math.max(1, rounds * 0.2);
}

/** `dispatch lag, p99 6 ms (more than 5 ms)`; `where` stands behind the value. */
export function describeExcess(rule: GateRule, value: number, limit: number, where = ""): string {
  return `${rule.title} ${describeAmount(rule, value, limit, where)}`;
}

/** The same without what it is. */
export function describeAmount(rule: GateRule, value: number, limit: number, where = ""): string {
  const comparison = rule.bad === "above" ? "more" : rule.unit === "" ? "fewer" : "less";
  const unit = rule.unit === "" ? "" : ` ${rule.unit}`;
  return `${shortNumber(value)}${unit}${where} (${comparison} than ${limit}${unit})`;
}

/** On the bad side of a limit; the limit itself is good. */
export function isBeyond(bad: Gate["bad"], value: number, limit: number): boolean {
  return bad === "above" ? value > limit : value < limit;
}

function isInvalid({ bad, invalidLimit }: GateRule, value: number): boolean {
  return invalidLimit !== null && isBeyond(bad, value, invalidLimit);
}

/** Two significant digits, but a whole number in full. */
function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 10 ? value.toFixed(value > 90 && value < 100 ? 2 : 0) : value.toPrecision(2);
}
