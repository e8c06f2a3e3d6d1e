import { resolveScenarioArguments } from "../lab/scenario-arguments.ts";
import { readScenario } from "../lab/scenario-file.ts";
import type { Scenario } from "../model/scenario.ts";
import { references } from "../model/summary.ts";
import { composeFolder } from "./folders.ts";

export interface ScenarioChoice {
  /** References first, then what was asked for. */
  scenarios: Scenario[];
  /** Names that were asked for by name. */
  explicit: string[];
}

/** The scenarios of a command line; without `only` the references join, for a number without them means nothing. */
export async function chooseScenarios(
  words: readonly string[],
  { only }: { only: boolean },
): Promise<ScenarioChoice> {
  const asked = await resolveScenarioArguments([...words], composeFolder);
  const all = words.some((word) => word.split(",").includes("all"));
  const missing = Object.values(references).filter(
    (name) => !only && !asked.some((scenario) => scenario.name === name),
  );
  const added = missing.map((name) => ({ name, file: `${composeFolder}/${name}.yaml` }));
  const ordered = [...added, ...asked].sort((one, other) => rank(one.name) - rank(other.name));
  const scenarios = await Promise.all(ordered.map(({ name, file }) => readScenario(name, file)));
  return { scenarios, explicit: all ? [] : asked.map(({ name }) => name) };
}

/** References stand first in every table; the order of the others is the user's (sort is stable). */
function rank(name: string): number {
  const index = Object.values<string>(references).indexOf(name);
  return index < 0 ? Object.keys(references).length : index;
}
