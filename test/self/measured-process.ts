import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface MeasuredProcess {
  stdout: string;
  seconds: number;
  /** Highest resident memory, MB, as the kernel keeps it. */
  peakMb: number;
}

/** The kernel's own high-water mark is read so often, so that the last reading is nearly the end's. */
const lookEveryMs = 20;

/** Runs a command as a user would and tells what it took; throws where it fails. */
export async function measureProcess(command: string, args: readonly string[]): Promise<MeasuredProcess> {
  const startedMs = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  let peakMb = 0;
  const timer = setInterval(() => (peakMb = Math.max(peakMb, highWaterMb(child.pid!))), lookEveryMs);
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(timer);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${String(exitCode)}`);
  return { stdout, seconds: (performance.now() - startedMs) / 1_000, peakMb };
}

function highWaterMb(pid: number): number {
  try {
    const [, kilobytes = "0"] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return (Number(kilobytes) * 1_024) / 1e6;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0; // it has just ended
    throw error;
  }
}
