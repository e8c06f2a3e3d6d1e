import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
} from "yaml";
import { BenchError } from "../model/error.ts";
import type { Place, PlacedProblems } from "./placed-problems.ts";

/** A YAML text as plain values, and where each of them stands. */
export interface PlacedYaml {
  value: unknown;
  /** The place of what is at a path, or of the last thing before it that exists; `offset` characters into its text. */
  placeOf(path: Path, offset?: number): Place;
  /** The place of the key that the path ends with. */
  placeOfKey(path: Path): Place;
}

/** Keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[];

const maxFileBytes = 64 * 1024;
const top: Place = { line: 1, column: 1 };

/** Reads one YAML document without aliases. What keeps it from being read is added to the problems; then null. */
export function parsePlacedYaml(text: string, problems: PlacedProblems): PlacedYaml | null {
  if (Buffer.byteLength(text) > maxFileBytes) {
    problems.add(top, `the file must be at most ${maxFileBytes} bytes`);
    return null;
  }
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (document === null) problems.add(top, "the file is nested too deeply");
  else addFaults(document, lines, problems);
  if (document === null || !problems.isEmpty) return null;
  return {
    value: document.toJS(),
    placeOf: (path, offset = 0) => placeAt(findNode(document, path), lines, offset),
    placeOfKey: (path) => {
      const map = document.getIn(path.slice(0, -1), true);
      const pair = isMap(map) && map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
      return placeAt(pair && isNode(pair.key) ? pair.key : null, lines, 0);
    },
  };
}

function parse(text: string, lines: LineCounter): Document<ParsedNode> | null {
  try {
    const options = { schema: "core", merge: false, stringKeys: true, prettyErrors: false } as const;
    return parseDocument(text, { ...options, lineCounter: lines });
  } catch (error) {
    if (error instanceof RangeError) return null; // the stack ends: only nesting does that
    throw new BenchError(`the file cannot be read: ${(error as Error).message}`, {
      code: "bad-input",
      cause: error,
    });
  }
}

function addFaults(document: Document<ParsedNode>, lines: LineCounter, problems: PlacedProblems): void {
  let hasAlias = false;
  visit(document, {
    Alias(_, node) {
      hasAlias = true;
      const hint = `a rule that begins with a star must stand in quotes: "*${node.source} …"`;
      problems.add(placeAt(node as Node, lines, 0), `YAML takes "*${node.source}" for an alias`, hint);
    },
  });
  if (hasAlias) return; // the rest of that line is what the parser complains about then
  for (const { message, pos } of document.errors) {
    const { line, col } = lines.linePos(pos[0]);
    const hint = 'a rule that begins with one of > * & ! | % must stand in quotes, and so must one with ": "';
    problems.add(
      { line, column: col },
      `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
      hint,
    );
  }
}

/** A map's entry is where its value is, but where its key is if the value is a map or a list. */
function findNode(document: Document<ParsedNode>, path: Path): Node | null {
  let node: unknown = document.contents;
  let found: Node | null = isNode(node) ? node : null;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const next: unknown = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
    const place = pair && !isScalar(next) ? pair.key : next;
    if (!isNode(place)) break;
    [found, node] = [place, next];
  }
  return found;
}

/** The offset counts in the value; only in a plain or quoted text does it count in the file too. */
function placeAt(node: Node | null, lines: LineCounter, offset: number): Place {
  if (!node?.range) return top;
  const kind = isScalar(node) ? node.type : undefined;
  const isQuoted = kind === "QUOTE_DOUBLE" || kind === "QUOTE_SINGLE";
  const inside = isQuoted ? 1 + offset : kind === "PLAIN" ? offset : 0;
  const { line, col } = lines.linePos(node.range[0] + (isAlias(node) ? 0 : inside));
  return { line, column: col };
}
