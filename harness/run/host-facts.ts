import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { gunzipSync } from "node:zlib";
import type { RunRecord } from "../model/run-record.ts";

/** With the id that runs of the first schema version lack. */
export type HostFacts = Required<RunRecord["host"]>;

/** The machine as far as it decides results, METHOD.md §9.1; what cannot be read is null. */
export function readHostFacts(): HostFacts {
  return {
    id: hostId(),
    os: readFact("/etc/os-release", (text) => /^PRETTY_NAME="?(.*?)"?$/m.exec(text)?.[1]) ?? type(),
    kernel: release(),
    cpuModel: cpus()[0]?.model ?? "unknown",
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    hypervisor:
      readFact("/sys/class/dmi/id/sys_vendor", (text) => text.trim() || null) ??
      readFact("/proc/cpuinfo", (text) =>
        /^flags.*\bhypervisor\b/m.test(text) ? "a virtual machine" : "no hypervisor",
      ),
    cgroupVersion: readFact("/proc/self/cgroup", (text) => (/^\d+:[^:]*\bcpuacct\b/m.test(text) ? 1 : 2)),
    clocksource: readFact("/sys/devices/system/clocksource/clocksource0/current_clocksource", (text) =>
      text.trim(),
    ),
    bootId: readFact("/proc/sys/kernel/random/boot_id", (text) => text.trim()),
    irqTimeAccounting: readKernelConfig("CONFIG_IRQ_TIME_ACCOUNTING"),
  };
}

/**
 * The same for all runs on one machine with one kernel, which a calibration holds for: 12 hexadecimal digits of a hash of
 * machine id, processor model, kernel release and number of CPUs, so that none of them can be read from it.
 */
function hostId(): string {
  const machine = readFact("/etc/machine-id", (text) => text.trim());
  const parts = [machine, cpus()[0]?.model ?? null, release(), availableParallelism()];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}

/** With this flag on, no container is charged for softirq work: two hosts that differ in it cannot be compared. */
function readKernelConfig(flag: string): boolean | null {
  const parse = (text: string) => new RegExp(`^${flag}=y`, "m").test(text);
  return (
    readFact(`/boot/config-${release()}`, parse) ??
    readFact("/proc/config.gz", (text) => parse(gunzipSync(Buffer.from(text, "latin1")).toString()), "latin1")
  );
}

function readFact<Value>(
  file: string,
  parse: (text: string) => Value | null | undefined,
  encoding: BufferEncoding = "utf8",
): Value | null {
  try {
    return parse(readFileSync(file, encoding)) ?? null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES") return null;
    throw error;
  }
}
