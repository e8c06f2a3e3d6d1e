import type { Gate } from "../model/summary.ts";
import type { GateRule } from "./gate-rule.ts";
import { describeExcess, isBeyond } from "./judge.ts";

/** A gate of the whole run, from its one value. */
export function gateOfNumber(rule: GateRule, value: number): Gate {
  const { invalidLimit } = rule;
  if (invalidLimit !== null && isBeyond(rule.bad, value, invalidLimit))
    return { ...rule, value, state: "invalid", reason: describeExcess(rule, value, invalidLimit) };
  const isBad = isBeyond(rule.bad, value, rule.warnLimit);
  const reason = isBad ? describeExcess(rule, value, rule.warnLimit) : null;
  return { ...rule, value, state: isBad ? "warn" : "pass", reason };
}
