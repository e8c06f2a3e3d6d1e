import { readFileSync } from "node:fs";
import { KeptFile, openIfThere } from "./kept-file.ts";

/** Where the kernel keeps the accounts of one container; METHOD.md §4.1 names the files. */
export interface CgroupFiles {
  version: 1 | 2;
  cpuFolder: string;
  memoryFolder: string;
}

export interface CgroupReading {
  cpuNs: number;
  memoryBytes: number;
  memoryPeakBytes: number | null;
  memoryLimitBytes: number | null;
  throttledNs: number | null;
  /** Null where the kernel does not count them. */
  oomKills: number | null;
}

/** Limits above this are "no limit": cgroup v1 says so with the largest multiple of a page. */
const noLimitBytes = 2 ** 60;

/**
 * Finds the folders of a process from /proc/<pid>/cgroup and /proc/self/mountinfo. Version 1, version 2 and the hybrid
 * of both are told apart by whether a controller of its own exists for cpuacct.
 */
export function findCgroup(pid: number): CgroupFiles {
  return locateCgroup(
    readFileSync(`/proc/${pid}/cgroup`, "utf8"),
    readFileSync("/proc/self/mountinfo", "utf8"),
  );
}

/** The pure half of `findCgroup`; formats: cgroups(7), proc_pid_mountinfo(5). */
export function locateCgroup(cgroupText: string, mountinfoText: string): CgroupFiles {
  const paths = new Map<string, string>();
  for (const line of cgroupText.trim().split("\n")) {
    const [, controllers = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers.split(",")) paths.set(controller, path);
  }
  const mounts = cgroupMounts(mountinfoText);
  const folder = (controller: string) => {
    const mount = mounts.get(controller);
    const path = paths.get(controller);
    return mount === undefined || path === undefined ? null : mount + (path === "/" ? "" : path);
  };
  const cpuFolder = folder("cpuacct");
  const memoryFolder = folder("memory");
  if (cpuFolder && memoryFolder) return { version: 1, cpuFolder, memoryFolder };
  const unified = folder("");
  if (!unified) throw new Error("no cgroup mount carries this process");
  return { version: 2, cpuFolder: unified, memoryFolder: unified };
}

/** Mount point by controller; the unified hierarchy has the name "". */
function cgroupMounts(mountinfoText: string): Map<string, string> {
  const mounts = new Map<string, string>();
  for (const line of mountinfoText.trim().split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const mountPoint = before.split(" ")[4];
    const [type, , options = ""] = after.split(" ");
    if (!mountPoint) continue;
    if (type === "cgroup2") mounts.set("", mountPoint);
    if (type === "cgroup") for (const option of options.split(",")) mounts.set(option, mountPoint);
  }
  return mounts;
}

/**
 * The open accounts of one container. Reading and parsing are apart, so that a snapshot of many containers is close to one
 * moment.
 */
export interface CgroupProbe extends Disposable {
  /** Reads now and returns how to parse it later. Throws when the container is gone. */
  grab(): () => CgroupReading;
}

/** Opens the accounts; throws when the container is gone. Limits are read once: nobody changes them while measuring. */
export function openCgroup(files: CgroupFiles): CgroupProbe {
  return files.version === 1 ? openVersion1(files) : openVersion2(files);
}

function openVersion1({ cpuFolder, memoryFolder }: CgroupFiles): CgroupProbe {
  const cpu = new KeptFile(`${cpuFolder}/cpuacct.usage`);
  const usage = new KeptFile(`${memoryFolder}/memory.usage_in_bytes`);
  const peak = new KeptFile(`${memoryFolder}/memory.max_usage_in_bytes`);
  const stat = new KeptFile(`${memoryFolder}/memory.stat`);
  const oom = openIfThere(`${memoryFolder}/memory.oom_control`);
  const limit = Number(readFileSync(`${memoryFolder}/memory.limit_in_bytes`, "utf8"));
  return {
    grab() {
      const texts = { cpu: cpu.read(), usage: usage.read(), peak: peak.read(), stat: stat.read() };
      const oomText = oom?.read();
      return () => ({
        cpuNs: Number(texts.cpu),
        memoryBytes: Number(texts.usage) - (entryOf(texts.stat, "total_inactive_file") ?? 0),
        memoryPeakBytes: Number(texts.peak),
        memoryLimitBytes: limit < noLimitBytes ? limit : null,
        throttledNs: null,
        oomKills: entryOf(oomText, "oom_kill"),
      });
    },
    [Symbol.dispose]: () => close([cpu, usage, peak, stat, oom]),
  };
}

function openVersion2({ cpuFolder, memoryFolder }: CgroupFiles): CgroupProbe {
  const cpu = new KeptFile(`${cpuFolder}/cpu.stat`);
  const current = new KeptFile(`${memoryFolder}/memory.current`);
  const peak = openIfThere(`${memoryFolder}/memory.peak`); // Linux 5.19 and later
  const stat = new KeptFile(`${memoryFolder}/memory.stat`);
  const events = openIfThere(`${memoryFolder}/memory.events`);
  const limit = readFileSync(`${memoryFolder}/memory.max`, "utf8").trim();
  return {
    grab() {
      const texts = { cpu: cpu.read(), current: current.read(), stat: stat.read() };
      const [peakText, eventsText] = [peak?.read(), events?.read()];
      return () => {
        const throttledUs = entryOf(texts.cpu, "throttled_usec");
        return {
          cpuNs: (entryOf(texts.cpu, "usage_usec") ?? Number.NaN) * 1_000,
          memoryBytes: Number(texts.current) - (entryOf(texts.stat, "inactive_file") ?? 0),
          memoryPeakBytes: peakText === undefined ? null : Number(peakText),
          memoryLimitBytes: limit === "max" ? null : Number(limit),
          throttledNs: throttledUs === null ? null : throttledUs * 1_000,
          oomKills: entryOf(eventsText, "oom_kill"),
        };
      };
    },
    [Symbol.dispose]: () => close([cpu, current, peak, stat, events]),
  };
}

/** Of a file with a name and a number a line. */
function entryOf(text: string | undefined, name: string): number | null {
  const match = new RegExp(`^${name} (\\d+)$`, "m").exec(text ?? "");
  return match ? Number(match[1]) : null;
}

function close(files: readonly (KeptFile | null)[]): void {
  for (const file of files) file?.[Symbol.dispose]();
}
