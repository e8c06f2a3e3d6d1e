import type { ContainerRecord, RunRecord } from "../../model/run-record.ts";
import type { ScenarioSource } from "../../model/scenario.ts";
import type { ComparedRun } from "./comparison.ts";

/** What a scenario was in a run, as far as the run says. */
export interface ScenarioIdentity {
  status: string;
  title: string;
  implementation: string;
  cipher: string;
  images: string;
  /** Commit, of a scenario that was taken from git. */
  source: string;
}

/** The identity of a scenario; a scenario that the run does not have has none of it. */
export function identityOf({ scenarios, containers }: RunRecord, name: string): ScenarioIdentity {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  const own = containers.filter((container) => container.scenario === name);
  return {
    status: scenario?.status ?? "not there",
    title: scenario?.title ?? "none",
    implementation: scenario?.implementation ?? "not known",
    cipher: scenario?.cipher ?? "none",
    images: imagesText(own),
    source: sourceText(scenario?.source),
  };
}

/** Images of what all scenarios share: they make or carry the load, so a change of them is none of a scenario. */
export function endpointImages({ record }: ComparedRun): string {
  return imagesText(record.containers.filter(({ scenario }) => scenario === null));
}

/** Whether a scenario was the same in both runs, so that its relation to baseline should be, too. */
export function isUnchanged(before: RunRecord, after: RunRecord, name: string): boolean {
  const [first, second] = [identityOf(before, name), identityOf(after, name)];
  return (["implementation", "cipher", "images"] as const).every((part) => first[part] === second[part]);
}

function sourceText(source: ScenarioSource | undefined): string {
  if (!source) return "none";
  return `${source.commit?.slice(0, 12) ?? "no commit"}${source.isDirty ? ", changed" : ""}`;
}

/** Each kind of image once, with what it was built from. */
function imagesText(containers: readonly ContainerRecord[]): string {
  const texts = containers.map(({ imageIdentity: { reference, contextHash, packagesHash } }) => {
    const hashes = [contextHash, packagesHash].filter((hash) => hash !== null);
    const name = reference.replace(/[:@].*$/, "");
    return hashes.length === 0
      ? reference
      : `${name} ${hashes.map((hash) => hash.replace(/^sha256:/, "").slice(0, 8)).join("/")}`;
  });
  return [...new Set(texts)].sort().join(", ") || "none";
}
