import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Calibration, calibrationSchema } from "../model/calibration.ts";
import { explainDisk } from "../model/disk.ts";
import { BenchError } from "../model/error.ts";
import { isRunId } from "../model/run-id.ts";
import type { CalibrationReference } from "../model/summary.ts";
import { writeDocument } from "./run-folder.ts";

const dayMs = 24 * 3600 * 1_000;
/** As host-facts makes it; anything else in a stored record must not become part of a path. */
const hostIdForm = /^[0-9a-f]{12}$/;

/** Where a host's calibrations are: `<results>/calibration/<host-id>`, each with the folder of its run beside. */
export function calibrationFolder(resultsFolder: string, hostId: string): string {
  return join(resultsFolder, "calibration", hostId);
}

/** Writes `<run-id>.json`, whole or not at all; returns its path. Throws `environment` when the disk refuses. */
export async function writeCalibration(resultsFolder: string, calibration: Calibration): Promise<string> {
  const folder = calibrationFolder(resultsFolder, calibration.hostId);
  await explainDisk(folder, () => mkdir(folder, { recursive: true }));
  const name = `${calibration.id}.json`;
  await writeDocument(folder, name, `${JSON.stringify(calibration, null, 2)}\n`);
  return join(folder, name);
}

/**
 * The host's newest calibration that was made before a time (ISO 8601), or null where there is none. One of another schema
 * version does not count. Throws `bad-input` for a file that is no JSON.
 */
export async function readNewestCalibration(
  resultsFolder: string,
  hostId: string | undefined,
  before: string,
): Promise<CalibrationReference | null> {
  if (hostId === undefined || !hostIdForm.test(hostId)) return null;
  const folder = calibrationFolder(resultsFolder, hostId);
  const ids = (await listNames(folder)).flatMap((name) => {
    const id = name.endsWith(".json") ? name.slice(0, -".json".length) : "";
    return isRunId(id) ? [id] : [];
  });
  for (const id of ids.sort().reverse()) {
    const { schema, at, passed, of } = await readCalibration(join(folder, `${id}.json`));
    const ageDays = (Date.parse(before) - Date.parse(at)) / dayMs;
    if (schema === calibrationSchema && ageDays >= 0) return { id, at, passed, of, ageDays };
  }
  return null;
}

async function readCalibration(file: string): Promise<Calibration> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text) as Calibration;
  } catch (error) {
    throw new BenchError(`"${file}" is no calibration: ${(error as Error).message}`, {
      code: "bad-input",
      hints: ['remove it, then draw the run again: "bench report --again"'],
      cause: error,
    });
  }
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
