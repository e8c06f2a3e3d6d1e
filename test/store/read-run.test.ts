import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { BenchError } from "../../harness/model/error.ts";
import { readEvidence } from "../../harness/store/read-evidence.ts";
import {
  listRuns,
  locateRun,
  readCounters,
  readRunRecord,
  readRunWithoutSamples,
  readSamples,
  readStoredRun,
  readSummary,
  readSummaryOfAnyVersion,
} from "../../harness/store/read-run.ts";
import { createRunFolder, writeDocument } from "../../harness/store/run-folder.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { run, samples, counters, evidence } = storedRun();
const [older, old, young] = [
  "20251121T235959Z-ffff",
  "20261121T101500Z-0000",
  "20261121T101500Z-a3f9",
] as const;

/** Matches a refusal of the user's input. */
function badInput(message: RegExp, hint?: RegExp) {
  return (error: BenchError): true => {
    assert.equal(error.exitCode, 2, String(error));
    assert.match(error.message, message);
    if (hint) assert.match(error.hints.join("\n"), hint);
    return true;
  };
}

describe("a stored run", () => {
  it("is read as it was written", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, young);
    await folder.writeRun(run);
    await folder.appendSamples(samples.slice(0, 100));
    await folder.appendSamples(samples.slice(100));
    await folder.appendCounters(counters);
    for (const verdict of evidence) await folder.writeEvidence(verdict, Buffer.alloc(24));
    assert.deepEqual(await readRunRecord(folder.path), run);
    assert.deepEqual([...(await readSamples(folder.path))], samples);
    assert.deepEqual(await readCounters(folder.path), counters);
    const byScenario = (one: { scenario: string }, other: { scenario: string }) =>
      one.scenario.localeCompare(other.scenario);
    const { verdicts, unreadable } = await readEvidence(folder.path);
    assert.deepEqual(verdicts.sort(byScenario), evidence.toSorted(byScenario));
    assert.deepEqual(unreadable, {});
  });

  it("that ended before it measured has no sample, no counter, no verdict and no summary", async () => {
    using temporary = temporaryFolder();
    const { path } = await createRunFolder(temporary.path, young);
    assert.deepEqual([...(await readSamples(path))], []);
    assert.deepEqual(await readCounters(path), []);
    assert.deepEqual(await readEvidence(path), { verdicts: [], unreadable: {} });
    assert.equal(await readSummary(path), null);
  });
});

describe("readSamples", () => {
  it("gives the whole lines of a file that a crash cut off anywhere, and every phase before that", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, young);
    const file = join(folder.path, "samples.ndjson.gz");
    await folder.appendSamples(samples.slice(0, 5));
    const firstPhase = readFileSync(file).length;
    await folder.appendSamples(samples.slice(5, 40));
    const whole = readFileSync(file);
    const counts = new Set<number>();
    for (let length = whole.length; length >= 0; length--) {
      truncateSync(file, length);
      const read = [...(await readSamples(folder.path))];
      assert.deepEqual(read, samples.slice(0, read.length), `${length} bytes`);
      assert.ok(length < firstPhase || read.length >= 5, `${length} bytes: ${read.length} samples`);
      counts.add(read.length);
    }
    assert.ok([...counts].some((count) => count > 5 && count < 40)); // part of a cut phase is read
  });
});

describe("readCounters", () => {
  it("leaves out a last line that a crash cut off", async () => {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, young);
    await folder.appendCounters(counters.slice(0, 3));
    appendFileSync(join(folder.path, "counters.ndjson"), JSON.stringify(counters[3]).slice(0, 40));
    assert.deepEqual(await readCounters(folder.path), counters.slice(0, 3));
  });
});

