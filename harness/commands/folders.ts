import { join } from "node:path";
import type { Io } from "../model/io.ts";
import { projectFolder } from "../model/tool.ts";

/** Scenario files of this checkout. */
export const composeFolder = join(projectFolder, "compose");
/** Image folders of the endpoints. */
export const servicesFolder = join(projectFolder, "services");

/** Where runs are stored unless the user says otherwise: BENCH_RESULTS, else `results/` of the checkout. */
export function defaultResultsFolder(io: Io): string {
  return io.env["BENCH_RESULTS"] ?? join(projectFolder, "results");
}
