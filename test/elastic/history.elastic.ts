import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { History } from "../../harness/reports/history/history.ts";
import { comparedRun, setRatio } from "../support/compared-runs.ts";
import { bench } from "../support/fake-io.ts";
import { storeRun } from "../support/stored-runs.ts";
import { clientOf } from "./client.ts";
import { serverVersions } from "./servers.ts";
import { describeServer } from "./support.ts";

const addresses = [
  "stunnel.http.ratio.p50",
  "shadowsocks.http.latency.p99",
  "*.resources.memory",
  "*.evidence",
];

async function historyOf(place: string[]): Promise<History> {
  const { exitCode, stdout, stderr } = await bench(["history", ...addresses, ...place, "--format", "json"]);
  assert.deepEqual([exitCode, stderr], [0, ""]);
  return JSON.parse(stdout) as History;
}

for (const version of serverVersions) {
  describeServer(`bench history of Elasticsearch ${version}`, { version }, (onServer) => {
    onServer("shows what the folders of the same runs show", async (server, results) => {
      for (const [index, month] of ["09", "10"].entries()) {
        const run = comparedRun(`2026${month}21T101500Z-41c0`);
        run.record.startedAt = `2026-${month}-21T10:15:00.000Z`;
        setRatio(run, "stunnel", ["http", "p50"], 1.5 + index / 10);
        storeRun(results, run);
      }
      const here = await historyOf(["--results", results]);
      const pushed = await bench(["push", "--all", "--results", results, "--elasticsearch", server.url]);
      assert.equal(pushed.exitCode, 0, pushed.stderr);
      await using client = clientOf(server);
      await client.indices.refresh({ index: "tunnelbench-*" });
      for (const { id } of here.runs) rmSync(join(results, id), { recursive: true });
      const there = await historyOf(["--elasticsearch", server.url]);
      assert.deepEqual(there.runs, here.runs);
      const figures = ({ series }: History) =>
        series.map(({ scenario, metric, points }) => [
          ...[scenario, metric],
          points.map(({ run, value, low, high, obstacles }) => [run, value, low, high, obstacles]),
        ]);
      assert.deepEqual(figures(there), figures(here));
    });
  });
}
