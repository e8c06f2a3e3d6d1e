import assert from "node:assert/strict";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { BenchError } from "../../harness/model/error.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Summary } from "../../harness/model/summary.ts";
import {
  appendRejections,
  hashDocuments,
  nothingStored,
  type Rejection,
  readStored,
  removeRejections,
  type Stored,
  writeStored,
} from "../../harness/store/stored-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function somethingStored(lines: number): Stored {
  const nothing = nothingStored();
  const samples = { lines, boundary: { bytes: 10 * lines, lines } };
  return { ...nothing, files: { ...nothing.files, samples }, documentsSha256: "ab", rejected: 1 };
}

function rejection(cluster: string, id: string): Rejection {
  const index = "tunnelbench-samples-2026.11";
  return { cluster, index, id, status: 400, type: "document_parsing_exception", reason: "why" };
}

describe("elasticsearch.json", () => {
  it("keeps what each cluster has apart, and nothing of one that it does not know", async () => {
    using temporary = temporaryFolder();
    await writeStored(temporary.path, "one", somethingStored(3));
    await writeStored(temporary.path, "other", somethingStored(4));
    await writeStored(temporary.path, "one", somethingStored(5));
    assert.deepEqual(await readStored(temporary.path, "one"), somethingStored(5));
    assert.deepEqual(await readStored(temporary.path, "other"), somethingStored(4));
    assert.deepEqual(await readStored(temporary.path, "third"), nothingStored());
  });

  it("is written whole or not at all by several at the same time", async () => {
    using temporary = temporaryFolder();
    const writes = Array.from({ length: 20 }, (_, lines) =>
      writeStored(temporary.path, "one", somethingStored(lines)),
    );
    await Promise.all(writes);
    const { files } = await readStored(temporary.path, "one");
    assert.ok(files.samples.lines < 20);
    assert.deepEqual(readdirSync(temporary.path), ["elasticsearch.json"]);
  });

  for (const [what, text] of [
    ["cut off", '{"schema": "tunnelbench/stored/1", "clu'],
    ["of another version", '{"schema": "tunnelbench/stored/2", "clusters": {}}'],
    ["no object", "null"],
  ] as const) {
    it(`is refused with exit 2 and a remedy where it is ${what}`, async () => {
      using temporary = temporaryFolder();
      writeFileSync(join(temporary.path, "elasticsearch.json"), text);
      await assert.rejects(readStored(temporary.path, "one"), (error: BenchError) => {
        assert.equal(error.exitCode, 2);
        assert.match(error.message, /elasticsearch\.json" is not what this version writes$/);
        assert.match(error.hints[0] ?? "", /^remove it, then push the run again/);
        return true;
      });
      assert.equal(readFileSync(join(temporary.path, "elasticsearch.json"), "utf8"), text);
    });
  }
});

describe("rejected.ndjson", () => {
  it("gets a line a refused document, and is not made for none", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "rejected.ndjson");
    await appendRejections(temporary.path, []);
    assert.ok(!existsSync(file));
    await appendRejections(temporary.path, [rejection("one", "1"), rejection("one", "2")]);
    await appendRejections(temporary.path, [rejection("one", "3")]);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [rejection("one", "1"), rejection("one", "2"), rejection("one", "3")],
    );
  });

  it("loses one cluster's lines when that one takes everything again, keeps the others', and goes with the last", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "rejected.ndjson");
    await removeRejections(temporary.path, "one"); // nothing there yet
    await appendRejections(temporary.path, [
      rejection("one", "1"),
      rejection("on", "2"),
      rejection("one", "3"),
    ]);
    await removeRejections(temporary.path, "one");
    assert.equal(readFileSync(file, "utf8"), `${JSON.stringify(rejection("on", "2"))}\n`);
    await removeRejections(temporary.path, "on");
    assert.ok(!existsSync(file));
  });

  it("may end in half a line", async () => {
    using temporary = temporaryFolder();
    await appendRejections(temporary.path, [rejection("one", "1")]);
    appendFileSync(join(temporary.path, "rejected.ndjson"), '{"cluster":"one","ind');
    await removeRejections(temporary.path, "one");
    assert.deepEqual(readdirSync(temporary.path), []);
  });
});

describe("hashDocuments", () => {
  it("changes with the record, with the summary, and when the latter comes", () => {
    const record = (status: string) => ({ status }) as unknown as RunRecord;
    const summary = (schema: string) => ({ schema }) as unknown as Summary;
    const hashes = [
      hashDocuments(record("running"), null),
      hashDocuments(record("complete"), null),
      hashDocuments(record("complete"), summary("one")),
      hashDocuments(record("complete"), summary("other")),
    ];
    assert.equal(new Set(hashes).size, 4);
    assert.equal(hashDocuments(record("complete"), summary("other")), hashes.at(-1));
  });
});
