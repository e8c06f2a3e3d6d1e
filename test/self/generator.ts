import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { benchLoopMonitor } from "./loop-monitor.ts";

/** CPU of the generator per request beside other load generators (that script prints its own table), and of its own watch. */
export async function benchGenerator(): Promise<void> {
  const script = join(import.meta.dirname, "generator-cost.ts");
  const [exitCode] = await once(spawn(process.execPath, [script], { stdio: "inherit" }), "close");
  benchLoopMonitor();
  if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}`);
}
