import { BenchError } from "./error.ts";
import type { Metric } from "./metric.ts";
import { metrics } from "./metrics.ts";
import { editDistance, nearest } from "./nearest.ts";

/**
 * A metric of a scenario as a user writes it: `native.http.latency.p99`, `*.http.errors`, `native.http.latency.*`. A star stands
 * for any characters, dots included. A scenario's name may hold dots (`native@v1.2`), so the address is cut where what is left is
 * a metric, as early as possible.
 */
export interface Address {
  text: string;
  /** Name or pattern of scenarios. */
  scenario: string;
  /** At least one, in the order of metrics.ts. */
  metrics: readonly Metric[];
}

/** Characters of an address, or of a pattern. */
const longest = 200;

/** One scenario's metric that an address stands for. */
export interface AddressedMetric {
  scenario: string;
  metric: Metric;
}

/** Reads an address with its scenario. Throws `bad-input` with what was probably meant. */
export function parseAddress(text: string): Address {
  refuseLong(text);
  const cuts = cutsOf(text);
  if (!text.startsWith("*") && matching(text).length > 0)
    throw refusal(
      `"${text}" names no scenario`,
      `write "<scenario>.${text}", or "*.${text}" for all of them`,
    );
  for (const { scenario, rest } of cuts) {
    const found = matching(rest);
    if (found.length > 0) return { text, scenario, metrics: found };
  }
  throw refusal(
    `no metric "${text}"`,
    hintOf(nearestAddress(cuts), "an address is <scenario>.<metric>, as in native."),
  );
}

/** The metrics of a pattern without a scenario, such as `http.latency.*`. Throws `bad-input` with what was probably meant. */
export function findMetrics(pattern: string): readonly Metric[] {
  refuseLong(pattern);
  const found = matching(pattern);
  if (found.length > 0) return found;
  const cut = cutsOf(pattern).find(({ rest }) => matching(rest).length > 0);
  const hint = cut
    ? `without the scenario it is "${cut.rest}"; scenarios are chosen by their own option`
    : hintOf(nearestMetric(pattern), "a metric is such as ");
  throw refusal(`no metric "${pattern}"`, hint);
}

/** Names that match any of the patterns, in their own order. Throws `bad-input` for a pattern that matches none. */
export function chooseNames(patterns: readonly string[], names: readonly string[]): string[] {
  for (const pattern of patterns) {
    refuseLong(pattern);
    const near = nearest(pattern, names);
    const hint = near === null ? `there are: ${names.join(", ")}` : `did you mean "${near}"?`;
    if (!names.some((name) => matches(pattern, name))) throw refusal(`no scenario "${pattern}"`, hint);
  }
  return names.filter((name) => patterns.some((pattern) => matches(pattern, name)));
}

/** Everything that an address stands for among these scenarios. Throws `bad-input` where it names none of them. */
export function resolveAddress(
  { scenario: pattern, metrics: own }: Address,
  scenarios: readonly string[],
): AddressedMetric[] {
  return chooseNames([pattern], scenarios).flatMap((scenario) => own.map((metric) => ({ scenario, metric })));
}

/** The address of one metric of one scenario. */
export function addressText({ scenario, metric }: AddressedMetric): string {
  return `${scenario}.${metric.address}`;
}

interface Cut {
  scenario: string;
  rest: string;
}

function cutsOf(text: string): Cut[] {
  const parts = text.split(".");
  const cuts = parts.slice(1).map((_, index) => ({
    scenario: parts.slice(0, index + 1).join("."),
    rest: parts.slice(index + 1).join("."),
  }));
  return cuts.filter(({ scenario, rest }) => !scenario.startsWith(".") && scenario !== "" && rest !== "");
}

function matching(pattern: string): readonly Metric[] {
  return metrics.filter(({ address }) => matches(pattern, address));
}

/** Two pointers, back to the last star alone: a pattern of many stars takes no longer than pattern × text. */
function matches(pattern: string, text: string): boolean {
  const wanted = pattern.replace(/\*+/g, "*");
  let [at, from] = [0, 0]; // in the pattern, in the text
  let [star, resume] = [-1, 0];
  while (from < text.length) {
    if (wanted[at] === "*") [star, resume, at] = [at, from, at + 1];
    else if (wanted[at] === text[from]) [at, from] = [at + 1, from + 1];
    else if (star >= 0) [at, from, resume] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  return at === wanted.length || (wanted[at] === "*" && at + 1 === wanted.length);
}

function refuseLong(text: string): void {
  if (text.length <= longest) return;
  throw refusal(
    `an address of ${text.length} characters: "${text.slice(0, 20)}…"`,
    `it has at most ${longest}`,
  );
}

/** A slip of the pen, else one that ends alike: `p99` is part of `http.latency.p99`. */
function nearestMetric(word: string): string | null {
  const addresses = metrics.map(({ address }) => address);
  const last = word.replaceAll("*", "");
  return (
    nearest(word, addresses) ??
    addresses.find((address) => last !== "" && address.endsWith(`.${last}`)) ??
    null
  );
}

/** Of the ways to cut it, the one that leaves the least wrong. */
function nearestAddress(cuts: readonly Cut[]): string | null {
  const found = cuts.flatMap(({ scenario, rest }) => {
    const near = nearestMetric(rest);
    return near === null ? [] : [{ text: `${scenario}.${near}`, mistakes: editDistance(rest, near) }];
  });
  return found.toSorted((a, b) => a.mistakes - b.mistakes)[0]?.text ?? null;
}

function hintOf(meant: string | null, otherwise: string): string {
  return meant === null
    ? `${otherwise}http.latency.p99; docs/method.md lists them`
    : `did you mean "${meant}"?`;
}

function refusal(message: string, hint: string): BenchError {
  return new BenchError(message, { code: "bad-input", hints: [hint] });
}
