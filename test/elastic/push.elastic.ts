import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectElastic } from "../../harness/sinks/connection.ts";
import { pushRun } from "../../harness/sinks/push.ts";
import { bench } from "../support/fake-io.ts";
import { clientOf } from "./client.ts";
import { type ElasticsearchServer, serverVersions } from "./servers.ts";
import { describeServer, storedCounts, watchBulk } from "./support.ts";
import { appendLines, changeLine, changeRun, copyRun, exampleLines, expectedCounts } from "./support-run.ts";

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** `bench push` with these words. */
function push({ url }: ElasticsearchServer, results: string, ...words: string[]) {
  return bench(["push", ...words, "--results", results, "--elasticsearch", url]);
}

/** Pushes and says how many documents were sent for it. */
async function sentBy(server: ElasticsearchServer, folder: string): Promise<number> {
  const elastic = await connectElastic(server.url, {});
  const sent = watchBulk(elastic.client);
  await pushRun(elastic, folder);
  return sent.documents;
}

for (const version of serverVersions) {
  describeServer(`bench push to Elasticsearch ${version}`, { version }, (onServer) => {
    onServer("finds no run on a server that has no index yet", async (server) => {
      const list = await bench(["list", "runs", "--elasticsearch", server.url]);
      assert.deepEqual([list.exitCode, list.stdout], [0, `no run in "${server.url}" yet\n`]);
      const report = await bench(["report", "--elasticsearch", server.url]);
      assert.equal(report.exitCode, 2);
      assert.match(
        report.stderr,
        /^bench: error: Elasticsearch at http:\S+ has no run with figures\nbench: hint: /,
      );
    });

    onServer(
      "stores every line and the summary, and changes no count the second time",
      async (server, results) => {
        const run = copyRun(results);
        const expected = expectedCounts(run);
        const total = sum(expected).toLocaleString("en-US");
        const first = await push(server, results);
        assert.deepEqual(
          [first.exitCode, first.stdout, first.stderr],
          [0, `${run.id}: ${total} created, 0 already there, 0 refused\n`, ""],
        );
        assert.deepEqual(await storedCounts(server, run.id), expected);
        const second = await push(server, results, run.id);
        assert.equal(second.stdout, `${run.id}: 0 created, ${total} already there, 0 refused\n`);
        assert.equal(await sentBy(server, run.path), 0);
        const again = await push(server, results, run.id, "--again");
        assert.equal(again.stdout, `${run.id}: 0 created, ${total} already there, 0 refused\n`);
        assert.deepEqual(await storedCounts(server, run.id), expected);
      },
    );

    onServer("lists the runs of the server, and renders one without its folder", async (server, results) => {
      const run = copyRun(results, { startedAt: "2026-11-30T00:00:00.000Z" });
      await push(server, results);
      const summary = readFileSync(join(run.path, "summary.json"), "utf8");
      rmSync(run.path, { recursive: true });
      await using client = clientOf(server);
      await client.indices.refresh({ index: "tunnelbench-*" });
      const list = await bench(["list", "runs", "--elasticsearch", server.url]);
      assert.match(list.stdout, /^run +grade +status +profile +host +scenarios\n/);
      assert.match(list.stdout, new RegExp(`^${run.id} +[ABC] +complete +quick .*stunnel`, "m"));
      for (const name of [[run.id], []]) {
        const report = await bench(["report", ...name, "--format", "json", "--elasticsearch", server.url]);
        assert.deepEqual([report.exitCode, report.stderr], [0, ""]);
        assert.deepEqual(JSON.parse(report.stdout), JSON.parse(summary)); // the newest is this one too
      }
      const markdown = await bench(["report", run.id, "--format", "markdown", "--elasticsearch", server.url]);
      assert.match(markdown.stdout, new RegExp(run.id));
      const unknown = await bench(["report", "20260101T000000Z-0000", "--elasticsearch", server.url]);
      assert.equal(unknown.exitCode, 2);
      assert.match(unknown.stderr, /has no run "20260101T000000Z-0000"\nbench: hint: "bench list runs/);
    });

    onServer("may be given twice at the same time: one waits for the other", async (server, results) => {
      const run = copyRun(results, { samples: 2_000, startedAt: "2029-02-01T00:00:00.000Z" });
      const both = await Promise.all([push(server, results), push(server, results)]);
      const waiting = "bench: a run or another push is under way on this machine; waiting for it to end\n";
      assert.deepEqual(both.map(({ stderr }) => stderr).toSorted(), ["", waiting]);
      for (const { exitCode } of both) assert.equal(exitCode, 0);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
    });

    onServer(
      "stores once what two machines push at the same time from one folder",
      async (server, results) => {
        const run = copyRun(results, { samples: 2_000, startedAt: "2029-03-01T00:00:00.000Z" });
        const elastic = await connectElastic(server.url, {});
        await Promise.all([pushRun(elastic, run.path), pushRun(elastic, run.path)]);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
        assert.equal(await sentBy(server, run.path), 0);
      },
    );

    onServer(
      "writes what the server refuses into rejected.ndjson with its reason, and stores the rest",
      async (server, results) => {
        const run = copyRun(results);
        const expected = expectedCounts(run);
        const [good] = exampleLines("samples.ndjson.gz").slice(7, 8);
        changeLine(run, "samples.ndjson.gz", 7, good!.replace(/"block":\d+/, '"block":"x"'));
        const rejected = join(run.path, "rejected.ndjson");
        for (const created of [sum(expected) - 1, 0]) {
          const { exitCode, stdout, stderr } = await push(server, results);
          assert.equal(exitCode, 3);
          assert.match(stdout, new RegExp(`: ${created.toLocaleString("en-US")} created, .* 1 refused\n$`));
          assert.match(stderr, /refused 1 documents?\nbench: hint: .*\/rejected\.ndjson has its reasons; /);
          assert.deepEqual(await storedCounts(server, run.id), { ...expected, samples: 299 });
          const [line, ...more] = readFileSync(rejected, "utf8").trimEnd().split("\n");
          assert.deepEqual(more, []);
          const { id, status, reason, type } = JSON.parse(line!);
          assert.deepEqual([id, status, type], [`${run.id}-samples-7`, 400, "document_parsing_exception"]);
          assert.match(reason, /failed to parse field \[bench\.block\] of type \[long\]/);
        }
        changeLine(run, "samples.ndjson.gz", 7, good!);
        const again = await push(server, results, "--again");
        assert.deepEqual([again.exitCode, again.stderr], [0, ""]);
        assert.ok(!existsSync(rejected));
        assert.deepEqual(await storedCounts(server, run.id), expected);
      },
    );

    if (version !== "9.2") return; // what follows depends on the files, not on the server

    onServer("sends after an interruption exactly what was not acknowledged", async (server, results) => {
      const run = copyRun(results);
      const expected = expectedCounts(run);
      const interruption = new AbortController();
      const elastic = await connectElastic(server.url, {}, interruption.signal);
      const pushing = pushRun(elastic, run.path, {
        signal: interruption.signal,
        progress: ({ documents }) => {
          if (documents > expected["samples"]!) interruption.abort(new Error("enough"));
        },
      });
      await assert.rejects(pushing, /enough/);
      assert.equal(await sentBy(server, run.path), sum(expected) - expected["samples"]!);
      assert.deepEqual(await storedCounts(server, run.id), expected);
    });

    onServer("sends of a run that went on only what it has more", async (server, results) => {
      const run = copyRun(results);
      await sentBy(server, run.path);
      appendLines(run, "samples.ndjson.gz", exampleLines("samples.ndjson.gz").slice(300, 500));
      appendLines(run, "containers.ndjson", exampleLines("containers.ndjson").slice(0, 3));
      assert.equal(await sentBy(server, run.path), 203);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
    });

    onServer("leaves out the last line that a crash cut off", async (server, results) => {
      const run = copyRun(results, { samples: 100 });
      const expected = expectedCounts(run);
      const samples = join(run.path, "samples.ndjson.gz");
      const whole = readFileSync(samples).length;
      appendLines(run, "samples.ndjson.gz", exampleLines("samples.ndjson.gz").slice(100, 200));
      truncateSync(samples, whole + Math.floor((readFileSync(samples).length - whole) / 2));
      appendFileSync(join(run.path, "counters.ndjson"), '{"phase":"i0-du');
      const { exitCode, stderr } = await push(server, results);
      assert.deepEqual([exitCode, stderr], [0, ""]);
      const counts = await storedCounts(server, run.id);
      assert.ok(
        counts["samples"]! > 100 && counts["samples"]! < 200,
        "what is whole of the cut member is there",
      );
      assert.deepEqual({ ...counts, samples: 100 }, expected);
      assert.equal(await sentBy(server, run.path), 0);
    });

    onServer(
      "stores what is before a damaged line, and goes on there when it is mended",
      async (server, results) => {
        const run = copyRun(results);
        const [good] = exampleLines("samples.ndjson.gz").slice(200, 201);
        changeLine(run, "samples.ndjson.gz", 200, good!.slice(0, 40));
        const { exitCode, stderr } = await push(server, results);
        assert.equal(exitCode, 2);
        assert.match(
          stderr,
          /^bench: error: line 201 of samples\.ndjson\.gz cannot be read: .*\nbench: hint: .*the lines before it are stored\n$/,
        );
        assert.equal((await storedCounts(server, run.id))["samples"], 200);
        changeLine(run, "samples.ndjson.gz", 200, good!);
        assert.equal(await sentBy(server, run.path), sum(expectedCounts(run)) - 200);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      },
    );

    onServer("refuses a folder of another version, but stores the others", async (server, results) => {
      const [other, damaged, fine] = [copyRun(results), copyRun(results), copyRun(results)];
      changeRun(other, (record) => ({ ...record, schema: "tunnelbench/run/9" as typeof record.schema }));
      writeFileSync(join(damaged.path, "run.json"), "{");
      const alone = await push(server, results, other.id);
      assert.equal(alone.exitCode, 2);
      assert.match(alone.stderr, /has schema "tunnelbench\/run\/9", but this version reads /);
      const all = await push(server, results, "--all");
      assert.equal(all.exitCode, 2);
      assert.match(all.stderr, new RegExp(`error: run "${other.path}" has schema`));
      assert.match(all.stderr, new RegExp(`error: cannot read "${damaged.path}/run.json"`));
      assert.match(all.stdout, new RegExp(`^${fine.id}: [\\d,]+ created, 0 already there, 0 refused\n$`));
      assert.deepEqual(await storedCounts(server, fine.id), expectedCounts(fine));
    });

    onServer(
      "stores the lines of a run whose summary is of another version, and says what to do",
      async (server, results) => {
        const run = copyRun(results);
        const expected = expectedCounts(run);
        const file = join(run.path, "summary.json");
        const summary = readFileSync(file, "utf8");
        writeFileSync(file, summary.replace("tunnelbench/summary/3", "tunnelbench/summary/1"));
        const { exitCode, stderr } = await push(server, results);
        assert.equal(exitCode, 2);
        assert.match(
          stderr,
          /summary of another version, "tunnelbench\/summary\/1"\nbench: hint: .*report RUN --again/,
        );
        assert.deepEqual(await storedCounts(server, run.id), { ...expected, summaries: 0 });
        writeFileSync(file, summary);
        assert.equal(await sentBy(server, run.path), expected["summaries"]);
        assert.deepEqual(await storedCounts(server, run.id), expected);
      },
    );

    onServer(
      "stores a run that ended before its summary, and the summary when there is one",
      async (server, results) => {
        const run = copyRun(results);
        const expected = expectedCounts(run);
        const file = join(run.path, "summary.json");
        const summary = readFileSync(file, "utf8");
        rmSync(file);
        const first = await push(server, results);
        assert.equal(first.exitCode, 0);
        assert.match(first.stdout, / 0 refused \(no summary yet: bench report draws it\)\n$/);
        assert.deepEqual(await storedCounts(server, run.id), { ...expected, summaries: 1 });
        writeFileSync(file, summary);
        await push(server, results);
        assert.deepEqual(await storedCounts(server, run.id), expected);
      },
    );

    onServer("sends everything again when somebody deleted an index", async (server, results) => {
      const run = copyRun(results);
      await push(server, results);
      await using client = clientOf(server);
      await client.indices.delete({ index: "tunnelbench-counters-2026.11" });
      assert.equal((await push(server, results)).exitCode, 0);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      await client.indices.delete({ index: "tunnelbench-summaries-2026.11" });
      assert.equal((await push(server, results)).exitCode, 0);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
    });
  });
}