describe("what a run folder has lost", () => {
  /** The fixture's run, stored, then changed. */
  async function damaged(change: (folder: string) => void) {
    using temporary = temporaryFolder();
    const folder = await createRunFolder(temporary.path, young);
    await folder.writeRun(run);
    await folder.appendSamples(samples.slice(0, 100));
    await folder.appendCounters(counters.slice(0, 3));
    for (const verdict of evidence) await folder.writeEvidence(verdict, Buffer.alloc(24));
    change(folder.path);
    return await readStoredRun(folder.path); // before the folder goes
  }
  const cut = (name: string, bytes: number) => (folder: string) => {
    const file = join(folder, name);
    truncateSync(file, readFileSync(file).length - bytes);
  };

  it("is nothing where all files end whole, or are not there", async () => {
    const { damage } = await damaged(() => undefined);
    assert.deepEqual(damage, { cutFiles: [], evidence: {} });
  });

  it("is told file by file where one ends within a line or a gzip member", async () => {
    for (const [name, bytes] of [
      ["samples.ndjson.gz", 1],
      ["samples.ndjson.gz", 40],
      ["counters.ndjson", 1],
    ] as const)
      assert.deepEqual((await damaged(cut(name, bytes))).damage.cutFiles, [name]);
    const both = (folder: string) => {
      cut("samples.ndjson.gz", 5)(folder);
      for (const name of ["loads", "containers"]) writeFileSync(join(folder, `${name}.ndjson`), "{}\n{");
    };
    assert.deepEqual((await damaged(both)).damage.cutFiles, [
      "samples.ndjson.gz",
      "containers.ndjson",
      "loads.ndjson",
    ]);
  });

  it("is one verdict where one is gone, cut, or no verdict, and the others are read", async () => {
    const name = evidence[0]!.scenario;
    for (const [change, reason] of [
      [(file: string) => rmSync(file), /ENOENT/],
      [(file: string) => truncateSync(file, 100), /JSON/],
      [(file: string) => writeFileSync(file, "null"), /it is no object/],
      [(file: string) => writeFileSync(file, "{}"), /it has no "scenario"/],
    ] as const) {
      const read = await damaged((folder) => change(join(folder, "evidence", name, "verdict.json")));
      assert.equal(read.evidence.length, evidence.length - 1);
      assert.deepEqual(Object.keys(read.damage.evidence), [name]);
      assert.match(read.damage.evidence[name]!, reason);
      assert.match(read.damage.evidence[name]!, /^cannot read "evidence\/[^/]*\/verdict\.json": /);
      assert.doesNotMatch(read.damage.evidence[name]!, /"\/|'\//, "no path of this machine");
    }
  });

  it("is the user's and not a bug of bench where a file is damaged before its end", async () => {
    for (const name of ["counters", "loads", "containers"])
      for (const line of ["\0".repeat(200), "null", '"text"']) {
        const write = (folder: string) => writeFileSync(join(folder, `${name}.ndjson`), `{}\n${line}\n{}\n`);
        await assert.rejects(
          damaged(write),
          badInput(new RegExp(`^cannot read line 2 of ".*${name}\\.ndjson": `), /changed after the run/),
        );
      }
  });
});

describe("readRunRecord", () => {
  it("refuses what is JSON and no record", async () => {
    using temporary = temporaryFolder();
    for (const [text, message] of [
      ["null", /run\.json": it is no object$/],
      ["[]", /run\.json": it is no object$/],
      ["{}", /run\.json": it has no "schema"$/],
      [JSON.stringify({ schema: run.schema }), /run\.json": it has no "id"$/],
    ] as const) {
      writeFileSync(join(temporary.path, "run.json"), text);
      await assert.rejects(readRunRecord(temporary.path), badInput(message));
      await assert.rejects(readRunWithoutSamples(temporary.path), badInput(message));
    }
  });

  it("refuses a record of another schema", async () => {
    using temporary = temporaryFolder();
    writeFileSync(join(temporary.path, "run.json"), JSON.stringify({ ...run, schema: "tunnelbench/run/3" }));
    await assert.rejects(
      readRunRecord(temporary.path),
      badInput(
        /has schema "tunnelbench\/run\/3", but this version reads "tunnelbench\/run\/1" and "tunnelbench\/run\/2"/,
        /version that wrote it/,
      ),
    );
  });

  it("refuses a folder without a record, and half a record", async () => {
    using temporary = temporaryFolder();
    const refused = badInput(/^cannot read ".*run\.json": /, /is it the folder of a run\?/);
    await assert.rejects(readRunRecord(temporary.path), refused);
    writeFileSync(join(temporary.path, "run.json"), JSON.stringify(run).slice(0, 1000));
    await assert.rejects(readRunRecord(temporary.path), refused);
  });
});

describe("readSummary", () => {
  it("reads what was written into the folder of the run", async () => {
    using temporary = temporaryFolder();
    await writeDocument(temporary.path, "summary.json", '{"schema": "tunnelbench/summary/1"}\n');
    assert.deepEqual(await readSummary(temporary.path), { schema: "tunnelbench/summary/1" });
  });

  it("refuses what is JSON and no summary, of an older version where its figures are to be shown", async () => {
    using temporary = temporaryFolder();
    for (const [text, message] of [
      ["null", /summary\.json": it is no object$/],
      ["{}", /summary\.json": it has no "schema"$/],
      ['{"schema": "tunnelbench/summary/3"}', /summary\.json": it has no "run"$/],
    ] as const) {
      await writeDocument(temporary.path, "summary.json", text);
      await assert.rejects(readSummary(temporary.path), badInput(message));
    }
    await writeDocument(temporary.path, "summary.json", '{"schema": "tunnelbench/summary/2"}');
    await assert.rejects(readSummaryOfAnyVersion(temporary.path), badInput(/it has no "grade"$/));
  });
});

describe("listRuns", () => {
  it("gives the runs in the order of their time, and nothing else that lies there", async () => {
    using temporary = temporaryFolder();
    for (const name of [young, older, old, "lab-12ab", "example", "notes"])
      mkdirSync(join(temporary.path, name));
    assert.deepEqual(await listRuns(temporary.path), [older, old, young]);
  });

  it("gives none where there is no folder yet", async () => {
    using temporary = temporaryFolder();
    assert.deepEqual(await listRuns(join(temporary.path, "none")), []);
  });
});

describe("locateRun", () => {
  it("finds a run by its id or path, the example, and without a name the newest", async () => {
    using temporary = temporaryFolder();
    for (const name of [young, older]) mkdirSync(join(temporary.path, name));
    assert.equal(await locateRun(temporary.path, older), join(temporary.path, older));
    assert.equal(await locateRun(temporary.path, undefined), join(temporary.path, young));
    assert.equal(await locateRun(temporary.path, "./elsewhere/run"), "./elsewhere/run");
    assert.equal(await locateRun(temporary.path, "example"), join(temporary.path, "example"));
  });

  it("refuses an id that is not there, and says where it looked", async () => {
    using temporary = temporaryFolder();
    mkdirSync(join(temporary.path, young));
    await assert.rejects(
      locateRun(temporary.path, older),
      badInput(/^no run "20251121T235959Z-ffff" in ".*"$/, /"bench list runs" shows/),
    );
  });

  it("says how to start one where there is none", async () => {
    using temporary = temporaryFolder();
    await assert.rejects(
      locateRun(temporary.path, undefined),
      badInput(/^no run in ".*" yet$/, /"bench run"/),
    );
  });
});
