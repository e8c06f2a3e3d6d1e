import { rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../harness/model/tool.ts";
import { connectElastic, type Elastic } from "../../harness/sinks/connection.ts";
import { prepareIndices } from "../../harness/sinks/install.ts";
import { readRunRecord } from "../../harness/store/read-run.ts";
import { tryStart } from "../elastic/servers.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { benchLiveSink } from "./live-sink.ts";
import { type MeasuredProcess, measureProcess } from "./measured-process.ts";
import { median } from "./median.ts";
import { postBodies, readyMadeBodies } from "./post-bodies.ts";
import { print } from "./print.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

const rounds = 5;

/** What storing in Elasticsearch costs, on a real server. */
export async function benchElastic(): Promise<void> {
  await using server = await tryStart({ version: "9.2", heapMebibytes: 1_024 });
  if (server.skipped !== null) return console.log(`skipped: ${server.skipped}`);
  using temporary = temporaryFolder();
  const elastic = await connectElastic(server.url, {});
  await benchRate(elastic, temporary.path);
  await benchMillion(elastic, temporary.path);
  await benchLiveSink(elastic, temporary.path);
}

/** Push and bare posting in turn, each into new indices, so that a change of the machine's mood is in both. */
async function benchRate(elastic: Elastic, results: string): Promise<void> {
  const { path } = await writeSyntheticRun(results, "20261121T101500Z-0002", 200_000);
  const { bodies, documents } = await readyMadeBodies(path);
  const { startedAt } = await readRunRecord(path);
  const rates: { push: number; post: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    await startAnew(elastic, path);
    const pushed = await pushOnce(elastic.url, path);
    await startAnew(elastic, path);
    await prepareIndices(elastic, startedAt);
    rates.push({
      push: documents / pushed.seconds,
      post: documents / (await postBodies(elastic.url, bodies)),
    });
  }
  const perSecond = (value: number) => `${Math.round(value).toLocaleString("en")}/s`;
  print("push, documents", perSecond(median(rates.map(({ push }) => push))), "-");
  print("  the same bodies posted ready-made", perSecond(median(rates.map(({ post }) => post))), "-");
  const ratios = rates.map(({ push, post }) => push / post);
  print("  ratio, median of the rounds", median(ratios).toFixed(2), ">= 0.7");
  print(
    "  ratio, least and most",
    `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`,
    "-",
  );
}

async function benchMillion(elastic: Elastic, results: string): Promise<void> {
  const { path, samples } = await writeSyntheticRun(results, "20261121T101500Z-0003", 1_000_000);
  await startAnew(elastic, path);
  const { seconds, peakMb } = await pushOnce(elastic.url, path);
  print(`push of ${samples.toLocaleString("en")} samples`, `${seconds.toFixed(1)} s`, "-");
  print("  memory, peak of the process", `${peakMb.toFixed(0)} MB`, "<= 150 MB");
  await startAnew(elastic, path);
}

async function startAnew({ client }: Elastic, folder: string): Promise<void> {
  rmSync(join(folder, "elasticsearch.json"), { force: true });
  for (const { index } of await client.cat.indices({ index: "tunnelbench-*", format: "json" }))
    await client.indices.delete({ index: index! });
}

/** As a user would: the whole process, from its start. */
function pushOnce(url: string, folder: string): Promise<MeasuredProcess> {
  return measureProcess(join(projectFolder, "bench"), ["push", folder, "--elasticsearch", url]);
}
