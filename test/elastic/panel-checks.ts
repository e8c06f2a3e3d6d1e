import assert from "node:assert/strict";
import { type WorkloadName, workloadNames } from "../../harness/model/scenario.ts";
import type { ScenarioSummary } from "../../harness/model/summary.ts";
import type { Row } from "../../kibana/search-rows.ts";
import { type Answers, rowsOf } from "./panel-answers.ts";
import { containerNames, hostEdges, type PanelRun } from "./panel-runs.ts";

/** The cell of a summary, by the path in summary.json; infinite and unmeasured are absent. */
function cell(scenario: ScenarioSummary, path: string): unknown {
  let found: unknown = scenario;
  for (const key of path.split(".")) found = (found as Record<string, unknown> | null | undefined)?.[key];
  return found ?? null;
}

type Columns = readonly [label: string, path: string][];

/** Columns of the tables of scenarios, and where summary.json has them. */
const latencyColumns: Columns = [
  ["status", "status"],
  ["secrets on the wire", "evidence.verdict"],
  ...ofWorkloads([
    ["p50, µs", "latencyUs.p50.value"],
    ["p95, µs", "latencyUs.p95.value"],
    ["p99, µs", "latencyUs.p99.value"],
    ["Δp50 to baseline, µs", "vsBaseline.p50.shiftUs"],
  ]),
];
const costColumns: Columns = [
  ...ofWorkloads([
    ["CPU-ms per request", "cpu.tunnelMsPerRequest"],
    ["wire bytes per request", "wireBytesPerRequest"],
  ]),
  ["memory, MiB", "resources.tunnel.memoryMiB"],
  ["errors", "requests.failed"],
  ["drops at sockets", "network.socketDrops"],
  ["drops at devices", "network.deviceDrops"],
];

function ofWorkloads(columns: Columns): Columns {
  return workloadNames.flatMap((workload) =>
    columns.map(([label, path]): [string, string] => [
      `${workload.toUpperCase()} ${label}`,
      `workloads.${workload}.${path}`,
    ]),
  );
}

/** Infinite is null inside an estimate; one that was not measured is null itself. */
function isInfinite(scenario: ScenarioSummary, workload: WorkloadName, statistic: "p50" | "p99"): boolean {
  const estimate = scenario.workloads[workload]?.latencyUs?.[statistic];
  return estimate !== null && estimate !== undefined && estimate.value === null;
}

export function checkComparison(answers: Answers, run: PanelRun): void {
  const { summary, record } = run;
  checkTable(rowsOf(answers, "comparison-scenarios"), run, latencyColumns);
  checkTable(rowsOf(answers, "comparison-cost"), run, costColumns);
  for (const row of rowsOf(answers, "comparison-scenarios")) {
    const scenario = summary.scenarios.find(({ name }) => name === row["scenario"])!;
    for (const workload of workloadNames) {
      const upper = workload.toUpperCase();
      // control's null test is against relay, so it has no word against baseline
      const verdict =
        scenario.name === "control" ? null : cell(scenario, `workloads.${workload}.vsBaseline.p50.verdict`);
      assert.equal(row[`${upper} verdict`], verdict, `${scenario.name} ${upper}`);
      const infinite = isInfinite(scenario, workload, "p99") ? 1 : null;
      assert.equal(row[`${upper} p99 infinite`], infinite, `${scenario.name} ${upper}`);
    }
  }
  const [shown] = rowsOf(answers, "comparison-run");
  assert.equal(shown!["run"], record.id);
  assert.equal(shown!["grade"], summary.grade.value);
  assert.equal(shown!["profile"], summary.run.profile);
  assert.equal(shown!["started at"], record.startedAt);
}

function checkTable(rows: readonly Row[], { summary, record }: PanelRun, columns: Columns): void {
  assert.deepEqual(
    rows.map((row) => row["scenario"]),
    summary.scenarios.map(({ name }) => name).toSorted(),
  );
  for (const row of rows) {
    assert.equal(row["run"], record.id);
    const scenario = summary.scenarios.find(({ name }) => name === row["scenario"])!;
    for (const [label, path] of columns)
      assert.equal(row[label], cell(scenario, path), `${scenario.name} ${label}`);
  }
}

export async function checkCharts(answers: Answers, run: PanelRun): Promise<void> {
  const names = (panel: string) => [
    ...new Set(rowsOf(answers, panel).map((row) => row["container"] as string)),
  ];
  assert.deepEqual(names("run-cpu").toSorted(), await containerNames(run));
  assert.deepEqual(names("run-memory").toSorted(), await containerNames(run));
  for (const edge of ["start", "end"] as const) {
    const phases = await hostEdges(run, edge);
    const { rows } = answers.get(
      `run-cpu CPU of every container: phase ${edge === "start" ? "begins" : "ends"}`,
    )!;
    assert.equal(
      rows.reduce((sum, row) => sum + (row["marks"] as number), 0),
      phases.length,
    );
    for (const row of rows) assert.ok(phases.includes(row["text"] as string));
  }
  const outcomes = rowsOf(answers, "run-errors-over-time").reduce(
    (sum, row) => sum + (row["requests"] as number),
    0,
  );
  assert.equal(outcomes, run.samples.filter(({ outcome }) => outcome !== "ok").length);
}

/** A point of a chart over runs is the figure of one run's summary; red bars count those that are infinite. Runs in view, all of them. */
export function checkHistory(answers: Answers, ...runs: PanelRun[]): void {
  const inOrder = runs.toSorted((one, other) => (one.record.id < other.record.id ? -1 : 1));
  for (const workload of workloadNames)
    for (const statistic of ["p50", "p99"] as const) {
      const panel = `history-${workload}-latency-${statistic}`;
      const path = `workloads.${workload}.latencyUs.${statistic}.value`;
      assert.deepEqual(
        rowsOf(answers, panel).map((row) => [row["run"], row["scenario"], row["µs"]]),
        inOrder.flatMap(({ record, summary }) =>
          scenariosInOrder(summary).map((scenario) => [record.id, scenario.name, cell(scenario, path)]),
        ),
        panel,
      );
      const title = `${workload.toUpperCase()} latency, ${statistic}`;
      assert.deepEqual(
        answers.get(`${panel} ${title}: infinite`)!.rows,
        inOrder.map(({ record, summary: { scenarios } }) => {
          const { length } = scenarios.filter((scenario) => isInfinite(scenario, workload, statistic));
          return { run: record.id, infinite: length === 0 ? null : length };
        }),
        panel,
      );
    }
  assert.equal(
    rowsOf(answers, "history-runs").length,
    runs.reduce((sum, { summary }) => sum + summary.scenarios.length, 0),
  );
  assert.deepEqual(rowsOf(answers, "history-count-runs"), [{ runs: runs.length }]);
}

function scenariosInOrder({ scenarios }: PanelRun["summary"]): ScenarioSummary[] {
  return scenarios.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
