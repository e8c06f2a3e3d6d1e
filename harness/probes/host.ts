import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { HarnessCounters, HostCounters, SnapshotHeader } from "../model/counters.ts";
import { KeptFile, openIfThere } from "./kept-file.ts";

/** /proc/stat counts in ticks of USER_HZ, which is 100 on every Linux that Node runs on (proc_stat(5)). */
const nsPerTick = 1e7;

/** What of the host is read; open for as long as the program runs, because it is the same host all the time. */
let files: ReturnType<typeof openHostFiles> | null = null;

function openHostFiles() {
  const cpus = readdirSync("/sys/devices/system/cpu").filter((name) => /^cpu\d+$/.test(name));
  const frequency = (cpu: string) =>
    openIfThere(`/sys/devices/system/cpu/${cpu}/cpufreq/scaling_cur_freq`) ?? [];
  return {
    stat: new KeptFile("/proc/stat"),
    memory: new KeptFile("/proc/meminfo"),
    virtual: new KeptFile("/proc/vmstat"),
    pressure: openIfThere("/proc/pressure/cpu"),
    frequencies: cpus.flatMap(frequency),
    conntrackCount: openIfThere("/proc/sys/net/netfilter/nf_conntrack_count"),
    conntrackMax: openIfThere("/proc/sys/net/netfilter/nf_conntrack_max"),
  };
}

/** Reads the accounts of the whole machine. `now` is the run's monotonic clock. */
export function readHost(now: () => number): Omit<HostCounters, keyof SnapshotHeader> {
  files ??= openHostFiles();
  const { stat, memory, virtual, pressure, frequencies, conntrackCount, conntrackMax } = files;
  // Date.now() is cut to the millisecond: with its middle, two pairs are never more than 1 ms off, gate E3's first limit.
  const clocks = { wallClockAtNs: now(), wallClockUs: Date.now() * 1_000 + 500 };
  return {
    subject: "host",
    cpuCount: availableParallelism(),
    ...parseCpuLine(stat.read()),
    memoryAvailableBytes: Number(/^MemAvailable:\s+(\d+) kB/m.exec(memory.read())?.[1] ?? Number.NaN) * 1024,
    ...clocks,
    cpuPressureNs: parsePressure(pressure?.read()),
    swapInPages: parseSwapIn(virtual.read()),
    frequencyKHz: meanOf(frequencies.map((file) => Number(file.read()))),
    conntrack:
      conntrackCount && conntrackMax
        ? { count: Number(conntrackCount.read()), max: Number(conntrackMax.read()) }
        : null,
  };
}

/** Microseconds that some task waited for a CPU, kernel documentation psi.rst: `some avg10=… total=123`; here in ns. */
export function parsePressure(text: string | undefined): number | null {
  const total = /^some .*\btotal=(\d+)/m.exec(text ?? "")?.[1];
  return total === undefined ? null : Number(total) * 1_000;
}

/** `pswpin` of /proc/vmstat, proc_vmstat(5): pages since the start of the machine. */
export function parseSwapIn(text: string): number | null {
  const pages = /^pswpin (\d+)$/m.exec(text)?.[1];
  return pages === undefined ? null : Number(pages);
}

function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
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
