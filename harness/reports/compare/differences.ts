import type { ComparedRun, Consequence, RunDifference } from "./comparison.ts";
import { conditionsOf, conflicts, notKnown, settingsOf } from "./conditions.ts";
import { endpointImages, identityOf } from "./identity.ts";

interface Fact {
  what: string;
  consequence: Consequence;
  of: (run: ComparedRun) => string;
}

/** All that the runs differ in, what forbids a comparison first. */
export function findDifferences(runs: readonly ComparedRun[]): RunDifference[] {
  const facts = [...conditionFacts(runs), ...profileFacts(runs), ...circumstances, ...subjectFacts(runs)];
  return facts.flatMap(({ what, consequence, of }) => {
    const values = runs.map(of);
    const isKnown = consequence !== "forbids" || !values.includes(notKnown);
    return isKnown && new Set(values).size > 1 ? [{ what, values, consequence }] : [];
  });
}

/** Why two runs may not be compared; none: they may. */
export function obstaclesBetween(first: ComparedRun, second: ComparedRun): string[] {
  const [before, after] = [conditionsOf(first.record), conditionsOf(second.record)];
  return conflicts(before, after).map((name) => `${name}: ${before[name]} → ${after[name]}`);
}

function conditionFacts([first]: readonly ComparedRun[]): Fact[] {
  return Object.keys(first === undefined ? {} : conditionsOf(first.record)).map((what) => ({
    ...{ what, consequence: "forbids" },
    of: ({ record }) => conditionsOf(record)[what] ?? notKnown,
  }));
}

/** Settings that are no condition: how often and how long. */
function profileFacts(runs: readonly ComparedRun[]): Fact[] {
  const paths = new Set(runs.flatMap(({ record }) => [...settingsOf(record.plan.profile).keys()]));
  const decisive = new Set(runs.flatMap(({ record }) => Object.keys(conditionsOf(record))));
  return [...paths]
    .filter((path) => !decisive.has(`profile's ${path}`))
    .map((path) => ({
      ...{ what: path === "name" ? "profile" : `profile's ${path}`, consequence: "explains" },
      of: ({ record }) => settingsOf(record.plan.profile).get(path) ?? "none",
    }));
}

/** Where and with what it was measured. */
const circumstances: readonly Fact[] = [
  circumstance("system", ({ record }) => record.host.os),
  circumstance("clock", ({ record }) => record.host.clocksource),
  circumstance("boot", ({ record }) => record.host.bootId?.slice(0, 8)),
  circumstance("Docker", ({ record }) => record.docker.engine),
  circumstance("Compose", ({ record }) => record.docker.compose),
  circumstance("storage driver", ({ record }) => record.docker.storageDriver),
  circumstance("bench", ({ record }) => record.tool.version),
  circumstance("commit", ({ record: { tool } }) =>
    tool.commit === null ? null : `${tool.commit.slice(0, 12)}${tool.dirty ? ", changed" : ""}`,
  ),
  circumstance("branch", ({ record }) => record.tool.branch),
  circumstance("images of generator and services", endpointImages),
  circumstance("instances measured", ({ summary }) => String(summary.run.instances)),
  circumstance("how it ended", ({ record }) => record.status),
  circumstance("grade", ({ summary }) => summary.grade.value),
];

function circumstance(what: string, of: (run: ComparedRun) => string | null | undefined): Fact {
  return { what, consequence: "explains", of: (run) => of(run) ?? notKnown };
}

/** Of scenarios that all runs have. */
function subjectFacts([first, ...others]: readonly ComparedRun[]): Fact[] {
  const names = (first?.record.scenarios ?? []).map(({ name }) => name);
  const shared = names.filter((name) =>
    others.every(({ record }) => record.scenarios.some((scenario) => scenario.name === name)),
  );
  return shared.flatMap((name) =>
    (["status", "title", "implementation", "cipher", "images", "source"] as const).map(
      (part): Fact => ({
        ...{ what: `${name}: ${part}`, consequence: "subject" },
        of: ({ record }) => identityOf(record, name)[part],
      }),
    ),
  );
}
