import { chooseNames } from "../model/address.ts";
import { BenchError } from "../model/error.ts";
import type { ScenarioSummary, Summary } from "../model/summary.ts";

/** Scenarios that a rule is about, or why there is none. */
export type Chosen = { scenarios: ScenarioSummary[]; isPattern: boolean } | { missing: string };

/**
 * The scenarios of a run that a name or pattern stands for. A pattern leaves out what cannot run on this machine, and, unless it
 * has an @ itself, the bases of a comparison: they are the past, which no change of today can mend.
 */
export function chooseScenarios(pattern: string, { scenarios }: Summary): Chosen {
  const isPattern = pattern.includes("*");
  const bases = new Set(scenarios.map(({ base }) => base));
  const candidates = scenarios.filter(
    ({ name, status }) =>
      !isPattern || (status !== "unsupported" && (pattern.includes("@") || !bases.has(name))),
  );
  try {
    const names = chooseNames(
      [pattern],
      candidates.map(({ name }) => name),
    );
    return { scenarios: candidates.filter(({ name }) => names.includes(name)), isPattern };
  } catch (error) {
    // not in this run: a finding like any other, for the rules that can be judged shall be
    if (!(error instanceof BenchError && error.code === "bad-input")) throw error;
    return { missing: `${error.message} in this run; ${error.hints.join("; ")}` };
  }
}

/** Whether the scenario ran, but does not carry the metric's workload: a pattern does not ask for it then. */
export function lacksWorkload(scenario: ScenarioSummary, path: readonly string[]): boolean {
  const [group, workload] = path;
  if (group !== "workloads" || scenario.status !== "ok") return false;
  return scenario.workloads[workload as keyof ScenarioSummary["workloads"]] === null;
}
