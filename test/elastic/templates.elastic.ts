import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Client } from "@elastic/elasticsearch";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import type { ContainerPoint } from "../../harness/model/counters.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { documentKinds } from "../../harness/sinks/fields/field.ts";
import { indexName } from "../../harness/sinks/indices.ts";
import { indexTemplate, indexTemplates } from "../../harness/sinks/templates.ts";
import { isCurrentSummary, readStoredRun, readSummary } from "../../harness/store/read-run.ts";
import { runFiles } from "../../harness/store/run-folder.ts";
import { documentsOf, type RunParts } from "../sinks/documents-of.ts";
import {
  fullCounters,
  loadsOfAllKinds,
  maximalRecord,
  maximalSummary,
  samplesOfAllOutcomes,
  twoPoints,
} from "../sinks/maximal.ts";
import { clientOf } from "./client.ts";
import { serverVersions, tryStart } from "./servers.ts";

const results = join(projectFolder, "results");
const chunkDocuments = 2_000;

for (const version of serverVersions) {
  describe(`the templates in Elasticsearch ${version}`, () => {
    it("make the indices that we mean, which take every document of every stored run", async (t) => {
      await using server = await tryStart({ version });
      if (server.skipped !== null) return t.skip(server.skipped);
      await using client = clientOf(server);
      for (const [name, template] of indexTemplates())
        await client.indices.putIndexTemplate({ name, ...template });

      const runs = [maximalRun(), ...(await storedRuns())];
      const months = new Set(runs.map(({ record }) => record.startedAt.slice(0, 7)));
      let sent = 0;
      for (const run of runs) sent += await indexRun(client, run);
      t.diagnostic(`${sent} documents of ${runs.length} runs`);

      await client.indices.refresh();
      const { count } = await client.count({ index: "tunnelbench-*" });
      assert.equal(count, sent);
      const ignored = await client.count({
        index: "tunnelbench-*",
        query: { exists: { field: "_ignored" } },
      });
      assert.equal(ignored.count, 0, "a text is too long for its field");
      for (const kind of documentKinds) {
        const found = await client.indices.get({ index: `tunnelbench-${kind}-*` });
        assert.equal(Object.keys(found).length, months.size);
        const { mappings, settings } = indexTemplate(kind).template;
        for (const index of Object.values(found)) {
          assert.deepEqual(index.mappings, mappings);
          assert.equal(index.settings?.index?.codec, settings.index["codec"]);
        }
      }
    });
  });
}

/** Everything that a document can hold. */
function maximalRun(): RunParts {
  const record = maximalRecord();
  const rest = {
    samples: samplesOfAllOutcomes,
    counters: fullCounters,
    points: twoPoints,
    loads: loadsOfAllKinds,
  };
  return { record, summary: maximalSummary(), ...rest };
}

/** The example, and what else this machine has. */
async function storedRuns(): Promise<RunParts[]> {
  const names = (await readdir(results)).filter((name) => existsSync(join(results, name, runFiles.run)));
  assert.ok(names.includes("example"));
  return Promise.all(names.map((name) => readRun(join(results, name))));
}

async function readRun(folder: string): Promise<RunParts> {
  const stored = await readStoredRun(folder);
  const { run: record, samples, counters, loads } = stored;
  const points = readPoints(join(folder, runFiles.containers));
  const summary = await summaryOf(folder, { ...stored, calibration: null });
  return { record, summary, samples: [...samples], counters, loads, points };
}

/** As it is stored; one of an older version is computed anew. */
async function summaryOf(folder: string, run: StoredRun): Promise<Summary | null> {
  const stored = await readSummary(folder);
  if (stored && isCurrentSummary(stored)) return stored;
  return run.run.timeline.length === 0 ? null : analyse(run);
}

function readPoints(file: string): ContainerPoint[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as ContainerPoint);
}

/** Sends all documents of a run; gives how many. */
async function indexRun(client: Client, run: RunParts): Promise<number> {
  let sent = 0;
  for (const [kind, documents] of Object.entries(documentsOf(run))) {
    const _index = indexName(kind as (typeof documentKinds)[number], run.record.startedAt);
    for (let from = 0; from < documents.length; from += chunkDocuments) {
      const chunk = documents.slice(from, from + chunkDocuments);
      const { items } = await client.bulk({
        operations: chunk.flatMap((document) => [{ index: { _index } }, document]),
      });
      const refused = items.map(({ index }) => index!.error).filter((error) => error !== undefined);
      assert.deepEqual(refused, [], `${run.record.id}: ${kind}`);
      sent += items.length;
    }
  }
  return sent;
}
