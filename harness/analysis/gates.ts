import type { Gate, Grade } from "../model/summary.ts";
import { checkData } from "./data-gates.ts";
import type { GateRule } from "./gate-rule.ts";
import {
  describeAmount,
  describeExcess,
  isBeyond,
  type JudgedRule,
  type Judgement,
  tolerableRounds,
} from "./judge.ts";
import type { Measurements } from "./measurements.ts";
import { countRounds, droppedText } from "./round-counts.ts";
import { checkRun, type RunFacts } from "./run-gates.ts";

/** All gates that the stored data can answer. They look at generator, host, plan and files, never at what is measured. */
export function checkGates(measurements: Measurements, facts: RunFacts): Gate[] {
  return [
    ...checkData(measurements, facts.damage),
    ...measurements.judged
      .filter(({ rule, judgements }) => !rule.optional || judgements.length > 0)
      .map((each) => gateOfGroups(each, measurements)),
    ...checkRun(measurements, facts),
  ];
}

/** A only when every gate passes; C when one is invalid, or nothing was measured at all. */
export function gradeOf(
  gates: readonly Gate[],
  measuredAnything: boolean,
): { value: Grade; reasons: string[] } {
  const reasons = tellingReasons(gates);
  if (!measuredAnything) return { value: "C", reasons: ["nothing valid was measured", ...reasons] };
  if (gates.some(({ state }) => state === "invalid")) return { value: "C", reasons };
  return { value: gates.every(({ state }) => state === "pass") ? "A" : "B", reasons };
}

/** One reason for all limits of one thing (`G1`, `G1-max`, …), the gravest: the others are about the same moments. */
function tellingReasons(gates: readonly Gate[]): string[] {
  const families = Map.groupBy(gates, ({ id }) => id.split("-")[0]);
  return [...families.values()].flatMap((family) => {
    const [gravest] = family.toSorted((a, b) => gravity(b) - gravity(a));
    return gravest!.reason ?? [];
  });
}

/** An invalid run, then a dropped round, then whatever else has a reason. */
function gravity({ state, reason, bad, value, invalidLimit }: Gate): number {
  if (state === "invalid") return 3;
  if (value !== null && invalidLimit !== null && isBeyond(bad, value, invalidLimit)) return 2;
  return reason === null ? 0 : 1;
}

/**
 * The duet gives every latency and cannot be replaced, so one bad duet is one too many. A bad round of slots is dropped,
 * and the gate is invalid only when too many are. What other gates dropped enters no figure and so is not judged.
 */
function gateOfGroups(
  { rule: judgedRule, judgements: all }: JudgedRule,
  { groups, droppedRounds }: Measurements,
): Gate {
  const { read: _read, optional: _optional, ...rule } = judgedRule;
  const judgements = all.filter(({ group, isInvalid }) => isInvalid || !droppedRounds.has(group.name));
  if (judgements.length === 0)
    return { ...rule, value: null, state: "unknown", reason: `${rule.title}: not known` };
  const value = worstOf(rule, judgements);
  const bad = judgements.filter(({ isInvalid }) => isInvalid);
  const badRounds = bad.filter(isRound);
  const rounds = countRounds(groups, droppedRounds, new Set(badRounds.map(({ group }) => group.name)));
  const isInvalid = badRounds.length < bad.length || rounds.dropped > tolerableRounds(rounds.planned);
  if (!isInvalid && !isBeyond(rule.bad, value, rule.warnLimit))
    return { ...rule, value, state: "pass", reason: null };
  const dropped = badRounds.length > 0 ? `: ${droppedText(rounds)}` : "";
  const reason = `${excessText(rule, judgements)}${dropped}${otherwiseText(rule, judgements)}`;
  return { ...rule, value, state: isInvalid ? "invalid" : "warn", reason };
}

/** The worst value of what counts most: bad duets, then bad rounds, then what only warns. */
function excessText(rule: GateRule, judgements: readonly Judgement[]): string {
  const duets = judgements.filter((judgement) => !isRound(judgement));
  const badDuets = duets.filter(({ isInvalid }) => isInvalid);
  const where =
    duets.length === 1
      ? ` in the ${duets[0]!.group.kind}`
      : ` in ${badDuets.length} of ${duets.length} duets`;
  if (badDuets.length > 0) return describeExcess(rule, worstOf(rule, badDuets), rule.invalidLimit!, where);
  const isBad = judgements.some(({ isInvalid }) => isInvalid);
  return describeExcess(rule, worstOf(rule, judgements), isBad ? rule.invalidLimit! : rule.warnLimit);
}

/** What warns beside the rounds that were dropped; empty where nothing was, or where the duet is no better. */
function otherwiseText(rule: GateRule, judgements: readonly Judgement[]): string {
  const others = judgements.filter(({ isInvalid }) => !isInvalid);
  if (others.length === 0 || !judgements.some((each) => each.isInvalid && isRound(each))) return "";
  const worst = worstOf(rule, others);
  return isBeyond(rule.bad, worst, rule.warnLimit)
    ? `; otherwise ${describeAmount(rule, worst, rule.warnLimit)}`
    : "";
}

function isRound({ group }: Judgement): boolean {
  return group.kind === "round";
}

function worstOf({ bad }: GateRule, judgements: readonly Judgement[]): number {
  return judgements.map(({ value }) => value).reduce((a, b) => (isBeyond(bad, a, b) ? a : b));
}
