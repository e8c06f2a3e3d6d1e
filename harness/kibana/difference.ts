import type { SavedObject } from "./our-objects.ts";

/**
 * Paths at which a stored object does not say what ours says; empty: all of ours is in it. What Kibana adds (defaults
 * of a migration, counts of how often a field was used) is no difference; a panel more or less is one. Attributes that
 * hold JSON as text are compared by what the text means. References are compared by name, in any order.
 */
export function differences(ours: SavedObject, stored: SavedObject): string[] {
  return [
    ...missingIn(ours.attributes, stored.attributes, "attributes"),
    ...missingIn(byName(ours), byName(stored), "references"),
  ];
}

function byName({ references }: SavedObject): Record<string, string> {
  return Object.fromEntries(references.map(({ name, type, id }) => [name, `${type}:${id}`]));
}

function missingIn(ours: unknown, stored: unknown, path: string): string[] {
  const [mine, theirs] = [meaning(ours), meaning(stored)];
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    if (mine.length !== theirs.length) return [path];
    return mine.flatMap((value, index) => missingIn(value, theirs[index], `${path}[${index}]`));
  }
  if (isObject(mine) && isObject(theirs))
    return Object.entries(mine).flatMap(([key, value]) => missingIn(value, theirs[key], `${path}.${key}`));
  return mine === theirs ? [] : [path];
}

/** Kibana keeps parts of its objects as JSON in a string, and orders the keys as it likes. */
function meaning(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // a text that only looks like JSON
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
