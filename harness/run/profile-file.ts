import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "yaml";
import { BenchError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import type { Profile } from "../model/plan.ts";
import { profileErrors } from "../model/schema/validate.ts";
import { profiles } from "./profiles.ts";

/** A profile by name, or of a file: a path or a name that ends like YAML. Throws `bad-input`. */
export async function chooseProfile(word: string): Promise<Profile> {
  if (/[/\\]|\.ya?ml$/.test(word)) return readProfileFile(word);
  if (Object.hasOwn(profiles, word)) return profiles[word]!;
  const near = nearest(word, Object.keys(profiles));
  const known = `profiles: ${Object.keys(profiles).join(", ")}; or a file: ./mine.yaml`;
  throw new BenchError(`unknown profile "${word}"`, {
    code: "bad-input",
    hints: [near ? `did you mean "${near}"?` : known],
  });
}

/**
 * A profile of one's own: `extends: <name>` and what is different, in the words of run.json's `plan.profile`; `null`
 * leaves a part out. Throws `bad-input` with the file's name and every fault.
 */
async function readProfileFile(file: string): Promise<Profile> {
  const document = parseDocument(await readText(file), file);
  const { extends: parent = "quick", ...own } = document;
  if (typeof parent !== "string" || !Object.hasOwn(profiles, parent)) {
    const hints = [`"extends" takes one of ${Object.keys(profiles).join(", ")}`];
    const shown = printable(typeof parent === "string" ? parent : JSON.stringify(parent));
    throw new BenchError(`${file}: unknown profile "${shown}" to extend`, { code: "bad-input", hints });
  }
  const profile = { ...mergeParts(profiles[parent]!, own), name: basename(file).replace(/\.ya?ml$/, "") };
  const errors = profileErrors(profile);
  if (errors.length === 0) return profile as Profile;
  const hints = ['docs/method.md, "Profiles", lists every field with its unit'];
  throw new BenchError(errors.map((error) => `${file}: ${error}`).join("\n"), { code: "bad-input", hints });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const hints = ["is the path right?"];
    const isFolder = (error as NodeJS.ErrnoException).code === "EISDIR";
    const why = isFolder ? "it is a folder" : (error as Error).message;
    const message = `cannot read the profile "${file}": ${why}`;
    throw new BenchError(message, { code: "bad-input", hints, cause: error });
  }
}

function parseDocument(text: string, file: string): Record<string, unknown> {
  try {
    const document: unknown = parse(text);
    if (document !== null && typeof document === "object" && !Array.isArray(document))
      return document as Record<string, unknown>;
  } catch (error) {
    // its further lines quote the file
    const [what] = (error as Error).message.split("\n");
    throw new BenchError(`${file}: ${printable(what!)}`, {
      code: "bad-input",
      hints: ["it must be YAML"],
      cause: error,
    });
  }
  const hints = ['it must hold fields, such as "extends: quick"'];
  throw new BenchError(`${file} is no profile`, { code: "bad-input", hints });
}

/** What a file holds must not reach the terminal as a command to it. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?").slice(0, 200);
}

/** One level deep: `duet: {seconds: 20}` keeps the parent's rate. */
function mergeParts(base: Profile, own: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const before = merged[key];
    const both = isPart(before) && isPart(value);
    merged[key] = both ? { ...before, ...value } : value;
  }
  return merged;
}

function isPart(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
