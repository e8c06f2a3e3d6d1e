import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Calibration, calibrationSchema } from "../../harness/model/calibration.ts";
import { BenchError } from "../../harness/model/error.ts";
import {
  calibrationFolder,
  readNewestCalibration,
  writeCalibration,
} from "../../harness/store/calibrations.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const hostId = "0123456789ab";

function calibrationOf(id: string, at: string, passed = 50): Calibration {
  return {
    ...{ schema: calibrationSchema, id, hostId, at, seed: "seed", passed, of: 57, checks: [] },
    ...{ tool: { version: "0.1.0", commit: null, dirty: null }, warnings: [], isDisturbed: false },
  };
}

const older = calibrationOf("20261120T101500Z-aaaa", "2026-11-20T10:15:00.000Z", 51);
const newer = calibrationOf("20261121T101500Z-bbbb", "2026-11-21T10:15:00.000Z", 52);

describe("stored calibrations", () => {
  it("give the newest one before a run, with its age in days", async () => {
    using temporary = temporaryFolder();
    for (const one of [newer, older]) await writeCalibration(temporary.path, one);
    const read = (before: string) => readNewestCalibration(temporary.path, hostId, before);
    assert.deepEqual(await read("2026-11-22T22:15:00.000Z"), {
      ...{ id: newer.id, at: newer.at, passed: 52, of: 57, ageDays: 1.5 },
    });
    assert.equal((await read("2026-11-21T10:14:59.000Z"))?.id, older.id);
    assert.equal(await read("2026-11-19T00:00:00.000Z"), null);
  });

  it("are of one host alone", async () => {
    using temporary = temporaryFolder();
    await writeCalibration(temporary.path, newer);
    const read = (id: string | undefined) =>
      readNewestCalibration(temporary.path, id, "2026-12-01T00:00:00.000Z");
    assert.equal(await read("ffffffffffff"), null);
    assert.equal(await read(undefined), null);
    assert.equal(await read("../calibration/0123456789ab"), null);
  });

  it("of another schema, folders of runs and other files beside do not count", async () => {
    using temporary = temporaryFolder();
    await writeCalibration(temporary.path, older);
    const folder = calibrationFolder(temporary.path, hostId);
    writeFileSync(
      join(folder, `${newer.id}.json`),
      JSON.stringify({ ...newer, schema: "tunnelbench/calibration/9" }),
    );
    writeFileSync(join(folder, "notes.json"), "mine");
    const found = await readNewestCalibration(temporary.path, hostId, "2026-12-01T00:00:00.000Z");
    assert.equal(found?.id, older.id);
  });

  it("that are no JSON are told, with what to do", async () => {
    using temporary = temporaryFolder();
    await writeCalibration(temporary.path, older);
    writeFileSync(join(calibrationFolder(temporary.path, hostId), `${newer.id}.json`), "{");
    await assert.rejects(
      readNewestCalibration(temporary.path, hostId, "2026-12-01T00:00:00.000Z"),
      (error: unknown) =>
        error instanceof BenchError && error.code === "bad-input" && /no calibration/.test(error.message),
    );
  });
});
