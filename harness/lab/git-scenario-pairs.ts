import type { Scenario } from "../model/scenario.ts";
import { readHeadSource } from "./git-scenario.ts";
import type { ScenarioChoice } from "./scenario-arguments.ts";

/** A scenario beside the choice that it was read for. */
export interface ChosenScenario {
  choice: ScenarioChoice;
  scenario: Scenario;
}

/**
 * Gives every scenario of the working tree its base: the first one that was named of the same file from a git
 * reference. Both are then in one duet, so that their difference does not contain the machine's.
 */
export function withBases(chosen: readonly ChosenScenario[]): Promise<Scenario[]> {
  return Promise.all(
    chosen.map(async ({ choice: { file, ref }, scenario }) => {
      if (ref !== undefined) return scenario;
      const base = chosen.find((other) => other.choice.ref !== undefined && other.choice.file === file);
      if (base === undefined) return scenario;
      const source = await readHeadSource(scenario.name, file);
      return { ...scenario, source, base: base.scenario.name };
    }),
  );
}
