import { readGitScenario } from "../lab/git-scenario.ts";
import { withBases } from "../lab/git-scenario-pairs.ts";
import { resolveScenarioArguments, type ScenarioChoice } from "../lab/scenario-arguments.ts";
import { readScenario } from "../lab/scenario-file.ts";
import type { Scenario } from "../model/scenario.ts";
import { references } from "../model/summary.ts";
import { composeFolder } from "./folders.ts";

/** Files from git references are there until it is disposed, which must not be before the images are built. */
export interface ChosenScenarios extends AsyncDisposable {
  /** References first, then what was asked for. */
  scenarios: Scenario[];
  /** Names that were asked for by name. */
  explicit: string[];
}

/** The scenarios of a command line; without `only` the references join, for a number without them means nothing. */
export async function chooseScenarios(
  words: readonly string[],
  { only }: { only: boolean },
): Promise<ChosenScenarios> {
  const asked = await resolveScenarioArguments([...words], composeFolder);
  const all = words.some((word) => word.split(",").includes("all"));
  const missing = Object.values(references).filter(
    (name) => !only && !asked.some((scenario) => scenario.name === name),
  );
  const added = missing.map((name): ScenarioChoice => ({ name, file: `${composeFolder}/${name}.yaml` }));
  const ordered = [...added, ...asked].sort((one, other) => rank(one.name) - rank(other.name));
  await using stack = new AsyncDisposableStack();
  // one after the other: what is open when one is refused is closed with the stack
  const chosen = [];
  for (const choice of ordered) chosen.push({ choice, scenario: await read(choice, stack) });
  const scenarios = await withBases(chosen);
  const owner = stack.move();
  return {
    scenarios,
    explicit: all ? [] : asked.map(({ name }) => name),
    [Symbol.asyncDispose]: () => owner.disposeAsync(),
  };
}

async function read({ name, file, ref }: ScenarioChoice, stack: AsyncDisposableStack): Promise<Scenario> {
  if (ref === undefined) return readScenario(name, file);
  return stack.use(await readGitScenario({ name, file, ref })).scenario;
}

/** References stand first in every table; the order of the others is the user's (sort is stable). */
function rank(name: string): number {
  const index = Object.values<string>(references).indexOf(name);
  return index < 0 ? Object.keys(references).length : index;
}
