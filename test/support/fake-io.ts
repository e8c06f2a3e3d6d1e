import { runCli } from "../../harness/cli.ts";
import type { Io, Terminal } from "../../harness/model/io.ts";

export interface CliResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line in this process, as `bench` would, and returns all that it wrote. */
export async function bench(argv: readonly string[], env: Record<string, string> = {}): Promise<CliResult> {
  const written = { stdout: "", stderr: "" };
  const terminal = (name: keyof typeof written): Terminal => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 120,
  });
  const io: Io = {
    env,
    cwd: process.cwd(),
    stdout: terminal("stdout"),
    stderr: terminal("stderr"),
    now: () => new Date(0),
    signal: new AbortController().signal,
  };
  return { exitCode: await runCli(argv, io), ...written };
}
