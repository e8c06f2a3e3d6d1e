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

/** An entry with all its fields, and where each of them stands. */
interface Entry<Fields> {
  fields: Fields;
  pathOf: (field: string) => (string | number)[];
}

/** Reads the text of a bench.yaml. Throws `bad-input` with everything that is wrong, each with line and column. */
export function parseCheckFile(text: string, file: string): CheckFile {
  const problems = new PlacedProblems(file);
  const yaml = parsePlacedYaml(text, problems);
  problems.throwIfAny();
  const document = checkShape(yaml!, file, problems);
  const leniency = lenient(strict, document);
  const reading = { yaml: yaml!, leniency, problems };
  const rules = entriesOf("thresholds", document.thresholds, (rule): ThresholdEntry => ({ rule }));
  const metrics = entriesOf("regressions", document.regressions, (metric): RegressionEntry => ({ metric }));
  const thresholds = rules.flatMap((entry) =>
    readEntry(reading, entry, "rule", (own) => parseRule(own.rule)),
  );
  const regressions = metrics.flatMap((entry) => readEntry(reading, entry, "metric", parseRegression));
  problems.throwIfAny();
  return { file, thresholds, regressions, leniency };
}

/** A text alone is an entry with one field. */
function entriesOf<Fields extends object>(
  section: string,
  entries: readonly (string | Fields)[] = [],
  complete: (text: string) => Fields,
): Entry<Fields>[] {
  return entries.map((entry, index) =>
    typeof entry === "string"
      ? { fields: complete(entry), pathOf: () => [section, index] }
      : { fields: entry, pathOf: (field) => [section, index, field] },
  );
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

function checkShape(yaml: PlacedYaml, file: string, problems: PlacedProblems): CheckDocument {
  const value = yaml.value ?? {}; // an empty file
  for (const { path, text, unknownKey } of checkDocumentFaults(value)) {
    const near = unknownKey && nearest(unknownKey.key, unknownKey.known);
    const known = unknownKey ? [`known keys are ${unknownKey.known.join(", ")}`] : [];
    const where = unknownKey || path.length === 0 ? "" : `${path.filter(isName).join(".")} `;
    const place = unknownKey ? yaml.placeOfKey(path) : yaml.placeOf(path);
    problems.add(place, `${where}${text}`, ...(near ? [`did you mean "${near}"?`] : known));
  }
  problems.throwIfAny();
  const document = value as CheckDocument;
  if ([document.thresholds, document.regressions].some((rules) => rules?.length)) return document;
  throw new BenchError(`${file}: no rule in it, so nothing could ever fail`, {
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
