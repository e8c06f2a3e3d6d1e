import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import type { ComparedRun } from "../../harness/reports/compare/comparison.ts";
import { summaryDocuments } from "../../harness/sinks/documents/summary.ts";
import { slower, summaryWithBase } from "../checks/summaries.ts";
import { comparedRun, laterRun, setRatio } from "../support/compared-runs.ts";
import { bench } from "../support/fake-io.ts";
import { storeRun } from "../support/stored-runs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const away = "http://127.0.0.1:1"; // port 1 of this machine: nobody listens

/** A server that has the documents of these runs, the newest last: it gives one by its id, else the newest run's. */
async function serverWith(runs: readonly ComparedRun[]): Promise<{ url: string } & AsyncDisposable> {
  const documents = runs.flatMap(({ record, summary }) => summaryDocuments(record, summary).slice(0, 1));
  const server = createServer(async (request, response) => {
    const { query } = JSON.parse((await text(request)) || "{}") as { query?: { ids?: { values: string[] } } };
    const wanted = query?.ids?.values ?? [documents.at(-1)!.id];
    const found = documents.filter(({ id }) => wanted.includes(id));
    const hits = found.map(({ document }) => ({ _source: document }));
    const isSearch = request.url!.includes("_search");
    response.writeHead(200, {
      "content-type": "application/vnd.elasticsearch+json;compatible-with=8",
      "x-elastic-product": "Elasticsearch",
    });
    response.end(JSON.stringify(isSearch ? { hits: { hits } } : { version: { number: "9.2.0" } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await close();
    },
  };
}

/** The limits in a file, for every call that a test makes. */
function rulesIn(folder: string, yaml: string): string {
  const file = join(folder, "rules.yaml");
  writeFileSync(file, yaml);
  return file;
}

describe("bench check --elasticsearch", () => {
  const [before, after] = [comparedRun(), laterRun()];
  setRatio(before, "stunnel", ["http", "p50"], 1.5);
  setRatio(after, "stunnel", ["http", "p50"], 1.8);
  const regression = "regressions:\n  - stunnel.http.latency.p50\n";

  it("says of runs there what it says of the same runs in folders", async () => {
    using folder = temporaryFolder();
    await using server = await serverWith([before, after]);
    for (const run of [before, after]) storeRun(folder.path, run);
    const config = rulesIn(folder.path, `thresholds:\n  - "*.http.errors == 0"\n${regression}`);
    const check = (...place: string[]) =>
      bench(["check", after.record.id, "--config", config, "--against", before.record.id, ...place]);
    const there = await check("--elasticsearch", server.url);
    assert.equal(there.exitCode, 6, there.stderr);
    assert.match(
      there.stdout,
      /^failed .*stunnel\.http\.latency\.p50: is .* against run 20261121T101500Z-f1c5/m,
    );
    assert.deepEqual(there, await check("--results", folder.path));
  });

  it("takes the newest run there where none is named, and names no folder to the steps behind it", async () => {
    using folder = temporaryFolder();
    await using server = await serverWith([before, { ...after, summary: summaryWithBase({ p50: slower }) }]);
    const output = join(folder.path, "output");
    const words = ["check", "--config", rulesIn(folder.path, regression), "--elasticsearch", server.url];
    const { exitCode, stdout } = await bench(words, { GITHUB_OUTPUT: output });
    assert.equal(exitCode, 6);
    assert.match(stdout, /^failed .* against stunnel@main/);
    assert.match(readFileSync(output, "utf8"), /^grade=[ABC]\nverdict=failed\n$/);
  });

  it("says that a run is not there", async () => {
    using folder = temporaryFolder();
    await using server = await serverWith([before]);
    const words = ["check", "20200101T000000Z-0000", "--config", rulesIn(folder.path, regression)];
    const { exitCode, stdout, stderr } = await bench([...words, "--elasticsearch", server.url]);
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /has no run "20200101T000000Z-0000"\nbench: hint: /);
  });

  it("cannot confirm without the folder", async () => {
    using folder = temporaryFolder();
    const words = ["check", "--confirm", "--config", rulesIn(folder.path, regression)];
    const { exitCode, stderr } = await bench([...words, "--elasticsearch", away]);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /^bench: error: --confirm needs the run's folder\nbench: hint: leave --confirm or --elast/,
    );
  });

  it("refuses an address with a password in it, and does not repeat it", async () => {
    using folder = temporaryFolder();
    const words = ["check", "--config", rulesIn(folder.path, regression)];
    const { exitCode, stderr } = await bench([
      ...words,
      "--elasticsearch",
      "http://me:secret-of-mine@127.0.0.1:1",
    ]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /must not carry a user or a password/);
    assert.doesNotMatch(stderr, /secret-of-mine/);
  });
});

for (const verb of [["check"], ["compare", "one", "two"]])
  describe(`bench ${verb[0]} --elasticsearch`, () => {
    it("warns before credentials cross a network unencrypted, and says how to reach a server that is away", async () => {
      using folder = temporaryFolder();
      const config = rulesIn(folder.path, "thresholds:\n  - native.errors == 0\n");
      const own = verb[0] === "check" ? [...verb, "--config", config] : verb;
      // no such host can be: RFC 6761 §6.4
      const words = [...own, "--elasticsearch", "http://elastic.invalid:9200"];
      const { exitCode, stderr } = await bench(words, { BENCH_ELASTICSEARCH_API_KEY: "secret-of-mine" });
      assert.equal(exitCode, 3);
      assert.match(
        stderr,
        /^bench: warning: the credentials for http:\/\/elastic\.invalid:9200 cross the network/,
      );
      assert.match(stderr, /bench: error: Elasticsearch at http:\/\/elastic\.invalid:9200 does not answer/);
      assert.doesNotMatch(stderr, /secret-of-mine/);
    });
  });
