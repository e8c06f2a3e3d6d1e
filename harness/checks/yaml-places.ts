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
  Scalar,
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
  /** Whether what is at a path was read as it stands: a mistake in it is one then, and not what another one left of it. */
  isWhole(path: Path): boolean;
}

/** Keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[];

const maxFileBytes = 64 * 1024;
const top: Place = { line: 1, column: 1 };

/** What can be said of a document that is not YAML all through. */
interface Damage {
  /** Offsets of aliases; what holds one is not what was meant. */
  aliases: number[];
  /** Offset from which on nothing is sure: the parser only guesses there. */
  end: number;
}

/**
 * Reads one YAML document without aliases. What is wrong with it is added to the problems, and the rest is still given, so that its
 * mistakes are told as well; null where there is none.
 */
export function parsePlacedYaml(text: string, problems: PlacedProblems): PlacedYaml | null {
  if (Buffer.byteLength(text) > maxFileBytes) {
    problems.add(top, `the file must be at most ${maxFileBytes} bytes`);
    return null;
  }
  const lines = new LineCounter();
  try {
    return readDocument(lines, text, problems);
  } catch (error) {
    if (!(error instanceof RangeError))
      throw new BenchError(`the file cannot be read: ${(error as Error).message}`, {
        code: "bad-input",
        cause: error,
      });
    problems.add(top, "the file is nested too deeply"); // the stack ends: only nesting does that
    return null;
  }
}

function readDocument(lines: LineCounter, text: string, problems: PlacedProblems): PlacedYaml {
  const document: Document<ParsedNode> = parseDocument(text, {
    ...{ schema: "core", merge: false, stringKeys: true, lineCounter: lines },
    ...{ prettyErrors: false, logLevel: "error" }, // what is wrong is told here, and no warning of the process beside it
  });
  const aliases = takeAliases(document, lines, problems);
  const damage = { aliases, end: addFaults(document, lines, aliases, problems) };
  dropRepeated(document);
  return {
    value: document.toJS(),
    placeOf: (path, offset = 0) => placeAt(findNode(document, path).place, lines, offset),
    placeOfKey: (path) => {
      const map = document.getIn(path.slice(0, -1), true);
      const pair = isMap(map) && map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
      return placeAt(pair && isNode(pair.key) ? pair.key : null, lines, 0);
    },
    isWhole: (path) => isUndamaged(findNode(document, path).value, damage),
  };
}

/** Tells every alias and puts nothing in its place; where they were. */
function takeAliases(document: Document<ParsedNode>, lines: LineCounter, problems: PlacedProblems): number[] {
  const found: number[] = [];
  visit(document, {
    Alias(_, node) {
      const hint = `a rule that begins with a star must stand in quotes: "*${node.source} …"`;
      problems.add(placeAt(node as Node, lines, 0), `YAML takes "*${node.source}" for an alias`, hint);
      found.push(node.range![0]);
      const nothing = new Scalar(null);
      nothing.range = node.range ?? null;
      return nothing;
    },
  });
  return found;
}

/** Tells what the parser complains about, but not of the rest of an alias's line; the offset of the first of it. */
function addFaults(
  document: Document<ParsedNode>,
  lines: LineCounter,
  aliases: readonly number[],
  problems: PlacedProblems,
): number {
  const told = new Set(aliases.map((offset) => lines.linePos(offset).line));
  const faults = document.errors.filter(({ pos }) => !told.has(lines.linePos(pos[0]).line));
  for (const { message, pos } of faults) {
    const { line, col } = lines.linePos(pos[0]);
    const hint = 'a rule that begins with one of > * & ! | % must stand in quotes, and so must one with ": "';
    const text = `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
    problems.add({ line, column: col }, text, hint);
  }
  return Math.min(Number.POSITIVE_INFINITY, ...faults.map(({ pos }) => pos[0]));
}

/** Of a key that is there twice, which the parser has told, the first stands, as it does where places are looked up. */
function dropRepeated(document: Document<ParsedNode>): void {
  visit(document, {
    Map(_, map) {
      const first = new Map(map.items.toReversed().map((pair) => [String(pair.key), pair]));
      map.items = map.items.filter((pair) => first.get(String(pair.key)) === pair);
    },
  });
}

function isUndamaged(node: Node | null, { aliases, end }: Damage): boolean {
  if (!node?.range) return end === Number.POSITIVE_INFINITY && aliases.length === 0;
  const [from, to] = node.range;
  return to < end && !aliases.some((offset) => from <= offset && offset <= to);
}

/** The last node on a path that exists, and what stands for it: its key where it is a map or a list. */
function findNode(document: Document<ParsedNode>, path: Path): { place: Node | null; value: Node | null } {
  let value: Node | null = isNode(document.contents) ? document.contents : null;
  let place = value;
  for (const step of path) {
    const pair = isMap(value)
      ? value.items.find(({ key }) => isScalar(key) && key.value === step)
      : undefined;
    const next: unknown = isSeq(value) && typeof step === "number" ? value.items[step] : pair?.value;
    const shown = pair && !isScalar(next) ? pair.key : next;
    if (!isNode(shown)) break;
    [place, value] = [shown, isNode(next) ? next : null];
  }
  return { place, value };
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
