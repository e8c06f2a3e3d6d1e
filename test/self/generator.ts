import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** CPU of the generator per request beside other load generators; the script prints its own table. */
export async function benchGenerator(): Promise<void> {
  const script = join(import.meta.dirname, "generator-cost.ts");
  const [exitCode] = await once(spawn(process.execPath, [script], { stdio: "inherit" }), "close");
  if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}`);
}
