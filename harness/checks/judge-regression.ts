import { addressText } from "../model/address.ts";
import { references, type ScenarioSummary, type Summary } from "../model/summary.ts";
import { adjustHolm } from "../stats/holm.ts";
import type { Placed } from "./check-file.ts";
import type { Bases, Difference } from "./difference.ts";
import { type Finding, type FindingKey, isGreen, type Judged } from "./finding.ts";
import { type Family, judgeDifference } from "./judge-difference.ts";
import type { RegressionRule } from "./regression-rule.ts";
import { chooseScenarios, lacksWorkload } from "./scenario-pattern.ts";

/** A rule, and one metric of one scenario that it asks for: with its difference, or why there is none. */
interface Question {
  placed: Placed<RegressionRule>;
  subject: string;
  scenarios: string[];
  answer: Answer;
}

/** `isRefused`: there must be no answer, so that none lets the rule pass. */
type Answer = Difference | { missing: string; isRefused?: boolean };

/**
 * What the rules say of the differences. All that is asked for is one family: Holm keeps the chance of any false alarm in it
 * below 5 %. METHOD.md §2.3.
 */
export function judgeRegressions(
  rules: readonly Placed<RegressionRule>[],
  bases: Bases,
  summary: Summary,
  isAsked: (finding: FindingKey) => boolean = () => true,
): Finding[] {
  const questions = rules
    .flatMap((placed) => questionsOf(placed, bases, summary))
    .filter(({ placed, subject }) => isAsked({ rule: placed.rule.text, place: placed.place, subject }));
  const answers = questions.flatMap(({ answer }) =>
    "missing" in answer || !answer.measured ? [] : [answer],
  );
  const family = adjust([...new Set(answers)]); // two rules may ask for the same
  return questions.map((question) => answerOf(question, family));
}

function adjust(differences: readonly Difference[]): Family {
  const adjusted = adjustHolm(differences.map(({ measured }) => measured!.p));
  return new Map(differences.map((difference, index) => [difference, adjusted[index]!]));
}

function questionsOf(placed: Placed<RegressionRule>, bases: Bases, summary: Summary): Question[] {
  const { address } = placed.rule;
  const none = (answer: Answer): Question[] => [{ placed, subject: address.text, scenarios: [], answer }];
  if (bases.obstacle !== null) return none({ missing: bases.obstacle, isRefused: true });
  const chosen = chooseScenarios(address.scenario, summary);
  if ("missing" in chosen) return none(chosen);
  const questions = chosen.scenarios
    .filter((scenario) => !chosen.isPattern || hasBase(scenario, bases))
    .flatMap((scenario) => questionsAbout(scenario, placed, bases, chosen.isPattern));
  return questions.length > 0 ? questions : none({ missing: noBase });
}

/** A reference has none: what it differs by from another run is the machine's doing. */
function hasBase({ name }: ScenarioSummary, { differences }: Bases): boolean {
  const isReference = Object.values<string>(references).includes(name);
  return !isReference && differences.some(({ scenario }) => scenario === name);
}

function questionsAbout(
  scenario: ScenarioSummary,
  placed: Placed<RegressionRule>,
  { differences }: Bases,
  isPattern: boolean,
): Question[] {
  const own = differences.filter((difference) => difference.scenario === scenario.name);
  const scenarios = [scenario.name, ...(scenario.base ? [scenario.base] : [])];
  const { metrics } = placed.rule.address;
  const compared = metrics.filter((metric) => own.some((difference) => difference.metric === metric));
  return (compared.length > 0 ? compared : metrics) // a pattern stands for those that can be compared here
    .filter(({ path }) => !isPattern || !lacksWorkload(scenario, path))
    .map((metric) => {
      const missing = own.length === 0 ? noBase : notCompared(metric.address, own);
      const answer = own.find((difference) => difference.metric === metric) ?? { missing };
      return { placed, subject: addressText({ scenario: scenario.name, metric }), scenarios, answer };
    });
}

const noBase =
  "has no base: measure it with one (bench run --scenario x --scenario x@main), or name another run (--against RUN)";

function notCompared(address: string, own: readonly Difference[]): string {
  const others = own.map(({ metric }) => metric.address).join(", ");
  return `"${address}" is not compared with another run, only with a base in the same one; ${others} are`;
}

function answerOf({ placed, subject, scenarios, answer }: Question, family: Family): Finding {
  const { rule, place, leniency } = placed;
  const judged = judgeAnswer(answer, rule, family);
  const about = { kind: "regression", rule: rule.text, place, subject, scenarios } as const;
  return { ...about, ...judged, isGreen: isGreen(judged, leniency) };
}

function judgeAnswer(answer: Answer, rule: RegressionRule, family: Family): Judged {
  if ("missing" in answer)
    return { state: "missing", detail: answer.missing, isLost: answer.isRefused === true };
  if (answer.measured !== null) return judgeDifference(answer, answer.measured, rule, family);
  const detail = `was not compared with ${answer.against}: ${answer.reason}`;
  if (!answer.isLost) return { state: "missing", detail };
  return { state: "missing", isLost: true, detail: `${detail}; it is there, so nothing lets this pass` };
}
