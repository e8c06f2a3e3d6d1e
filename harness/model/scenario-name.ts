import { createHash } from "node:crypto";

/** A scenario's own name: begins the names of its containers and networks. */
export const plainName = /^[a-z0-9][a-z0-9-]{0,30}$/;
/** Branch, tag or commit: what git allows (git-check-ref-format(1)) less what a list, a table or a terminal would stumble over. */
const reference = /^[A-Za-z0-9][A-Za-z0-9._/+~^-]{0,99}$/;

/** Whether a git reference can be part of a scenario's name. */
export function isReference(text: string): boolean {
  return reference.test(text);
}

/** Whether a scenario can have the name: `native`, or `native@main` for one whose files come from a git reference. */
export function isScenarioName(name: string): boolean {
  const [own = "", ...references] = name.split("@");
  return plainName.test(own) && references.length < 2 && references.every(isReference);
}

const mostLetters = 31;
const hashLetters = 6;

/**
 * The scenario's name where only a-z, 0-9 and - are allowed: services, networks, volumes, files. A hash keeps those apart
 * that would become the same, and replaces the end of one that is too long.
 */
export function slugOf(name: string): string {
  if (!name.includes("@")) return name;
  const written = name.replace("@", "-at-");
  const safe = written.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  if (safe === written && safe.length <= mostLetters) return safe;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, hashLetters);
  return `${safe.slice(0, mostLetters - 1 - hashLetters).replace(/-+$/, "")}-${hash}`;
}
