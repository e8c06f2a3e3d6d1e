import { dotted, type Path, type Problems, shown } from "./scenario-problems.ts";

/** Checks of single values; each adds a problem and returns null where the value is not of the form. */

/** A map with text keys. */
export function asMap(value: unknown, path: Path, problems: Problems): Record<string, unknown> | null {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse("a map", value, path, problems);
}

/** A list, not empty. */
export function asList(value: unknown, path: Path, problems: Problems): unknown[] | null {
  if (Array.isArray(value) && value.length > 0) return value;
  return refuse("a list with at least one item", value, path, problems);
}

/** Text, not empty, in one line without control characters. */
export function asText(value: unknown, path: Path, problems: Problems): string | null {
  const text = typeof value === "string" ? value.trim() : ""; // a folded block ends with a line break
  if (text !== "" && !/\p{Cc}/u.test(text)) return text;
  return refuse("text in one line", value, path, problems);
}

export function asBoolean(value: unknown, path: Path, problems: Problems): boolean | null {
  return typeof value === "boolean" ? value : refuse("true or false", value, path, problems);
}

/** One of a few words. */
export function asOneOf<const Word extends string>(
  value: unknown,
  words: readonly Word[],
  path: Path,
  problems: Problems,
): Word | null {
  const word = words.find((candidate) => candidate === value);
  return word ?? refuse(`one of ${words.join(", ")}`, value, path, problems);
}

/** A list of some of a few words, none twice. */
export function asListOf<const Word extends string>(
  value: unknown,
  words: readonly Word[],
  path: Path,
  problems: Problems,
): Word[] {
  const list = asList(value, path, problems) ?? [];
  const known = list.map((item, index) => asOneOf(item, words, [...path, index], problems));
  if (new Set(list).size !== list.length) problems.add(path, `"${dotted(path)}" names one twice`);
  return known.filter((word) => word !== null);
}

/** Text in the form of a pattern; `form` says in words what that is. */
export function asPattern(value: unknown, pattern: RegExp, form: string, path: Path, problems: Problems) {
  if (typeof value === "string" && pattern.test(value)) return value;
  return refuse<string>(form, value, path, problems);
}

/** A list of texts; a shell script of several lines is fine here. */
export function asTexts(value: unknown, path: Path, problems: Problems): string[] {
  const list = asList(value, path, problems) ?? [];
  const texts = list.map((item, index) =>
    typeof item === "string" ? item : refuse<string>("text (in quotes)", item, [...path, index], problems),
  );
  return texts.filter((text) => text !== null);
}

/**
 * Variables with their values, as a map or as a list of NAME=value. A name without a value is what Compose fills in
 * from the host, so it is refused.
 */
export function asLiterals(value: unknown, path: Path, problems: Problems): Record<string, string> {
  const isList = Array.isArray(value);
  const pairs = isList ? value.map(splitPair) : Object.entries(asMap(value, path, problems) ?? {});
  const literals = pairs.map(([name, item], index) => {
    const at = [...path, isList ? index : name];
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) problems.add(at, `${shown(name)} is not a variable's name`);
    else if (item === null || item === undefined) addFromHost(name, at, problems);
    else if (typeof item !== "string" && !Number.isSafeInteger(item))
      refuse("text (in quotes)", item, at, problems);
    return [name, String(item)] as const;
  });
  if (new Set(literals.map(([name]) => name)).size !== literals.length) {
    problems.add(path, `"${dotted(path)}" sets one name twice`);
  }
  return Object.fromEntries(literals);
}

function splitPair(item: unknown): [name: string, value: unknown] {
  if (typeof item !== "string") return [String(item), item];
  const equals = item.indexOf("=");
  return equals < 0 ? [item, null] : [item.slice(0, equals), item.slice(equals + 1)];
}

function addFromHost(name: string, path: Path, problems: Problems): void {
  problems.add(
    path,
    `"${name}" has no value and would be taken from the host's environment`,
    `write ${name}: "…"`,
  );
}

function refuse<Wanted>(form: string, value: unknown, path: Path, problems: Problems): Wanted | null {
  problems.add(path, `"${dotted(path)}" must be ${form}, but is ${shown(value)}`);
  return null;
}
