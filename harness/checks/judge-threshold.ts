import { addressText } from "../model/address.ts";
import { type MetricValue, metricValue } from "../model/metric-value.ts";
import { isDisturbed, type Summary } from "../model/summary.ts";
import type { Placed } from "./check-file.ts";
import { type Finding, isGreen, type Judged, type State } from "./finding.ts";
import { boundedQuantity } from "./quantity.ts";
import type { Condition, Operator, Rule } from "./rule-text.ts";
import { chooseScenarios, lacksWorkload } from "./scenario-pattern.ts";

/** What a rule says of a run: a finding for each scenario and metric that it is about, and one if it is about none. */
export function judgeThreshold(placed: Placed<Rule>, summary: Summary): Finding[] {
  const { rule, place, leniency } = placed;
  const about = { kind: "threshold", rule: rule.text, place } as const;
  const chosen = chooseScenarios(rule.address.scenario, summary);
  const none = (detail: string): Finding => {
    const state = "missing";
    const nothing = { subject: rule.address.text, scenarios: [], detail, state } as const;
    return { ...about, ...nothing, isGreen: isGreen({ state }, leniency) };
  };
  if ("missing" in chosen) return [none(chosen.missing)];
  const findings = chosen.scenarios.flatMap((scenario) =>
    rule.conditions
      .filter(({ metric }) => !chosen.isPattern || !lacksWorkload(scenario, metric.path))
      .map((condition) => {
        const { state, detail } = judgeValue(
          rule.operator,
          condition,
          metricValue(scenario, condition.metric),
        );
        const subject = addressText({ scenario: scenario.name, metric: condition.metric });
        const green = isGreen({ state }, leniency);
        return { ...about, subject, scenarios: [scenario.name], state, detail, isGreen: green };
      }),
  );
  return findings.length > 0 ? findings : [none("nothing that it asks for was measured")];
}

/** Passed only if the whole interval keeps the limit, failed only if none of it does. */
export function judgeValue(operator: Operator, { metric, limit }: Condition, found: MetricValue): Judged {
  const { value, reason } = found;
  if (value === null)
    return { state: "missing", detail: `was not measured: ${reason ?? "no reason is stored"}` };
  if (typeof limit === "string" || typeof value !== "number") {
    const isRight = (String(value) === String(limit)) === (operator === "==");
    return { state: isRight ? "passed" : "failed", detail: `is ${value}` };
  }
  // a request without an answer is late whatever else its interval says
  const low = value === Number.POSITIVE_INFINITY ? value : (found.low ?? value);
  // a rate that the generator limited may be any higher one
  const high = found.isLowerBound ? Number.POSITIVE_INFINITY : (found.high ?? value);
  const state = decide(operator, low, high, limit);
  const bounded = { value, low: found.low, high: found.high };
  return explain(state, `is ${boundedQuantity(bounded, metric)}`, found);
}

function decide(operator: Operator, low: number, high: number, limit: number): State {
  const holds = { "<": [high < limit, low < limit], "<=": [high <= limit, low <= limit] } as const;
  const mirrored = { ">": [low > limit, high > limit], ">=": [low >= limit, high >= limit] } as const;
  const isThere = low <= limit && limit <= high;
  const equal = {
    "==": [low === high && isThere, isThere],
    "!=": [!isThere, !(low === high && isThere)],
  } as const;
  const [always, possibly] = { ...holds, ...mirrored, ...equal }[operator];
  return always ? "passed" : possibly ? "undecided" : "failed";
}

/** What keeps a failure from being one: others took the CPU that the scenario would have used. */
function explain(state: State, detail: string, found: MetricValue): Judged {
  const bound = found.isLowerBound ? ", a lower bound" : "";
  if (state !== "failed" || !isDisturbed(found)) return { state, detail: `${detail}${bound}` };
  return {
    state: "undecided",
    detail: `${detail}, but others took ${found.foreignPercent} % of a CPU meanwhile`,
  };
}
