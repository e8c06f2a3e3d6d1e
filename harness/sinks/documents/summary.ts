import type { RunRecord } from "../../model/run-record.ts";
import { workloadNames } from "../../model/scenario.ts";
import type { Summary } from "../../model/summary.ts";
import { runDocumentId } from "../indices.ts";
import { flatDocument, type IdentifiedDocument } from "./document.ts";
import { runValues, wholeRunValues } from "./run-values.ts";
import { scenarioValues, workloadValues } from "./workload-values.ts";

/**
 * One document for the run, which keeps summary.json and run.json whole, and one for every scenario and workload. A run
 * that ended before it had a summary has the first one alone.
 */
export function summaryDocuments(record: RunRecord, summary: Summary | null): IdentifiedDocument[] {
  const common = runValues(record, summary);
  const run = {
    id: runDocumentId(record.id),
    document: flatDocument(common, { "bench.kind": "run" }, wholeRunValues(record, summary)),
  };
  if (summary === null) return [run];
  const workloads = summary.scenarios.flatMap((scenario) =>
    workloadNames.map((workload) => ({
      id: `${runDocumentId(record.id)}-${scenario.name}-${workload}`,
      document: flatDocument(
        common,
        { "bench.kind": "workload" },
        scenarioValues(scenario),
        workloadValues(scenario, workload, summary.study),
      ),
    })),
  );
  return [run, ...workloads];
}
