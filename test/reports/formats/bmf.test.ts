import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { analyse } from "../../../harness/analysis/analyse.ts";
import { metrics } from "../../../harness/model/metrics.ts";
import { renderBmf } from "../../../harness/reports/bmf.ts";
import { figuresOf, headlineMetrics, nameWithUnit } from "../../../harness/reports/figures.ts";
import { storedRun } from "../../support/fixture-run.ts";

const number = { type: "number" };
/**
 * What Bencher publishes (docs/reference/bencher-metric-format), made stricter by its parser: names are not empty and have at
 * most 1,024 and 64 characters (bencherdev/bencher, lib/bencher_valid/src/benchmark_name.rs, resource_name.rs), and nothing else
 * may be there.
 */
const follows = new Ajv().compile({
  type: "object",
  propertyNames: { minLength: 1, maxLength: 1024 },
  additionalProperties: {
    type: "object",
    propertyNames: { minLength: 1, maxLength: 64 },
    additionalProperties: {
      type: "object",
      properties: { value: number, lower_value: number, upper_value: number },
      required: ["value"],
      additionalProperties: false,
    },
  },
});

interface Bound {
  value: number;
  lower_value?: number;
  upper_value?: number;
}

const summary = analyse(storedRun());

function parsed(text: string): Record<string, Record<string, Bound>> {
  const value: unknown = JSON.parse(text);
  assert.ok(follows(value), JSON.stringify(follows.errors));
  return value as Record<string, Record<string, Bound>>;
}

describe("Bencher's metric format", () => {
  it("is followed by every figure of a run", () => {
    const document = parsed(renderBmf(figuresOf(summary, metrics)));
    assert.deepEqual(
      Object.keys(document),
      summary.scenarios.filter(({ requests }) => requests).map(({ name }) => name),
    );
    assert.ok(Object.keys(document["stunnel"]!).length > 50);
  });

  it("would be broken by a figure without an end, so that the schema is seen to work", () => {
    const text = renderBmf(figuresOf(summary, headlineMetrics)).replace(/"value": [\d.]+/, '"value": null');
    assert.throws(() => parsed(text), /must be number/);
  });

  it("has no metric whose name is too long for it", () => {
    for (const metric of metrics) assert.ok(nameWithUnit(metric).length <= 64, nameWithUnit(metric));
  });

  it("carries value and interval as the summary has them, with the unit in the name", () => {
    const { p95 } = summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!.latencyUs;
    const document = parsed(renderBmf(figuresOf(summary, headlineMetrics)));
    assert.deepEqual(document["stunnel"]!["http.latency.p95 (us)"], {
      value: p95!.value,
      lower_value: p95!.low,
      upper_value: p95!.high,
    });
    assert.deepEqual(document["stunnel"]!["errors (count)"], { value: 0 });
  });

  it("leaves out an infinite figure, and an open side alone", () => {
    const metric = metrics.find(({ address }) => address === "http.latency.p99")!;
    const high = Number.POSITIVE_INFINITY;
    const document = parsed(
      renderBmf([
        { scenario: "open", metric, value: 5, low: 4, high },
        { scenario: "dead", metric, value: high, low: 4, high },
      ]),
    );
    assert.deepEqual(document, { open: { "http.latency.p99 (us)": { value: 5, lower_value: 4 } } });
  });
});
