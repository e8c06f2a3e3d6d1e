import type { ContainerCounters, CounterLine, NetworkCounters, SnapshotHeader } from "../model/counters.ts";
import type { Role } from "../model/scenario.ts";
import { type CgroupFiles, findCgroup, grabCgroup } from "./cgroup.ts";
import { readHarness, readHost } from "./host.ts";
import { type AttachedLeg, grabNetwork, legsByInterface } from "./network.ts";

/** A running container and where its counters are; made once per instance, before anything is measured. */
export interface Subject {
  container: string;
  scenario: string | null;
  role: Role;
  pid: number;
  cgroup: CgroupFiles;
  interfaceLegs: ReadonlyMap<string, string>;
}

export interface SubjectRequest {
  container: string;
  scenario: string | null;
  role: Role;
  pid: number;
  attached: readonly AttachedLeg[];
}

/** Looks up once what every later reading needs. */
export function prepareSubject({ attached, ...rest }: SubjectRequest): Subject {
  return { ...rest, cgroup: findCgroup(rest.pid), interfaceLegs: legsByInterface(rest.pid, attached) };
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
  const host = readHost();
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

/** One line of containers.ndjson: what a plot over time needs, at the least cost of reading. */
export interface ContainerPoint {
  atNs: number;
  container: string;
  scenario: string | null;
  role: Role;
  cpuNs: number;
  memoryBytes: number;
}

/** Reads CPU and memory of every container, for the line a second of containers.ndjson. */
export function takePoints(subjects: readonly Subject[], now: () => number): ContainerPoint[] {
  const atNs = now();
  return subjects.flatMap((subject) => {
    const reading = unlessGone(() => grabCgroup(subject.cgroup)());
    if (!reading) return [];
    const { container, scenario, role } = subject;
    return [{ atNs, container, scenario, role, cpuNs: reading.cpuNs, memoryBytes: reading.memoryBytes }];
  });
}

function grabContainer(subject: Subject): (() => Omit<ContainerCounters, keyof SnapshotHeader>)[] {
  const parseCgroup = unlessGone(() => grabCgroup(subject.cgroup));
  if (!parseCgroup) return [];
  const parseNetwork = unlessGone(() => grabNetwork(subject.pid, subject.interfaceLegs));
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
