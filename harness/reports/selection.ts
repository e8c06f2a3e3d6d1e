import { chooseNames, findMetrics } from "../model/address.ts";
import { BenchError } from "../model/error.ts";
import type { Metric } from "../model/metric.ts";
import { metricValue } from "../model/metric-value.ts";
import type { Plots } from "../model/plots.ts";
import type { ScenarioSummary, Summary } from "../model/summary.ts";
import { isKnown } from "./view.ts";

/** What of a run a user wants to see, and in which order. */
export interface Selection {
  /** Names or patterns of scenarios; none for all. */
  scenario?: readonly string[];
  /** Addresses or patterns of metrics; none for what the format shows by itself. */
  metric?: readonly string[];
  /** `name`, or the address of a metric: the best first, what was not measured last. */
  sort?: string;
}

/** The summary with the scenarios that were asked for, in that order. Throws `bad-input` for a name that is not there. */
export function selectScenarios(summary: Summary, { scenario: patterns = [], sort }: Selection): Summary {
  const all = summary.scenarios.map(({ name }) => name);
  const names = patterns.length === 0 ? all : chooseNames(patterns, all);
  const chosen = summary.scenarios.filter(({ name }) => names.includes(name));
  const sorted = sort === undefined ? chosen : chosen.toSorted(orderBy(sort));
  if (sort === undefined && sorted.length === all.length) return { ...summary, scenarios: sorted };
  const isChosen = ({ scenario }: { scenario: string }) => names.includes(scenario);
  const { study } = summary;
  return {
    ...summary,
    scenarios: sorted,
    study: study && { ...study, rows: study.rows.filter(isChosen) },
    plots: plotsOf(
      summary.plots,
      sorted.map(({ name }) => name),
    ),
  };
}

/**
 * The metrics that were asked for, each once, as asked; null where none was. A pattern stands for what was measured of any
 * scenario, a plain address for itself. Throws `bad-input` for one that does not exist.
 */
export function selectMetrics({ scenarios }: Summary, { metric: patterns = [] }: Selection): Metric[] | null {
  if (patterns.length === 0) return null;
  const found = patterns.flatMap((pattern) => {
    const all = findMetrics(pattern);
    const known = all.filter((metric) => scenarios.some((scenario) => isKnown(scenario, metric)));
    return known.length > 0 ? known : all;
  });
  return [...new Set(found)];
}

/** In the order of the names; the readings of endpoints belong to no scenario and stay, as the last. */
function plotsOf(plots: Plots, names: readonly string[]): Plots {
  const placeOf = ({ scenario }: OfScenario) => (scenario === null ? names.length : names.indexOf(scenario));
  const chosen = <T extends OfScenario>(rows: readonly T[]) =>
    rows.filter((row) => placeOf(row) >= 0).toSorted((a, b) => placeOf(a) - placeOf(b));
  const { quantiles, latency, usage } = plots;
  return {
    ...plots,
    quantiles: chosen(quantiles),
    latency: chosen(latency),
    usage: usage && { ...usage, series: chosen(usage.series) },
  };
}

interface OfScenario {
  scenario: string | null;
}

type Order = (a: ScenarioSummary, b: ScenarioSummary) => number;

function orderBy(sort: string): Order {
  if (sort === "name") return (a, b) => compareTexts(a.name, b.name);
  const [metric, ...others] = findMetrics(sort);
  if (others.length > 0)
    throw new BenchError(`"${sort}" stands for ${others.length + 1} metrics, but one can be sorted by`, {
      code: "bad-input",
      hints: [`write one of them, such as --sort ${metric!.address}`],
    });
  return (a, b) => compareValues(sortValue(a, metric!), sortValue(b, metric!), metric!);
}

function sortValue(scenario: ScenarioSummary, metric: Metric): number | string | null {
  const { value } = metricValue(scenario, metric);
  return typeof value === "boolean" ? String(value) : value;
}

function compareValues(a: number | string | null, b: number | string | null, { better }: Metric): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "string" || typeof b === "string") return compareWords(String(a), String(b));
  if (a === b) return 0; // also both infinite, whose difference is no number
  return better === "higher" ? b - a : a - b;
}

/** Of verdicts, evidence and status, the best first; what could not be judged stands between. */
const wordsByRank = [
  ...["ok", "true", "not-found", "faster", "cheaper", "equivalent", "inconclusive", "invalid", "unsupported"],
  ...["slower", "costlier", "readable", "false", "failed"],
];

/** Words that are neither good nor bad go by their letters, behind those that are. */
function compareWords(a: string, b: string): number {
  const [rankA, rankB] = [a, b].map((word) => wordsByRank.indexOf(word) + 1 || wordsByRank.length + 1) as [
    number,
    number,
  ];
  return rankA - rankB || compareTexts(a, b);
}

/** By code units: the same on every machine. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
