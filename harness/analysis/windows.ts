import type { ContainerCounters, CounterLine, HarnessCounters, HostCounters } from "../model/counters.ts";
import type { Phase } from "../model/plan.ts";

/** All counters of one moment. */
export interface Snapshot {
  atNs: number;
  spreadNs: number;
  host: HostCounters | null;
  harness: HarnessCounters | null;
  containers: Map<string, ContainerCounters>;
}

/** A phase between its two snapshots: what happened inside is what its counters show. */
export interface Window {
  phase: Phase;
  start: Snapshot;
  end: Snapshot;
  durationNs: number;
}

/**
 * The window of everything that has both snapshots, by its name: that of the phase, or `<phase>#3` for a part of it that has
 * counters of its own, such as a trial.
 */
export function indexWindows(phases: readonly Phase[], counters: Iterable<CounterLine>): Map<string, Window> {
  const snapshots = indexSnapshots(counters);
  const byName = new Map(phases.map((phase) => [phase.name, phase]));
  const windows = new Map<string, Window>();
  for (const [key, start] of snapshots) {
    if (!key.startsWith("start ")) continue;
    const name = key.slice("start ".length);
    const phase = byName.get(name) ?? byName.get(name.replace(/#\d+$/, ""));
    const end = snapshots.get(`end ${name}`);
    if (phase === undefined || end === undefined || end.atNs <= start.atNs) continue;
    windows.set(name, { phase, start, end, durationNs: end.atNs - start.atNs });
  }
  return windows;
}

/** Names a round of slots, or a duet, within the run: gates drop and costs are paired by it. */
export function groupOf(phase: Phase): string {
  return phase.round === null ? `${phase.instance} ${phase.kind}` : `${phase.instance} round ${phase.round}`;
}

function indexSnapshots(counters: Iterable<CounterLine>): Map<string, Snapshot> {
  const snapshots = new Map<string, Snapshot>();
  for (const line of counters) {
    const key = `${line.edge} ${line.phase}`;
    let snapshot = snapshots.get(key);
    if (snapshot === undefined) {
      snapshot = {
        atNs: line.atNs,
        spreadNs: line.spreadNs,
        host: null,
        harness: null,
        containers: new Map(),
      };
      snapshots.set(key, snapshot);
    }
    if (line.subject === "host") snapshot.host = line;
    if (line.subject === "harness") snapshot.harness = line;
    if (line.subject === "container") snapshot.containers.set(line.container, line);
  }
  return snapshots;
}
