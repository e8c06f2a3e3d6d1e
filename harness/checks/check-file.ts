import { BenchError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import {
  type Answer,
  type CheckDocument,
  checkDocumentFaults,
  type Leniency,
  type RegressionEntry,
  type ThresholdEntry,
} from "../model/schema/validate-check.ts";
import { EntryFault } from "./entry-fault.ts";
import { type Place, PlacedProblems } from "./placed-problems.ts";
import { parseRegression, type RegressionRule } from "./regression-rule.ts";
import { parseRule, type Rule } from "./rule-text.ts";
import { type PlacedYaml, parsePlacedYaml } from "./yaml-places.ts";

export type FullLeniency = Record<keyof Leniency, Answer>;

/** A rule, where it stands, and what it says to what cannot be decided. */
export interface Placed<Kind> {
  rule: Kind;
  place: Place;
  leniency: FullLeniency;
}

/** bench.yaml, read and checked. */
export interface CheckFile {
  /** As messages name it. */
  file: string;
  thresholds: Placed<Rule>[];
  regressions: Placed<RegressionRule>[];
  leniency: FullLeniency;
}

/** Nothing is green that was not decided, unless the file says so. */
const strict: FullLeniency = { undecided: "fail", missing: "fail" };

/** What reading an entry needs of the whole. */
interface Reading {
  yaml: PlacedYaml;
  leniency: FullLeniency;
  problems: PlacedProblems;
}

/** An entry with those of its fields that are texts, and where each of them stands. */
interface Entry<Fields> {
  fields: Fields;
  pathOf: (field: string) => (string | number)[];
}

/** Reads the text of a bench.yaml. Throws `bad-input` with everything that is wrong, each with line and column. */
export function parseCheckFile(text: string, file: string): CheckFile {
  const problems = new PlacedProblems(file);
  const yaml = parsePlacedYaml(text, problems);
  if (yaml === null) return problems.throwAll();
  addShapeFaults(yaml, problems);
  const leniency = lenient(strict, (yaml.value ?? {}) as CheckDocument);
  const reading = { yaml, leniency, problems };
  const thresholds = entriesOf<ThresholdEntry>(yaml, "thresholds", "rule").flatMap((entry) =>
    readEntry(reading, entry, "rule", (own) => parseRule(own.rule)),
  );
  const regressions = entriesOf<RegressionEntry>(yaml, "regressions", "metric").flatMap((entry) =>
    readEntry(reading, entry, "metric", parseRegression),
  );
  if (!problems.isEmpty) return problems.throwAll();
  if (thresholds.length + regressions.length === 0) throw noRule(file);
  return { file, thresholds, regressions, leniency };
}

/** What keeps the file from having its schema's shape, but not where something else was told already. */
function addShapeFaults(yaml: PlacedYaml, problems: PlacedProblems): void {
  const value = yaml.value ?? {}; // an empty file
  for (const { path, text, unknownKey } of checkDocumentFaults(value)) {
    if (!yaml.isWhole(path)) continue;
    const near = unknownKey && nearest(unknownKey.key, unknownKey.known);
    const known = unknownKey ? [`known keys are ${unknownKey.known.join(", ")}`] : [];
    const where = unknownKey || path.length === 0 ? "" : `${path.filter(isName).join(".")} `;
    const place = unknownKey ? yaml.placeOfKey(path) : yaml.placeOf(path);
    problems.add(place, `${where}${text}`, ...(near ? [`did you mean "${near}"?`] : known));
  }
}

/** Entries that can be read, whatever else is wrong with the file: a text alone is an entry with one field. */
function entriesOf<Fields>(yaml: PlacedYaml, section: keyof CheckDocument, main: string): Entry<Fields>[] {
  const entries: unknown = (yaml.value as Record<keyof CheckDocument, unknown> | null)?.[section];
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown, index): Entry<Fields>[] => {
    const isText = typeof entry === "string";
    const fields = isText ? { [main]: entry } : textsOf(entry);
    if (!(main in fields && yaml.isWhole([section, index]))) return [];
    const pathOf = (field: string) => (isText ? [section, index] : [section, index, field]);
    return [{ fields: fields as Fields, pathOf }]; // what is not a text, the shape's faults have told
  });
}

function textsOf(entry: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(entry ?? {}).filter(([, value]) => typeof value === "string"));
}

function readEntry<Fields extends Leniency, Kind>(
  { yaml, leniency, problems }: Reading,
  { fields, pathOf }: Entry<Fields>,
  main: string,
  parse: (fields: Fields) => Kind,
): Placed<Kind>[] {
  const placeOf = ({ field, offset }: EntryFault) => yaml.placeOf(pathOf(field), offset);
  const rule = attempt(problems, () => parse(fields), placeOf);
  if (rule === null) return [];
  return [{ rule, place: yaml.placeOf(pathOf(main)), leniency: lenient(leniency, fields) }];
}

function noRule(file: string): BenchError {
  return new BenchError(`${file}: no rule in it, so nothing could ever fail`, {
    code: "bad-input",
    hints: ['write some below "thresholds:" or "regressions:"; docs/check.md has examples'],
  });
}

function isName(step: string | number): boolean {
  return typeof step === "string";
}

/** Reads one entry; what is wrong with it is noted where it stands. Null then. */
function attempt<Kind>(
  problems: PlacedProblems,
  read: () => Kind,
  placeOf: (fault: EntryFault) => Place,
): Kind | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EntryFault)) throw error;
    problems.add(placeOf(error), error.message, ...error.hints);
    return null;
  }
}

function lenient(base: FullLeniency, { undecided, missing }: Leniency): FullLeniency {
  return { undecided: undecided ?? base.undecided, missing: missing ?? base.missing };
}
