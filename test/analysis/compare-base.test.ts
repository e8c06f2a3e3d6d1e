import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { validateRun, validateSummary } from "../../harness/model/schema/validate.ts";
import { headSource, slowerHead, withHead } from "../support/fixture-head.ts";

const summaryOf = (head: typeof slowerHead, instances?: number) => analyse(withHead(head, instances));
const headOf = (summary: ReturnType<typeof analyse>) =>
  summary.scenarios.find(({ name }) => name === "stunnel")!;

test("a head is compared with its base by the blocks of their duet and the rounds of their slots", () => {
  const { http, mqtt } = headOf(summaryOf(slowerHead)).workloads;
  const { p50, tunnelCpu } = http!.vsBase!;
  assert.equal(p50!.level, "block");
  // blocks alternate between 891 and 909 µs, the head's 100 µs later
  const expected = 900 * (Math.sqrt((991 * 1009) / (891 * 909)) - 1);
  assert.ok(Math.abs(p50!.shiftUs - expected) < 1e-6, `${p50!.shiftUs}`);
  assert.ok(Math.abs(p50!.ratio - 1.11) < 0.005, `${p50!.ratio}`);
  assert.ok(Math.abs(tunnelCpu!.ratio - 2) < 1e-6, `${tunnelCpu!.ratio}`);
  assert.equal(tunnelCpu!.verdict, "costlier");
  assert.equal(mqtt!.vsBase!.p50!.verdict, "equivalent");
  assert.deepEqual([p50!.pHolm, mqtt!.vsBase!.p50!.pHolm], [p50!.p, mqtt!.vsBase!.p50!.p]);
});

test("a head that is 100 µs slower in each of six instances is called slower", () => {
  const { p50 } = headOf(summaryOf(slowerHead, 6)).workloads.http!.vsBase!;
  assert.deepEqual([p50!.level, p50!.n, p50!.verdict], ["instance", 6, "slower"]);
});

test("only the head has the comparison, and run and summary follow their schemas with it", () => {
  const stored = withHead(slowerHead);
  const summary = analyse(stored);
  for (const { name, workloads } of summary.scenarios)
    assert.equal("vsBase" in workloads.http!, name === "stunnel", name);
  assert.deepEqual(headOf(summary).source, { ...headSource, ref: null });
  assert.equal(headOf(summary).base, "stunnel@v1/x");
  assert.deepEqual(validateSummary(JSON.parse(JSON.stringify(summary))), summary);
  assert.deepEqual(validateRun(JSON.parse(JSON.stringify(stored.run))), stored.run);
});

test("a base that carried nothing leaves a reason", () => {
  const stored = withHead(slowerHead);
  const samples = stored.samples.filter(({ scenario }) => scenario !== "stunnel@v1/x");
  const { workloads, reasons } = headOf(analyse({ ...stored, samples }));
  assert.equal(workloads.http!.vsBase, null);
  assert.equal(reasons["workloads.http.vsBase"], '"stunnel@v1/x" has no http traffic in a duet');
});
