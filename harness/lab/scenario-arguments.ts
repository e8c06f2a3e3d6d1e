import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BenchError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import { scenarioName } from "./scenario-file.ts";

/** A scenario that was asked for: its name in this run and its file, not yet read. */
export interface ScenarioChoice {
  name: string;
  /** Absolute path. */
  file: string;
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
 * `other=name`, and lists of them with commas. Throws one `bad-input` error that names everything not understood.
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
    if (/[/\\]|\.ya?ml$/.test(what)) {
      return [choose(given ?? basename(what).replace(/\.ya?ml$/, ""), resolve(workingFolder, what))];
    }
    if (what.includes("@")) return [refuseReference(what)];
    if (known.includes(what)) return [choose(given ?? what, join(composeFolder, `${what}.yaml`))];
    return [refuseUnknown(what, known)];
  }
}

interface Refusal {
  text: string;
  hints: string[];
}

function choose(name: string, file: string): ScenarioChoice | Refusal {
  if (name === "all")
    return refuse('no scenario can be named "all"', "give it another name: other=./all.yaml");
  if (scenarioName.test(name)) return { name, file: resolve(file) };
  const text = `a scenario must be named with a-z, 0-9 and -, in at most 31 characters, but is "${name}"`;
  return refuse(text, `give it another name: other=${file}`);
}

function refuse(text: string, ...hints: string[]): Refusal {
  return { text, hints };
}

function refuseReference(what: string): Refusal {
  const [name] = what.split("@");
  const hint = `check it out beside this folder and name its file: ${name}-old=../other/compose/${name}.yaml`;
  return refuse(`a scenario from a git reference ("${what}") is not supported yet`, hint);
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
