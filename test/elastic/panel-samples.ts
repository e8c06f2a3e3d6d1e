import assert from "node:assert/strict";
import type { Sample } from "../../harness/model/sample.ts";
import { workloadNames } from "../../harness/model/scenario.ts";
import { type Answers, rowsOf } from "./panel-answers.ts";
import type { PanelRun } from "./panel-runs.ts";

/** A request without an answer is as late as its time limit. */
function latencies({ record, samples }: PanelRun, isWanted: (sample: Sample) => boolean): number[] {
  const timeoutUs = record.plan.profile.timeoutSeconds * 1e6;
  return samples
    .filter(isWanted)
    .map(({ doneNs, readyNs, outcome }) => (outcome === "ok" ? (doneNs! - readyNs) / 1000 : timeoutUs))
    .sort((one, other) => one - other);
}

function inPhases({ record }: PanelRun, kind: unknown): (sample: Sample) => boolean {
  const phases = new Map(record.plan.phases.map((phase) => [phase.name, phase]));
  return ({ phase, intendedNs }) => {
    const planned = phases.get(phase)!;
    const { startNs } = record.timeline.find((entry) => entry.phase === phase)!;
    return planned.kind === kind && (intendedNs - startNs) / 1e9 >= planned.settleSeconds;
  };
}

/**
 * How far the rank of the server's percentile may be from the one that was asked for. Elasticsearch's t-digest has a compression
 * of 100, and a centroid of it at most 4 n q (1 − q) / 100 values (Dunning and Ertl, Computing Extremely Accurate Quantiles
 * Using t-Digests); two more are for the interpolation between neighbours.
 */
function rankTolerance(q: number, count: number): number {
  return (4 * q * (1 - q)) / 100 + 2 / count;
}

export function checkPercentiles(answers: Answers, run: PanelRun): number {
  const rows = rowsOf(answers, "run-percentiles");
  let checked = 0;
  for (const row of rows) {
    const isWanted = inPhases(run, row["phase"]);
    const isOf = (sample: Sample) =>
      sample.scenario === row["scenario"] && sample.workload === row["workload"];
    const sorted = latencies(run, (sample) => isWanted(sample) && isOf(sample));
    assert.equal(row["requests"], sorted.length);
    const failed = run.samples.filter(
      (sample) => isWanted(sample) && isOf(sample) && sample.outcome !== "ok",
    );
    assert.equal(row["failed"] ?? 0, failed.length);
    assert.equal(row["max, µs"], sorted.at(-1));
    for (const percent of [50, 95, 99, 99.9]) {
      const q = percent / 100;
      const tolerance = rankTolerance(q, sorted.length);
      const least = sorted[Math.max(0, Math.floor((q - tolerance) * sorted.length) - 1)]!;
      const most = sorted[Math.min(sorted.length - 1, Math.ceil((q + tolerance) * sorted.length))]!;
      const found = row[`p${percent}, µs`] as number;
      const where = `${String(row["scenario"])} ${String(row["workload"])} ${String(row["phase"])} p${percent}: ${least} ≤ ${found} ≤ ${most}`;
      assert.ok(found >= least && found <= most, where);
      checked++;
    }
  }
  return checked;
}

/** Every bar of the distribution, counted in the files. */
export function checkDistribution(answers: Answers, run: PanelRun): void {
  for (const workload of workloadNames) {
    const rows = rowsOf(answers, `run-${workload}-distribution`);
    const isWanted = inPhases(run, "duet");
    for (const row of rows) {
      const [least, end] = (row["latency, µs"] as string)
        .split("-")
        .map((edge) => (edge === "*" ? Infinity : Number(edge)));
      const values = latencies(
        run,
        (sample) => isWanted(sample) && sample.workload === workload && sample.scenario === row["scenario"],
      );
      const count = values.filter((latency) => latency >= least! && latency < end!).length;
      assert.equal(
        row["requests"] ?? 0,
        count,
        `${workload} ${String(row["scenario"])} ${String(row["latency, µs"])}`,
      );
    }
  }
}
