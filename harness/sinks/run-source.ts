import { join } from "node:path";
import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import { BenchError } from "../model/error.ts";
import type { LoadRecord } from "../model/load.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { type Position, type StoredFile, startPosition, storedFiles } from "../store/stored-in.ts";
import type { OutgoingDocument } from "./bulk.ts";
import { documentContext } from "./documents/context.ts";
import { counterDocument } from "./documents/counter.ts";
import { loadDocument } from "./documents/load.ts";
import { PointDocuments } from "./documents/point.ts";
import { sampleDocument } from "./documents/sample.ts";
import { indexName, lineId } from "./indices.ts";
import { LineReader, type NumberedLine } from "./line-reader.ts";

/** What makes a document of a line, in the order of the lines. */
type Convert = (text: string) => object;

/** The lines of one file of a run as documents, from a position on. */
export interface LineSource extends AsyncDisposable {
  /** So many more. What is before a line that cannot be read comes first and alone; the next call throws `bad-input`. */
  take(count: number): AsyncGenerator<OutgoingDocument>;
  readonly position: Position;
  readonly bytes: number;
  readonly isAtEnd: boolean;
  /** Of containers.ndjson, when all that was taken is stored: saves reading it again. */
  readonly keptPoints: KeptPoints | null;
}

/** Makes documents of containers.ndjson, and has seen so many of its lines. */
export interface KeptPoints {
  points: PointDocuments;
  lines: number;
}

/**
 * Opens one file of a run folder from a position on; the record says what its phases and containers are. Each second's CPU is
 * what was used since the container's line before, so containers.ndjson is read from its first line, unless `kept` has seen
 * those before the position.
 */
export function openLines(
  folder: string,
  record: RunRecord,
  file: StoredFile,
  from: Position,
  kept: KeptPoints | null = null,
): LineSource {
  const name = storedFiles[file];
  const hasSeen = kept !== null && kept.lines === from.lines && from.boundary.lines === from.lines;
  const points = hasSeen ? kept.points : new PointDocuments(documentContext(record));
  const reader = new LineReader(join(folder, name), file === "containers" && !hasSeen ? startPosition : from);
  const convert = converter(file, record, points);
  const index = indexName(file, record.startedAt);
  let lines = from.lines;
  let failure: unknown = null;
  return {
    async *take(count) {
      if (failure !== null) throw failure;
      try {
        for await (const batch of reader.take(count))
          for (const { line, text } of batch) {
            const body = convertLine(convert, { line, text }, name);
            if (line < from.lines) continue;
            yield { index, id: lineId(record.id, file, line), body };
            lines = line + 1;
          }
      } catch (error) {
        failure = error;
      }
    },
    get position() {
      return { lines, boundary: failure === null ? reader.position.boundary : from.boundary };
    },
    get bytes() {
      return reader.bytes;
    },
    get isAtEnd() {
      return failure === null && reader.isAtEnd;
    },
    get keptPoints() {
      return failure === null ? { points, lines } : null;
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}

function converter(file: StoredFile, record: RunRecord, points: PointDocuments): Convert {
  const context = documentContext(record);
  if (file === "samples") return (text) => sampleDocument(context, JSON.parse(text) as Sample);
  if (file === "counters") return (text) => counterDocument(context, JSON.parse(text) as CounterLine);
  if (file === "loads") return (text) => loadDocument(context, JSON.parse(text) as LoadRecord);
  return (text) => points.document(JSON.parse(text) as ContainerPoint);
}

function convertLine(convert: Convert, { line, text }: NumberedLine, name: string): string {
  try {
    return JSON.stringify(convert(text));
  } catch (error) {
    throw new BenchError(`line ${line + 1} of ${name} cannot be read: ${(error as Error).message}`, {
      code: "bad-input",
      hints: ["was it changed after the run? the lines before it are stored"],
      cause: error,
    });
  }
}
