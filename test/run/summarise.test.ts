import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { summariseRun } from "../../harness/run/summarise.ts";
import { createRunFolder } from "../../harness/store/run-folder.ts";
import { studyRun } from "../analysis/study-run.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What `summariseRun` says of a run after it was stored, a thousand samples a gzip member. */
async function summariseStored({ run, samples, counters, evidence }: StoredRun): Promise<unknown> {
  using temporary = temporaryFolder();
  const folder = await createRunFolder(temporary.path, run.id);
  await folder.writeRun(run);
  await folder.appendCounters([...counters]);
  for (const verdict of evidence) await folder.writeEvidence(verdict, Buffer.alloc(24));
  const all = [...samples];
  for (let at = 0; at < all.length; at += 1_000) await folder.appendSamples(all.slice(at, at + 1_000));
  return jsonOf(await summariseRun(folder.path));
}

describe("summariseRun", () => {
  for (const [kind, stored] of [
    ["duets and slots", storedRun(undefined, 2)],
    [
      "the study's protocol, whose samples are kept",
      studyRun({ scenarios: ["baseline", "stunnel"], oneWayUs: () => 2000 }),
    ],
  ] as const) {
    it(`gives of ${kind}, sample by sample, what the samples give together`, async () => {
      assert.deepEqual(await summariseStored(stored), jsonOf(analyse({ ...stored, calibration: null })));
    });
  }

  it("says of a folder that lost samples, counters or loads that it did, and is no worse than the data that is there", async () => {
    const example = join(projectFolder, "results/example");
    for (const [name, keptShare, grade] of [
      ["samples.ndjson.gz", 0, "C"],
      ["samples.ndjson.gz", 0.2, "C"],
      ["samples.ndjson.gz", 0.99, "B"],
      ["counters.ndjson", 0, "C"],
      ["counters.ndjson", 0.99, "B"],
    ] as const) {
      using temporary = temporaryFolder();
      const folder = join(temporary.path, "example");
      cpSync(example, folder, { recursive: true });
      truncateSync(join(folder, name), Math.floor(readFileSync(join(example, name)).length * keptShare));
      const found = (await summariseRun(folder)).grade;
      assert.equal(found.value, grade, `${name} ${keptShare}: ${found.reasons.join("; ")}`);
      const what = name.split(".")[0]!;
      assert.match(
        found.reasons.join("\n"),
        new RegExp(`data missing of .*: ${what} of `),
        `${name} ${keptShare}`,
      );
    }
  });

  it("writes the summary that the example has, and both reports", async () => {
    using temporary = temporaryFolder();
    const example = join(projectFolder, "results/example");
    const folder = join(temporary.path, "example");
    cpSync(example, folder, { recursive: true });
    const written = ["summary.json", "report.md", "report.html"];
    for (const name of written) rmSync(join(folder, name));
    const summary = jsonOf(await summariseRun(folder));
    const read = (parent: string) => readFileSync(join(parent, "summary.json"), "utf8");
    assert.deepEqual(summary, JSON.parse(read(example)));
    assert.equal(read(folder), `${JSON.stringify(summary, null, 2)}\n`);
    for (const name of written) assert.ok(readFileSync(join(folder, name)).length > 1_000, name);
  });
});
