import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { HarnessCounters, HostCounters, SnapshotHeader } from "../model/counters.ts";

/** /proc/stat counts in ticks of USER_HZ, which is 100 on every Linux that Node runs on (proc_stat(5)). */
const nsPerTick = 1e7;

/** Reads the CPU account of the whole machine and its free memory. */
export function readHost(): Omit<HostCounters, keyof SnapshotHeader> {
  const memory = readFileSync("/proc/meminfo", "utf8");
  return {
    subject: "host",
    cpuCount: availableParallelism(),
    ...parseCpuLine(readFileSync("/proc/stat", "utf8")),
    memoryAvailableBytes: Number(/^MemAvailable:\s+(\d+) kB/m.exec(memory)?.[1] ?? Number.NaN) * 1024,
  };
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal …, in ticks; all CPUs together. */
export function parseCpuLine(
  text: string,
): Pick<HostCounters, "idleNs" | "iowaitNs" | "stealNs" | "userNs" | "systemNs" | "softirqNs"> {
  const ticks = (text.split("\n")[0] ?? "").trim().split(/\s+/).slice(1).map(Number);
  const at = (index: number) => (ticks[index] ?? 0) * nsPerTick;
  return {
    userNs: at(0) + at(1),
    systemNs: at(2),
    idleNs: at(3),
    iowaitNs: at(4),
    softirqNs: at(5) + at(6),
    stealNs: at(7),
  };
}

/** What the harness itself has used: everything periodic that it does is charged here. */
export function readHarness(): Omit<HarnessCounters, keyof SnapshotHeader> {
  const { user, system } = process.cpuUsage();
  return { subject: "harness", cpuNs: (user + system) * 1_000, residentBytes: process.memoryUsage.rss() };
}
