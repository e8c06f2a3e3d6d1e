import type { Summary } from "../model/summary.ts";

export interface Tracked {
  summary: Summary;
  /** One part of a sentence for each scenario that was left out, with its reason. */
  left: string[];
}

/**
 * What a tracker may follow from run to run. A base is named by its commit, so each commit would begin another series: its head
 * has the one that lasts. Figures of a scenario that failed would stand among those of whole runs like good ones.
 */
export function trackedScenarios(summary: Summary): Tracked {
  const { scenarios } = summary;
  const found = scenarios.map((scenario) => {
    const { name, status, requests } = scenario;
    const head = scenarios.find(({ base }) => base === name);
    const isPartial = status !== "ok" && requests !== null;
    const reason = isPartial
      ? `${name}, which ${status}: its figures may be of a part of the run`
      : head && `${name}, the base of ${head.name}: trackers follow the head`;
    return { scenario, left: reason ?? null };
  });
  return {
    summary: {
      ...summary,
      scenarios: found.flatMap(({ scenario, left }) => (left === null ? [scenario] : [])),
    },
    left: found.flatMap(({ left }) => left ?? []),
  };
}
