import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { ProcessFacts } from "../../harness/model/protocol.ts";

/** After so many silent milliseconds the harness counts as gone, DESIGN.md §5: SIGKILL leaves standard input open. */
const silenceLimitMs = 5_000;

/** Writes one answer as a line of JSON on standard output. */
export function answer(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/**
 * Reads commands from standard input, a JSON document a line, and ends the process when the harness falls silent
 * or closes the line, so that no load outlives who asked for it.
 */
export function serveCommands<Command>(handle: (command: Command) => void | Promise<void>): void {
  let lastHeardMs: number | null = null; // a lab that nobody drives (`bench lab up`) may stand as long as it likes
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    lastHeardMs = performance.now();
    Promise.resolve()
      .then(() => handle(JSON.parse(line) as Command))
      .catch((error: unknown) => answer({ type: "error", message: String(error) }));
  });
  lines.on("close", () => process.exit(0));
  setInterval(() => {
    if (lastHeardMs !== null && performance.now() - lastHeardMs > silenceLimitMs) process.exit(0);
  }, 1_000);
}

/** What the harness checks before it trusts the clocks of this process, METHOD.md §3. */
export function processFacts(): ProcessFacts {
  return { nodeVersion: process.version, bootId: readBootId(), timeOffsets: readTimeOffsets() };
}

function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** A kernel without time namespaces has no such file: then nothing can be offset. */
function readTimeOffsets(): number[] {
  let text: string;
  try {
    text = readFileSync("/proc/self/timens_offsets", "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text
    .trim()
    .split("\n")
    .flatMap((line) => line.trim().split(/\s+/).slice(1).map(Number));
}
