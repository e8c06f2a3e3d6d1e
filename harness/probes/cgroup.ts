import { readFileSync } from "node:fs";

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
 * Reads the accounts of one container now and returns how to parse them later, so that a snapshot of many containers
 * is close to one moment. Throws when the container is gone.
 */
export function grabCgroup(files: CgroupFiles): () => CgroupReading {
  return files.version === 1 ? grabVersion1(files) : grabVersion2(files);
}

function grabVersion1({ cpuFolder, memoryFolder }: CgroupFiles): () => CgroupReading {
  const cpuNs = read(`${cpuFolder}/cpuacct.usage`);
  const usage = read(`${memoryFolder}/memory.usage_in_bytes`);
  const peak = read(`${memoryFolder}/memory.max_usage_in_bytes`);
  const limitText = read(`${memoryFolder}/memory.limit_in_bytes`);
  const stat = read(`${memoryFolder}/memory.stat`);
  return () => {
    const limit = Number(limitText);
    return {
      cpuNs: Number(cpuNs),
      memoryBytes: Number(usage) - (keyValues(stat).get("total_inactive_file") ?? 0),
      memoryPeakBytes: Number(peak),
      memoryLimitBytes: limit < noLimitBytes ? limit : null,
      throttledNs: null,
    };
  };
}

function grabVersion2({ cpuFolder, memoryFolder }: CgroupFiles): () => CgroupReading {
  const cpuText = read(`${cpuFolder}/cpu.stat`);
  const current = read(`${memoryFolder}/memory.current`);
  const peak = readOptional(`${memoryFolder}/memory.peak`); // Linux 5.19 and later
  const limit = read(`${memoryFolder}/memory.max`).trim();
  const stat = read(`${memoryFolder}/memory.stat`);
  return () => {
    const cpu = keyValues(cpuText);
    const throttledUs = cpu.get("throttled_usec");
    return {
      cpuNs: (cpu.get("usage_usec") ?? Number.NaN) * 1_000,
      memoryBytes: Number(current) - (keyValues(stat).get("inactive_file") ?? 0),
      memoryPeakBytes: peak,
      memoryLimitBytes: limit === "max" ? null : Number(limit),
      throttledNs: throttledUs === undefined ? null : throttledUs * 1_000,
    };
  };
}

function keyValues(text: string): Map<string, number> {
  return new Map(
    text
      .trim()
      .split("\n")
      .map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]),
  );
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}

function readOptional(file: string): number | null {
  try {
    return Number(read(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
