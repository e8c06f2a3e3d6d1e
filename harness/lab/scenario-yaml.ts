import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { Path, Problems } from "./scenario-problems.ts";

export const maxFileBytes = 64 * 1024;

/**
 * Reads a YAML file that a stranger may have written, strictly: one document, a map with text keys, no anchors, aliases, merge keys,
 * tags or duplicate keys, nothing that Compose would fill in from the host. Problems are added, and null is returned
 * where nothing can be read.
 */
export function parseStrictYaml(text: string, problems: Problems): Record<string, unknown> | null {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxFileBytes) {
    problems.addAtLine(null, `the file must be at most ${maxFileBytes} bytes, but has ${bytes}`);
    return null;
  }
  try {
    return readDocument(text, problems);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack ends: only nesting does that
    problems.addAtLine(null, "the file is nested too deeply");
    return null;
  }
}

function readDocument(text: string, problems: Problems): Record<string, unknown> | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "core",
    merge: false,
    stringKeys: true,
    prettyErrors: false,
  });
  problems.lineOf = (path) => findLine(document, lines, path);
  const isReadable = addSyntaxErrors(document, lines, problems) && addRefusedNodes(document, lines, problems);
  if (!isReadable) return null;
  if (document.contents === null) problems.addAtLine(null, "the file is empty");
  else if (!isMap(document.contents))
    problems.addAtLine(1, "the file must be a map with the keys x-bench and services");
  else return document.toJS() as Record<string, unknown>;
  return null;
}

/** Whether the rest of the file can be looked at: a duplicate key is wrong, but does not hide other mistakes. */
function addSyntaxErrors(document: Document, lines: LineCounter, problems: Problems): boolean {
  for (const { code, message, pos } of document.errors) {
    const { line } = lines.linePos(pos[0]);
    if (code === "DUPLICATE_KEY") problems.addAtLine(line, "a key stands twice in the same map");
    else if (code === "MULTIPLE_DOCS")
      problems.addAtLine(line, "the file must hold one YAML document, but has more");
    else if (code === "RESOURCE_EXHAUSTION") problems.addAtLine(line, "the file is nested too deeply");
    else problems.addAtLine(line, `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);
  }
  return document.errors.every(({ code }) => code === "DUPLICATE_KEY");
}

/** Whether the document can be made into plain values: aliases can grow a few bytes into gigabytes. */
function addRefusedNodes(document: Document, lines: LineCounter, problems: Problems): boolean {
  let hasAlias = false;
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === "<<")
        problems.addAtLine(lineOf(key, lines), "merge keys (<<) are refused");
    },
    Node(_, node) {
      hasAlias ||= isAlias(node);
      const text = refusalOf(node as Node);
      if (text) problems.addAtLine(lineOf(node as Node, lines), ...text);
    },
  });
  return !hasAlias;
}

function refusalOf(node: Node): [text: string, hint?: string] | null {
  if (isAlias(node))
    return [`the alias *${node.source} is refused`, "write the values out: no anchors, no aliases"];
  if ("anchor" in node && node.anchor !== undefined) {
    return [`the anchor &${node.anchor} is refused`, "write the values out: no anchors, no aliases"];
  }
  if (node.tag !== undefined) return [`the tag "${node.tag}" is refused`];
  if (!isScalar(node) || typeof node.value !== "string" || !node.value.replaceAll("$$", "").includes("$"))
    return null;
  // Compose fills in $NAME and ${NAME} and takes $$ for a dollar: 12-interpolation.md of its specification.
  return [
    `${JSON.stringify(node.value.slice(0, 60))} takes a value from the host's environment`,
    "write the value itself; $$ stands for a dollar",
  ];
}

function findLine(document: Document, lines: LineCounter, path: Path): number | null {
  let node: unknown = document.contents;
  let found = isNode(node) ? node : null;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const next = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
    if (pair ? !isNode(pair.key) : !isNode(next)) break;
    found = (pair ? pair.key : next) as Node; // the key's line: a block value begins on the next one
    node = next;
  }
  return found && lineOf(found, lines);
}

function lineOf(node: Node, lines: LineCounter): number | null {
  return node.range ? lines.linePos(node.range[0]).line : null;
}
