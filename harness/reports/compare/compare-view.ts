import { findMetric } from "../../model/metrics.ts";
import { references } from "../../model/summary.ts";
import { formatDifference, formatValue, infinite } from "../numbers.ts";
import { verdictText } from "../wording.ts";
import { judgedMetric } from "./compared-metrics.ts";
import type {
  BaselineRelation,
  Change,
  ComparedRow,
  Consequence,
  PairComparison,
  RowVerdict,
  RunComparison,
  RunDifference,
} from "./comparison.ts";
import { oneLine } from "./plain-text.ts";

/** A row in words. */
export interface RowView {
  metric: string;
  before: string;
  after: string;
  change: string;
  /** With its margin, or what could have been seen. */
  verdict: string;
  /** The same in one word, where there is no room. */
  word: string;
  tone: "good" | "bad" | "plain" | "muted";
}

export interface PairView {
  title: string;
  /** Whether they may be compared, and how many of each verdict. */
  headline: string;
  /** No rows: neither run has a figure of it. */
  scenarios: { name: string; rows: RowView[] }[];
  /** Why rows have no verdict, each reason once. */
  reasons: string[];
}

/** What the columns mean, the same below every table. */
export const columnsText =
  "before and after: relation to baseline in the same run (× of its latency, CPU-ms added per request); change: what became of that relation, at the first run's speed, with its 95 % interval (Welch's t on the runs' instances, or blocks where a run has one instance); baseline, which shows the machine's own level, and other metrics: as measured; a cost's change goes by its ratio to baseline's, with baseline's own error in it; where a summary is too old to tell that, a cost changed only where it did both as measured and at the first run's speed";

const consequences: Record<Consequence, string> = {
  forbids: "must be the same",
  explains: "may explain a difference",
  subject: "differs by itself",
};

/** Two profiles differ in dozens of lengths and counts, which share a line. */
const settingPrefix = "profile's ";

/** Lines on the runs and on all that they differ in. */
export function differenceLines({ runs, differences }: RunComparison): string[] {
  const described = runs.map(({ id, profile, instances, grade, status, failures }) => {
    const reasons = grade.reasons.length > 0 ? ` (${grade.reasons.join("; ")})` : "";
    const failed = Object.entries(failures).map(([name, why]) => `; ${name} ${why}`);
    const count = `${instances} ${instances === 1 ? "instance" : "instances"}`;
    return `${id}: profile ${profile}, ${count}, ${status}, grade ${grade.value}${reasons}${failed.join("")}`;
  });
  const isLength = ({ what, consequence }: RunDifference) =>
    consequence === "explains" && what.startsWith(settingPrefix);
  const lengths = differences
    .filter(isLength)
    .map(({ what, values }) => `${what.slice(settingPrefix.length)} ${values.join(" → ")}`);
  const found = [
    ...differences
      .filter((difference) => !isLength(difference))
      .map(({ what, values, consequence }) => `${consequences[consequence]}: ${what}: ${values.join(" → ")}`),
    ...(lengths.length > 0 ? [`${consequences.explains}: profile's settings: ${lengths.join(", ")}`] : []),
  ];
  const lines = found.length > 0 ? found : ["the runs differ in nothing that they record"];
  return [...described, ...lines].map(oneLine);
}

/** Everything that is said of a pair, as text. */
export function viewPair(pair: PairComparison): PairView {
  const byScenario = Map.groupBy(pair.rows, ({ scenario }) => scenario);
  return {
    title: oneLine(`${pair.run} against ${pair.against}`),
    headline: oneLine(headlineOf(pair)),
    scenarios: [...byScenario].map(([name, rows]) => ({
      name: oneLine(name),
      rows: rows.some(hasFigure) ? rows.map(viewRow) : [],
    })),
    reasons: pair.obstacles.length > 0 ? [] : reasonsOf(pair).map(oneLine),
  };
}

