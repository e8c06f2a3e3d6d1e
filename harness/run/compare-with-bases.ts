import type { LabImage } from "../lab/images.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Progress } from "./progress.ts";

/**
 * Notes for every head whether it is its base once more: then what the run finds between them is its own error, as between
 * relay and control. `images` are those of the scenarios by name, without those that cannot be built.
 */
export function compareWithBases(
  { scenarios, progress }: { scenarios: readonly Scenario[]; progress: Pick<Progress, "warn"> },
  record: Pick<RunRecord, "scenarios">,
  images: ReadonlyMap<string, readonly LabImage[]>,
): void {
  for (const entry of record.scenarios) {
    const identity = (name: string | undefined) => {
      const scenario = scenarios.find((one) => one.name === name);
      const own = name === undefined ? undefined : images.get(name);
      return scenario && own && identityOf(scenario, own);
    };
    const [head, base] = [identity(entry.name), identity(entry.base)];
    if (head === undefined || base === undefined) continue;
    entry.isSameAsBase = head === base;
    if (head !== base) continue;
    progress.warn(
      `"${entry.name}" and its base "${entry.base}" are the same: same images, same configuration`,
    );
  }
}

/** What the lab makes of a scenario, apart from its names. Images go by what they are built from, or by the name of a ready one. */
function identityOf({ entry, volumes, requires, services }: Scenario, images: readonly LabImage[]): string {
  const parts = services.map(({ name, role, legs, compose }) => ({ name, role, legs, compose }));
  const built = images.map(({ contextHash, reference }) => contextHash ?? reference);
  return JSON.stringify({ entry, volumes, requires, parts, built });
}
