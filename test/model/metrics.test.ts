import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { metricValue } from "../../harness/model/metric-value.ts";
import { findMetric, metrics } from "../../harness/model/metrics.ts";
import summarySchema from "../../harness/model/schema/summary.schema.json" with { type: "json" };
import { storedRun } from "../support/fixture-run.ts";

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
}

const definitions = summarySchema.$defs as Record<string, Schema>;
const { scenarios } = analyse(storedRun());

/** Follows references and the non-null side of "this or null". */
function resolve(schema: Schema | undefined): Schema | undefined {
  const target = schema?.anyOf?.find(({ $ref }) => $ref !== undefined) ?? schema;
  const name = target?.$ref?.replace("#/$defs/", "");
  return name === undefined ? target : definitions[name];
}

function scenarioNamed(name: string) {
  return scenarios.find((scenario) => scenario.name === name)!;
}

test("every metric stands once in the table", () => {
  const addresses = metrics.map(({ address }) => address);
  assert.deepEqual(addresses.toSorted(), [...new Set(addresses)].toSorted());
  const paths = metrics.map(({ path, fields }) => `${path.join(".")} ${fields?.value ?? "value"}`);
  assert.deepEqual(paths.toSorted(), [...new Set(paths)].toSorted());
});

test("every metric leads to something that the schema of summary.json has", () => {
  for (const { address, path, fields } of metrics) {
    let found = resolve({ $ref: "#/$defs/scenario" });
    for (const key of path) found = resolve(found?.properties?.[key]);
    assert.ok(found, `${address} leads nowhere`);
    const isObject = found.properties !== undefined;
    const wanted = Object.values(fields ?? (isObject ? { value: "value", low: "low", high: "high" } : {}));
    assert.deepEqual(
      wanted.filter((name) => found.properties?.[name] === undefined),
      [],
      address,
    );
  }
});

test("the columns of cost are HTTP's, so that all scenarios have the same mix in them", () => {
  const costs = metrics.filter(({ column }) => ["CPU-ms", "wire B"].includes(column?.header ?? ""));
  assert.deepEqual(
    costs.map(({ address }) => address),
    ["http.cpu.tunnel", "http.wireBytes"],
  );
});

test("no two columns have the same rank", () => {
  const ranks = metrics.flatMap(({ column }) => column?.rank ?? []);
  assert.equal(new Set(ranks).size, ranks.length);
});

test("a value comes with its interval", () => {
  const found = metricValue(scenarioNamed("baseline"), findMetric("http.latency.p50")!);
  assert.deepEqual(found, { value: 640, low: 630, high: 660, reason: null });
});

test("a quantile among requests without an answer is infinite, not absent", () => {
  const found = metricValue(scenarioNamed("shadowsocks"), findMetric("http.latency.p99")!);
  assert.deepEqual(found, {
    value: Number.POSITIVE_INFINITY,
    low: 910,
    high: Number.POSITIVE_INFINITY,
    reason: null,
  });
});

test("a comparison has its difference, its ratio and its verdict under three addresses", () => {
  const stunnel = scenarioNamed("stunnel");
  const isNear = (address: string, expected: number, tolerance: number) => {
    const value = metricValue(stunnel, findMetric(address)!).value as number;
    assert.ok(Math.abs(value - expected) < tolerance, `${address}: ${value} is not ${expected}`);
  };
  isNear("http.delta.p50", Math.sqrt(891 * 909) - 640, 1e-9);
  isNear("http.ratio.p50", Math.sqrt(891 * 909) / 640, 1e-12);
  assert.equal(metricValue(stunnel, findMetric("http.verdict.p50")!).value, "slower");
});

test("a value that was not measured has its reason, or that of what contains it", () => {
  const reasonOf = (name: string, address: string) =>
    metricValue(scenarioNamed(name), findMetric(address)!).reason;
  assert.equal(reasonOf("stunnel", "http.latency.p999"), "n/a (n=1000 < 3688)");
  assert.equal(reasonOf("stunnel", "http.bulk.8.up"), "no bulk phase in the plan");
  assert.equal(reasonOf("baseline", "resources.cpu"), "no such container in this scenario");
  assert.equal(reasonOf("wireguard", "mqtt.latency.p50"), "this machine has no TUN device");
});

test("an unknown address is no metric", () => {
  assert.equal(findMetric("http.latency.p42"), undefined);
});

test("the interval of a cost's ratio is the one that has baseline's own error in it", () => {
  const stunnel = scenarioNamed("stunnel");
  const { ratio, relationLow, relationHigh } = stunnel.workloads.http!.vsBaseline!.systemCpu!;
  const found = metricValue(stunnel, findMetric("http.ratio.systemCpu")!);
  assert.deepEqual([found.value, found.low, found.high], [ratio, relationLow, relationHigh]);
});