function headlineOf({ obstacles, rows }: PairComparison): string {
  if (obstacles.length > 0) return `must not be compared: ${obstacles.join("; ")}`;
  const differences = rows
    .filter((row) => toneOf(row) === "good" || toneOf(row) === "bad")
    .map(({ scenario, metric, verdict, change }) => {
      const by = change === null ? "" : ` by ${changeText(change).replace(/^[+−]/, "")}`;
      return `${scenario}.${metric} ${verdict}${by}`;
    });
  const count = (word: RowVerdict) => rows.filter(({ verdict }) => verdict === word).length;
  const rest = `${count("equivalent")} equivalent, ${count("inconclusive")} inconclusive`;
  return `${differences.length > 0 ? differences.join("; ") : "no difference is certain"}; ${rest}`;
}

function hasFigure({ before, after }: ComparedRow): boolean {
  return before.value !== null || after.value !== null;
}

function viewRow(row: ComparedRow): RowView {
  const { metric, beforeVsBaseline, afterVsBaseline, change, verdict, reason } = row;
  const isRelative = beforeVsBaseline !== null || afterVsBaseline !== null;
  const mark = isExploratory(row) ? " (exploratory)" : "";
  const word = `${verdict ?? "–"}${mark}`;
  return {
    metric,
    before: isRelative ? relationText(beforeVsBaseline) : valueText(row.before, metric),
    after: isRelative ? relationText(afterVsBaseline) : valueText(row.after, metric),
    change: change === null ? "–" : changeText(change),
    verdict: change !== null && reason === null ? `${verdictText(change)}${mark}` : word,
    word,
    tone: toneOf(row),
  };
}

function relationText(relation: BaselineRelation | null): string {
  if (relation === null) return "–";
  if ("shiftMs" in relation) return formatDifference(shiftOf(relation), 2);
  const { ratio, low, high } = relation;
  return formatDifference({ value: ratio, low, high }, 2).replace(/^\+/, "×");
}

function changeText(change: Change): string {
  return "shiftMs" in change
    ? `${formatDifference(shiftOf(change), 2)} CPU-ms`
    : `${formatDifference(shiftOf(change), 0)} µs`;
}

function shiftOf(change: BaselineRelation) {
  return "shiftMs" in change
    ? { value: change.shiftMs, low: change.shiftLowMs, high: change.shiftHighMs }
    : { value: change.shiftUs, low: change.shiftLowUs, high: change.shiftHighUs };
}

function valueText({ value, low, high, isLowerBound }: ComparedRow["before"], address: string): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  if (value === Number.POSITIVE_INFINITY) return infinite;
  const { decimals, unit } = findMetric(address)!;
  const text = `${isLowerBound ? "≥ " : ""}${formatValue({ value, low, high }, decimals)}`;
  if (unit === "count" || unit === "ratio") return text;
  return `${text} ${unit === "us" ? "µs" : unit}`;
}

/** A difference in what no family adjusts: a lead to follow, not a finding. */
function isExploratory({ metric, verdict }: ComparedRow): boolean {
  const isDifference = verdict !== null && ["slower", "faster", "costlier", "cheaper"].includes(verdict);
  return isDifference && judgedMetric(findMetric(metric)!)?.isPrimary === false;
}

function toneOf(row: ComparedRow): RowView["tone"] {
  const { verdict } = row;
  if (isExploratory(row)) return "muted";
  if (verdict === "slower" || verdict === "costlier" || verdict === "changed") return "bad";
  if (verdict === "faster" || verdict === "cheaper") return "good";
  return verdict === "equivalent" || verdict === "unchanged" ? "plain" : "muted";
}

/** Baseline has no relation to itself, which needs no words. */
function reasonsOf({ rows }: PairComparison): string[] {
  const unclear = rows.filter(({ reason, scenario }) => reason !== null && scenario !== references.baseline);
  const byReason = Map.groupBy(unclear, ({ reason }) => reason!);
  return [...byReason].map(
    ([reason, own]) => `${own.map(({ scenario, metric }) => `${scenario}.${metric}`).join(", ")}: ${reason}`,
  );
}
