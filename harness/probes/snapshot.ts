import type {
  ContainerCounters,
  ContainerPoint,
  CounterLine,
  NetworkCounters,
  SnapshotHeader,
} from "../model/counters.ts";
import type { Role } from "../model/scenario.ts";
import { type CgroupProbe, findCgroup, openCgroup } from "./cgroup.ts";
import { readHarness, readHost } from "./host.ts";
import { type AttachedLeg, legsByInterface, type NetworkProbe, openNetwork } from "./network.ts";

/**
 * A running container and its open counters; made once per instance, before anything is measured. Disposing of it closes
 * them: until then they keep the container's network namespace alive.
 */
export interface Subject extends Disposable {
  container: string;
  scenario: string | null;
  role: Role;
  cgroup: CgroupProbe;
  /** Null where it cannot be read. */
  network: NetworkProbe | null;
}

export interface SubjectRequest {
  container: string;
  scenario: string | null;
  role: Role;
  pid: number;
  attached: readonly AttachedLeg[];
}

/** Looks up and opens once what every later reading needs; throws when the container is gone. */
export function prepareSubject({ container, scenario, role, pid, attached }: SubjectRequest): Subject {
  const cgroup = openCgroup(findCgroup(pid));
  const network = unlessGone(() => openNetwork(pid, legsByInterface(pid, attached)));
  return {
    ...{ container, scenario, role, cgroup, network },
    [Symbol.dispose]: () => {
      cgroup[Symbol.dispose]();
      network?.[Symbol.dispose]();
    },
  };
}

export type SnapshotPlace = Pick<SnapshotHeader, "phase" | "edge" | "instance">;

/**
 * Reads all counters of the lab at the edge of a phase and only then parses them, so that the whole set is one moment
 * give or take `spreadNs` (METHOD.md §4.1). A container that died is left out.
 */
export function takeSnapshot(
  place: SnapshotPlace,
  subjects: readonly Subject[],
  now: () => number,
): CounterLine[] {
  const before = now();
  const host = readHost(now);
  const harness = readHarness();
  const grabbed = subjects.flatMap(grabContainer);
  const after = now();
  const header: SnapshotHeader = {
    ...place,
    atNs: Math.round((before + after) / 2),
    spreadNs: after - before,
  };
  const containers = grabbed.map((parse) => parse());
  return [host, harness, ...containers].map((reading) => ({ ...header, ...reading }) as CounterLine);
}

/** Reads CPU and memory of every container, for the line a second of containers.ndjson. */
export function takePoints(subjects: readonly Subject[], now: () => number): ContainerPoint[] {
  const atNs = now();
  return subjects.flatMap((subject) => {
    const reading = unlessGone(() => subject.cgroup.grab()());
    if (!reading) return [];
    const { container, scenario, role } = subject;
    return [{ atNs, container, scenario, role, cpuNs: reading.cpuNs, memoryBytes: reading.memoryBytes }];
  });
}

function grabContainer(subject: Subject): (() => Omit<ContainerCounters, keyof SnapshotHeader>)[] {
  const parseCgroup = unlessGone(() => subject.cgroup.grab());
  if (!parseCgroup) return [];
  const parseNetwork = subject.network?.grab();
  const { container, scenario, role } = subject;
  return [
    () => {
      const network: NetworkCounters | null = parseNetwork?.() ?? null;
      return { subject: "container", container, scenario, role, ...parseCgroup(), network };
    },
  ];
}

/** A container may die between two phases: its files vanish, which the events of the engine report with the reason. */
function unlessGone<Value>(readValue: () => Value): Value | null {
  try {
    return readValue();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "ENODEV" || code === "EACCES") return null;
    throw error;
  }
}
