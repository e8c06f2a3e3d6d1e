import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComparedRun } from "../../harness/reports/compare/comparison.ts";

/** Writes a run's record and, unless it has none, its summary; without samples. Returns the run's folder. */
export function storeRun(
  results: string,
  { record, summary }: { record: ComparedRun["record"]; summary: ComparedRun["summary"] | null },
): string {
  const folder = join(results, record.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "run.json"), JSON.stringify(record));
  if (summary !== null) writeFileSync(join(folder, "summary.json"), JSON.stringify(summary));
  return folder;
}
