import { readdir } from "node:fs/promises";
import { runFiles } from "./run-folder.ts";

/** Whether a run can be analysed again: a history may keep records and summaries alone. */
export async function hasSamples(folder: string): Promise<boolean> {
  return (await readdir(folder)).includes(runFiles.samples);
}
