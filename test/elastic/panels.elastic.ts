import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { meet } from "../../harness/sinks/connection.ts";
import { pushRun } from "../../harness/sinks/push.ts";
import { dashboards } from "../../kibana/all.ts";
import { clientOf } from "./client.ts";
import { ask, askAsOpened, askOver, emptyPanels, rowsOf } from "./panel-answers.ts";
import { checkCharts, checkComparison, checkHistory } from "./panel-checks.ts";
import { realRun, runOfTheStudy, runWithTimeouts } from "./panel-runs.ts";
import { checkDistribution, checkPercentiles } from "./panel-samples.ts";
import { checkStudy } from "./panel-study.ts";
import { serverVersions, tryStart } from "./servers.ts";

/** Panels that only a run with the study's protocol fills. */
const ofTheStudy = dashboards
  .find(({ id }) => id === "tunnelbench-study-2020")!
  .panels.map(({ id }) => id)
  .filter((id) => id !== "study-any-run" && id !== "study-count");

for (const version of serverVersions) {
  test(`every panel's request gives the figures of the run's files, Elasticsearch ${version}`, async (t) => {
    await using server = await tryStart({ version });
    if (server.skipped !== null) return t.skip(server.skipped);
    await using client = clientOf(server);
    const parent = await mkdtemp(join(tmpdir(), "tunnelbench-panels-"));
    t.after(() => rm(parent, { recursive: true }));
    const elastic = await meet(client, server.url);
    const real = await realRun(parent);
    const late = await runWithTimeouts(parent);
    const slower = await runOfTheStudy(parent, "2026-11-01T10:15:00.000Z", 2);
    const study = await runOfTheStudy(parent, "2026-11-02T10:15:00.000Z");
    for (const { folder } of [real, late, slower, study]) await pushRun(elastic, folder);
    await client.indices.refresh({ index: "tunnelbench-*" });

    await t.test(
      "of a real run: every panel draws something, and tables and charts have its figures",
      async (t) => {
        const answers = await ask(client, real);
        // no request of it failed, it is from before branches were noted, and it has not the study's protocol
        const absent = [
          ...(real.record.tool.branch === undefined ? ["history-by-branch"] : []),
          ...ofTheStudy,
        ];
        assert.deepEqual(emptyPanels(answers), ["run-errors-over-time", ...absent]);
        checkComparison(answers, real);
        t.diagnostic(`${checkPercentiles(answers, real)} percentiles within the tolerance of the t-digest`);
        checkDistribution(answers, real);
        await checkCharts(answers, real);
        checkHistory(answers, real);
      },
    );

    await t.test(
      "of the same run with time-outs: they are in every figure, and what is infinite is named",
      async () => {
        const answers = await ask(client, late);
        assert.deepEqual(emptyPanels(answers), ofTheStudy);
        checkComparison(answers, late);
        checkPercentiles(answers, late);
        checkDistribution(answers, late);
        await checkCharts(answers, late);
        const stunnel = rowsOf(answers, "comparison-scenarios").find((row) => row["scenario"] === "stunnel")!;
        for (const workload of ["HTTP", "MQTT"]) {
          assert.equal(stunnel[`${workload} p50, µs`], null);
          assert.equal(stunnel[`${workload} p99 infinite`], 1);
        }
        const limit = late.record.plan.profile.timeoutSeconds * 1e6;
        const [relay] = rowsOf(answers, "run-percentiles").filter(
          (row) => row["scenario"] === "relay" && row["phase"] === "duet",
        );
        assert.equal(relay!["p99, µs"], limit);
      },
    );

    await t.test(
      "of a scenario that carried HTTP only: MQTT's cells are empty, and not infinite",
      async () => {
        assert.equal(late.summary.scenarios.find(({ name }) => name === "control")!.workloads.mqtt, null);
        const answers = await ask(client, late);
        const control = rowsOf(answers, "comparison-scenarios").find((row) => row["scenario"] === "control")!;
        assert.equal(typeof control["HTTP p50, µs"], "number");
        for (const [label, shown] of Object.entries(control))
          if (label.startsWith("MQTT")) assert.equal(shown, null, label);
      },
    );

    await t.test("as each dashboard opens, no run picked: a point of the history is a run", async () => {
      const answers = await askAsOpened(client, late);
      checkHistory(answers, slower, study, real, late);
      assert.deepEqual(
        rowsOf(answers, "run-itself").map((row) => row["run"]),
        [slower, study, real, late]
          .map(({ record }) => record.id)
          .toSorted()
          .toReversed(),
      );
      assert.deepEqual(emptyPanels(answers), []);
    });

    await t.test("narrowed to the duet, One run leaves no panel empty", async () => {
      const { timeline, startedAt, id } = late.record;
      const duet = timeline.find(({ phase }) => /duet/.test(phase))!;
      const at = (ns: number, seconds: number) => new Date(Date.parse(startedAt) + ns / 1e6 + seconds * 1000);
      const from = at(duet.startNs, -1);
      assert.ok(from > new Date(startedAt), "the summaries are not in it");
      const answers = await askOver(client, () => ({ runId: id, from, to: at(duet.endNs, 1) }));
      const ofOneRun = new Set(
        dashboards.find((one) => one.id === "tunnelbench-one-run")!.panels.map((panel) => panel.id),
      );
      assert.deepEqual(
        emptyPanels(answers).filter((panel) => ofOneRun.has(panel)),
        [],
      );
      for (const row of rowsOf(answers, "run-itself")) assert.equal(row["run"], id);
    });

    await t.test("of two runs of the study, the slower one older: tiles show the newer", async () => {
      checkStudy(await askAsOpened(client, study));
    });

    await t.test("of a run of the study, One run draws its latency, too", async () => {
      const answers = await ask(client, study);
      for (const panel of ["run-http-p50", "run-mqtt-distribution", "run-percentiles"])
        assert.ok(rowsOf(answers, panel).length > 0, panel);
    });

    await t.test("of a run of the study: the tiles and the table have what the study printed", async () => {
      const answers = await ask(client, study);
      checkStudy(answers);
      const empty = new Set(emptyPanels(answers));
      assert.deepEqual(
        ofTheStudy.filter((id) => empty.has(id)),
        [],
      );
    });

    await t.test(
      "without a choice: tables show the newest run, and the tile says how many are in view",
      async () => {
        const answers = await ask(client, real, null);
        const newest = [real, late]
          .map(({ record }) => record.id)
          .toSorted()
          .at(-1);
        for (const row of rowsOf(answers, "comparison-scenarios")) assert.equal(row["run"], newest);
        assert.deepEqual(rowsOf(answers, "run-count"), [{ runs: 2 }]);
      },
    );
  });
}
