import { runCli } from "./cli.ts";
import type { Io, Terminal } from "./model/io.ts";

/** The only file that touches the process: arguments, streams, signals, exit. */
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    const again = interruption.signal.aborted;
    process.stderr.write(again ? "bench: still cleaning up\n" : "\nbench: interrupted, cleaning up\n");
    interruption.abort(new Error(`interrupted by ${signal}`));
  });
}

function terminal(stream: NodeJS.WriteStream): Terminal {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 120;
    },
  };
}

const io: Io = {
  env: process.env,
  cwd: process.cwd(),
  stdout: terminal(process.stdout),
  stderr: terminal(process.stderr),
  now: () => new Date(),
  signal: interruption.signal,
};

// a reader that went away (`bench report | head`) is no error of ours
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
// an attached stream of a lab that failed must not keep the process; everything it owns is removed by now
process.exit(await runCli(process.argv.slice(2), io));
