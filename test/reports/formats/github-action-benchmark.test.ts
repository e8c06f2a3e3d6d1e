import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { analyse } from "../../../harness/analysis/analyse.ts";
import { metrics } from "../../../harness/model/metrics.ts";
import { type Figure, figuresOf } from "../../../harness/reports/figures.ts";
import {
  alertableMetrics,
  renderGithubActionBenchmark,
} from "../../../harness/reports/github-action-benchmark.ts";
import { storedRun } from "../../support/fixture-run.ts";

const text = { type: "string", minLength: 1 };
/**
 * benchmark-action/github-action-benchmark, src/extract.ts, `BenchmarkResults` of customSmallerIsBetter. It coerces (a missing
 * name becomes "undefined"), so here no type may be another. `range`: what src/extractRangeInfo.ts can convert.
 */
const follows = new Ajv().compile({
  type: "array",
  minItems: 1,
  items: {
    type: "object",
    properties: {
      name: text,
      unit: text,
      value: { type: "number" },
      range: { type: "string", pattern: "^± \\d+(\\.\\d+)?(e[+-]?\\d+)?$" },
      extra: text,
    },
    required: ["name", "unit", "value"],
    additionalProperties: false,
  },
});

interface Entry {
  name: string;
  unit: string;
  value: number;
  range?: string;
  extra: string;
}

const summary = analyse(storedRun());

function parsed(figures: readonly Figure[]): Entry[] {
  const value: unknown = JSON.parse(renderGithubActionBenchmark(summary, figures));
  assert.ok(follows(value), JSON.stringify(follows.errors));
  return value as Entry[];
}

describe("the array of github-action-benchmark", () => {
  it("is what the action reads, each name once: it finds the value of the run before by it", () => {
    const names = parsed(figuresOf(summary, metrics)).map(({ name }) => name);
    assert.ok(names.length > 100);
    assert.equal(new Set(names).size, names.length);
  });

  it("has an entry as the summary has the figure, with half the interval's width", () => {
    const { p95 } = summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!.latencyUs;
    const entry = parsed(figuresOf(summary, alertableMetrics)).find(
      ({ name }) => name === "stunnel.http.latency.p95",
    )!;
    assert.deepEqual([entry.unit, entry.value], ["us", p95!.value]);
    const half = (p95!.high! - p95!.low!) / 2;
    assert.ok(Math.abs(Number(entry.range!.slice(2)) - half) <= half / 100, `${entry.range} for ${half}`);
    assert.match(
      entry.extra,
      /^HTTP latency, p95\n95 % interval \d.* … \d.*\nrun \S+, profile quick, grade [ABC]$/,
    );
  });

  it("holds nothing of which more is better, and no difference unless it is asked for", () => {
    const higher = new Set(metrics.filter(({ better }) => better !== "lower").map(({ address }) => address));
    const addressOf = ({ name }: Entry) => name.slice(name.indexOf(".") + 1);
    assert.ok(parsed(figuresOf(summary, metrics)).every((entry) => !higher.has(addressOf(entry))));
    assert.ok(parsed(figuresOf(summary, metrics)).some(({ name }) => name.includes(".delta.")));
    assert.ok(parsed(figuresOf(summary, alertableMetrics)).every(({ name }) => !name.includes(".delta.")));
  });

  it("leaves out an infinite figure, and the width of an interval with an open side", () => {
    const metric = metrics.find(({ address }) => address === "http.latency.p99")!;
    const high = Number.POSITIVE_INFINITY;
    const entries = parsed([
      { scenario: "open", metric, value: 5, low: 4, high },
      { scenario: "dead", metric, value: high, low: 4, high },
    ]);
    assert.deepEqual(
      entries.map(({ name, range }) => [name, range]),
      [["open.http.latency.p99", undefined]],
    );
    assert.match(entries[0]!.extra, /interval 4 … ∞/);
  });
});
