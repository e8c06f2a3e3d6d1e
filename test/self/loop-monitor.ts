import { execFileSync } from "node:child_process";
import { print } from "./print.ts";

const seconds = 4;
const rounds = 3;

/** A process that waits, with or without the timer that the generator watches its event loop by; prints CPU-ms a second. */
const program = `
const [isWatched] = process.argv.slice(1);
if (isWatched === "on") require("node:perf_hooks").monitorEventLoopDelay({ resolution: 10 }).enable();
const before = process.cpuUsage();
setTimeout(() => {
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000 / ${seconds});
  process.exit();
}, ${seconds * 1_000});`;

/** What the instrument itself costs: the only thing in the generator that runs by a timer, switched on and off in turn. */
export function benchLoopMonitor(): void {
  const costs = { on: [] as number[], off: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const state of ["on", "off"] as const)
      costs[state].push(Number(execFileSync(process.execPath, ["-e", program, state], { encoding: "utf8" })));
  }
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
  print(
    "event-loop watch switched on, an idle process",
    `${middle(costs.on).toFixed(1)} ms/s`,
    "≤ 5 CPU-ms/s",
  );
  print("the same switched off", `${middle(costs.off).toFixed(1)} ms/s`, "–");
}
