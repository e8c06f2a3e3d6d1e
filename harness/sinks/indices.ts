import type { DocumentKind } from "./fields/field.ts";

/** `tunnelbench-samples-2026.11`: the month, UTC, in which the run started, as `2026-11-21T…` says it. */
export function indexName(kind: DocumentKind, startedAt: string): string {
  return `tunnelbench-${kind}-${startedAt.slice(0, 7).replace("-", ".")}`;
}

/** All months. */
export function indexPattern(kind: DocumentKind): string {
  return `tunnelbench-${kind}-*`;
}

/** Id of a line of a file: the same whenever and wherever it is pushed. */
export function lineId(runId: string, kind: DocumentKind, line: number): string {
  return `${runId}-${kind}-${line}`;
}

/** Id of the document that keeps a run's whole summary. */
export function runDocumentId(runId: string): string {
  return `${runId}-summary`;
}
