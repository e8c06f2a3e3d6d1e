/** As it is sent: names with dots, no nesting but below `stored` fields, nothing absent, no number that JSON cannot hold. */
export type FlatDocument = Record<string, string | number | boolean | object>;

/** A document with the id under which pushing it twice stores it once. */
export interface IdentifiedDocument {
  id: string;
  document: FlatDocument;
}

/** Values by field, of which some may be missing: what is null, undefined, infinite or an empty list is left out. */
export function flatDocument(...parts: readonly Readonly<Record<string, unknown>>[]): FlatDocument {
  const document: FlatDocument = {};
  for (const part of parts)
    for (const name in part) {
      const value = part[name];
      if (isThere(value)) document[name] = value;
    }
  return document;
}

function isThere(value: unknown): value is FlatDocument[string] {
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined;
}
