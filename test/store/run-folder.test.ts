import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { BenchError } from "../../harness/model/error.ts";
import { createRunFolder, writeDocument } from "../../harness/store/run-folder.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { run, samples, counters, evidence } = storedRun();
const id = "20261121T101500Z-a3f9";

/** Names of all files below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe("createRunFolder", () => {
  it("makes the folder of the run, and those above it", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(join(temporary.path, "not/yet"), id);
    assert.equal(folder.path, join(temporary.path, "not/yet", id));
    assert.deepEqual(readdirSync(folder.path), []);
  });

  for (const [what, results, runId] of [
    ["the results folder is a file", "file", id],
    ["a folder above it is a file", "file/results", id],
    ["the run's own folder is a file", ".", "file"],
  ] as const) {
    it(`refuses with exit 3 and a hint when ${what}`, async () => {
      using temporary = temporaryFolder();
      writeFileSync(join(temporary.path, "file"), "mine");
      await assert.rejects(createRunFolder(join(temporary.path, results), runId), (error: unknown) => {
        assert.ok(error instanceof BenchError, String(error));
        assert.equal(error.exitCode, 3);
        assert.match(error.message, /^cannot write to ".*\/file/);
        assert.match(
          error.hints[0] ?? "",
          /^part of that path is a file: name another folder with --results$/,
        );
        return true;
      });
      assert.equal(readFileSync(join(temporary.path, "file"), "utf8"), "mine");
    });
  }
});

describe("a run folder", () => {
  it("holds each phase's samples as one gzip member, so that the file is whole after each call", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, id);
    const file = join(folder.path, "samples.ndjson.gz");
    const ends: number[] = [];
    for (const part of [samples.slice(0, 3), [], samples.slice(3, 5)]) {
      await folder.appendSamples(part);
      ends.push(readFileSync(file).length);
    }
    const [first, afterNothing, second] = ends;
    assert.equal(afterNothing, first); // a phase without samples is no member
    const linesOf = (from: number, to?: number) =>
      gunzipSync(readFileSync(file).subarray(from, to)).toString().trimEnd().split("\n");
    assert.equal(linesOf(0, first).length, 3);
    assert.equal(linesOf(first!, second).length, 2);
    assert.deepEqual(
      linesOf(0).map((line) => JSON.parse(line)),
      samples.slice(0, 5),
    );
  });

  it("holds counters and container points as one line each, appended", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, id);
    await folder.appendCounters(counters.slice(0, 2));
    await folder.appendCounters(counters.slice(2, 3));
    await folder.appendLines("containers.ndjson", []);
    const text = readFileSync(join(folder.path, "counters.ndjson"), "utf8");
    assert.deepEqual(
      text,
      counters
        .slice(0, 3)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
    assert.deepEqual(readdirSync(folder.path), ["counters.ndjson"]);
  });

  it("holds the last record that was written, whole", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, id);
    await folder.writeRun({ ...run, status: "running" });
    await folder.writeRun(run);
    assert.deepEqual(JSON.parse(readFileSync(join(folder.path, "run.json"), "utf8")), run);
  });

  it("holds evidence and logs below the names of scenario and container", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, id);
    const verdict = evidence[0]!;
    await folder.writeEvidence(verdict, Buffer.from([0xd4, 0xc3]));
    await folder.writeLog("stunnel-client", "a line\n");
    const read = (name: string) => readFileSync(join(folder.path, name));
    assert.deepEqual(JSON.parse(read(`evidence/${verdict.scenario}/verdict.json`).toString()), verdict);
    assert.deepEqual([...read(`evidence/${verdict.scenario}/wire.pcap`)], [0xd4, 0xc3]);
    assert.equal(read("logs/stunnel-client.log").toString(), "a line\n");
  });

  it("leaves no part of a document beside it", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, id);
    await folder.writeRun(run);
    await folder.writeText("compose.yaml", "name: bench\n");
    await folder.writeEvidence(evidence[0]!, Buffer.alloc(1));
    await writeDocument(folder.path, "report.md", "# report\n");
    const names = filesIn(folder.path);
    assert.deepEqual(names.sort(), ["compose.yaml", "report.md", "run.json", "verdict.json", "wire.pcap"]);
  });

  it("keeps the old document whole when the new one cannot be written", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, id);
    await folder.writeRun(run);
    mkdirSync(join(folder.path, "run.json.part")); // stands in the way of writing beside
    await assert.rejects(folder.writeRun({ ...run, status: "failed" }));
    assert.deepEqual(JSON.parse(readFileSync(join(folder.path, "run.json"), "utf8")), run);
  });
});
