import type { ContainerPoint, CounterLine } from "../../harness/model/counters.ts";
import type { LoadRecord } from "../../harness/model/load.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { documentContext } from "../../harness/sinks/documents/context.ts";
import { counterDocument } from "../../harness/sinks/documents/counter.ts";
import type { FlatDocument } from "../../harness/sinks/documents/document.ts";
import { loadDocument } from "../../harness/sinks/documents/load.ts";
import { PointDocuments } from "../../harness/sinks/documents/point.ts";
import { sampleDocument } from "../../harness/sinks/documents/sample.ts";
import { summaryDocuments } from "../../harness/sinks/documents/summary.ts";
import type { DocumentKind } from "../../harness/sinks/fields/field.ts";

export interface RunParts {
  record: RunRecord;
  summary: Summary | null;
  samples: readonly Sample[];
  counters: readonly CounterLine[];
  points: readonly ContainerPoint[];
  loads: readonly LoadRecord[];
}

/** All documents of a run. */
export function documentsOf(run: RunParts): Record<DocumentKind, FlatDocument[]> {
  const context = documentContext(run.record);
  const points = new PointDocuments(context);
  return {
    samples: run.samples.map((sample) => sampleDocument(context, sample)),
    counters: run.counters.map((line) => counterDocument(context, line)),
    containers: run.points.map((point) => points.document(point)),
    loads: run.loads.map((load) => loadDocument(context, load)),
    summaries: summaryDocuments(run.record, run.summary).map(({ document }) => document),
  };
}
