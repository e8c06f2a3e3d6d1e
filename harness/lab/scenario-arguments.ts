import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BenchError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import { isReference, plainName } from "../model/scenario-name.ts";

/** A scenario that was asked for: its name in this run and its file, not yet read. */
export interface ScenarioChoice {
  name: string;
  /** Absolute path in the working tree. */
  file: string;
  /** The git reference that the file is to be taken from, instead of the working tree. */
  ref?: string;
}

/** Names of the scenarios that come with the project: the compose files that have a block `x-bench`, sorted. */
export async function findScenarios(composeFolder: string): Promise<string[]> {
  const files = (await readdir(composeFolder)).filter((file) => file.endsWith(".yaml")).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(composeFolder, file), "utf8")));
  // Not parsed: a scenario with a mistake must be found too, so that its mistake is told.
  return files
    .filter((_, index) => /^["']?x-bench["']?\s*:/m.test(texts[index]!))
    .map((file) => basename(file, ".yaml"));
}

/**
 * Understands the arguments of `--scenario`: `all`, `name`, `./path.yaml` (named after the file), `other=./path.yaml`,
 * `other=name`, each but the first also from a git reference, `name@main`, and lists of them with commas. Throws one
 * `bad-input` error that names everything not understood.
 */
export async function resolveScenarioArguments(
  args: readonly string[],
  composeFolder: string,
  workingFolder = process.cwd(),
): Promise<ScenarioChoice[]> {
  const known = await findScenarios(composeFolder);
  const items = args.flatMap((arg) => arg.split(",")).map((item) => item.trim());
  const results = items.flatMap((item) =>
    item === "all"
      ? known.map((name) => choose(name, join(composeFolder, `${name}.yaml`)))
      : resolveItem(item),
  );
  const choices = results.filter((result) => "name" in result);
  const refusals = [...results.filter((result) => "text" in result), ...findDuplicates(choices)];
  if (refusals.length > 0) {
    throw new BenchError([...new Set(refusals.map(({ text }) => text))].join("\n"), {
      code: "bad-input",
      hints: [...new Set(refusals.flatMap(({ hints }) => hints))],
    });
  }
  return choices;

  function resolveItem(item: string): (ScenarioChoice | Refusal)[] {
    const [, given, what = ""] = /^(?:([^=/]*)=)?(.*)$/s.exec(item) ?? [];
    if (what === "" || given === "")
      return [refuse(`the scenario "${item}" has no name`, "write --scenario all")];
    const { place, ref } = splitReference(what);
    const isFile = /[/\\]|\.ya?ml$/.test(place);
    if (!isFile && !known.includes(place)) return [refuseUnknown(place, known)];
    const file = isFile ? resolve(workingFolder, place) : join(composeFolder, `${place}.yaml`);
    const own = given ?? (isFile ? basename(place).replace(/\.ya?ml$/, "") : place);
    const choice = choose(own, file);
    if (ref === undefined || "text" in choice) return [choice];
    return [{ ...choice, name: given ?? `${own}@${shortRef(ref)}`, ref }, ...refuseReference(ref)];
  }
}

interface Refusal {
  text: string;
  hints: string[];
}

/** `name@ref` or `file.yaml@ref`; any other @ is part of a path. */
function splitReference(what: string): { place: string; ref?: string } {
  const [, place, ref] = (!/\.ya?ml$/.test(what) && /^([^@/\\]+|.+?\.ya?ml)@(.+)$/s.exec(what)) || [];
  return place === undefined || ref === undefined ? { place: what } : { place, ref };
}

/** A whole hash makes a name that no table has room for; ten digits tell it apart as well. */
function shortRef(ref: string): string {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref) ? ref.slice(0, 10) : ref;
}

function choose(name: string, file: string): ScenarioChoice | Refusal {
  if (name === "all")
    return refuse('no scenario can be named "all"', "give it another name: other=./all.yaml");
  if (plainName.test(name)) return { name, file: resolve(file) };
  const text = `a scenario must be named with a-z, 0-9 and -, in at most 31 characters, but is "${name}"`;
  return refuse(text, `give it another name: other=${file}`);
}

function refuse(text: string, ...hints: string[]): Refusal {
  return { text, hints };
}

function refuseReference(ref: string): Refusal[] {
  if (isReference(ref)) return [];
  const text = `"${ref}" cannot be taken as a git reference here`;
  return [refuse(text, "name its commit instead, as in native@1a2b3c4")];
}

function refuseUnknown(name: string, known: readonly string[]): Refusal {
  const near = nearest(name, known);
  const hints = [`scenarios are ${known.join(", ")}; or name a file like ./mine.yaml`];
  return refuse(
    `unknown scenario "${name}"`,
    ...(near === null ? [] : [`did you mean "${near}"?`]),
    ...hints,
  );
}

function findDuplicates(choices: readonly ScenarioChoice[]): Refusal[] {
  const names = choices.map(({ name }) => name);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => refuse(`the scenario "${name}" is named twice`, `give one another name: ${name}-2=…`));
}
