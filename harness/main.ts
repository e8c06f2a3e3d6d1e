import { runCli } from "./cli.ts";
import { Interruption } from "./model/error.ts";
import type { Io } from "./model/io.ts";
import { terminal, written } from "./terminal.ts";

/** The only file that touches the process: arguments, streams, signals, exit. */
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    const again = interruption.signal.aborted;
    process.stderr.write(again ? "bench: still cleaning up\n" : "\nbench: interrupted, cleaning up\n");
    interruption.abort(new Interruption(`interrupted by ${signal}`));
  });
}
// Our bug, but the lab must go all the same: it is unwound like an interruption and told as what it is.
process.on("uncaughtException", (error) => interruption.abort(error));

const io: Io = {
  env: process.env,
  cwd: process.cwd(),
  stdout: terminal(process.stdout),
  stderr: terminal(process.stderr),
  now: () => new Date(),
  signal: interruption.signal,
};

// A reader that went away (`bench report | head`, a terminal that was closed) must not end us before we cleaned up.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
const exitCode = await runCli(process.argv.slice(2), io);
await Promise.all([process.stdout, process.stderr].map(written));
// an attached stream of a lab that failed must not keep the process; everything it owns is removed by now
process.exit(exitCode);
