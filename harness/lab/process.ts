import { type ChildProcess, spawn } from "node:child_process";

export interface Finished {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** Ends the command and all that it started; what it had printed is returned. */
  timeoutMs?: number;
  /** The same, when the work that needs the command is given up. */
  signal?: AbortSignal;
  input?: string;
  /** Called with each piece of output as it comes. */
  onOutput?: (text: string) => void;
}

/** A command that could not even be started, for example because it is not installed. */
export class CommandMissing extends Error {}

/** Between the request to end and the order, for a whole process group. */
const graceMs = 2_000;

/**
 * Runs a program to its end. It gets a process group of its own, so that Ctrl-C on the terminal reaches the harness
 * alone, which then removes the lab in order. Timeout and abortion end the whole group: `docker compose` is a program
 * that starts another.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const env = withoutCredentials({ ...process.env, ...options.env });
    const child = spawn(command, args, { cwd: options.cwd, env, detached: true, stdio: "pipe" });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (chunk: string) => {
        text[name] += chunk;
        options.onOutput?.(chunk);
      });
    }
    const ending = endGroupOn(child, options);
    child.on("error", (error: NodeJS.ErrnoException) => {
      ending[Symbol.dispose]();
      reject(error.code === "ENOENT" ? new CommandMissing(`${command} is not installed`) : error);
    });
    child.on("close", (code, signal) => {
      ending[Symbol.dispose]();
      const stderr = signal ? `${text.stderr}\nstopped by ${signal}` : text.stderr;
      resolve({ exitCode: code ?? 1, stdout: text.stdout, stderr });
    });
    child.stdin.on("error", () => undefined); // the program ended without reading: its exit code tells
    child.stdin.end(options.input ?? "");
  });
}

/** What logs in to Elasticsearch and Kibana is no other program's business. */
function withoutCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { BENCH_ELASTICSEARCH_API_KEY, BENCH_ELASTICSEARCH_USERNAME, BENCH_ELASTICSEARCH_PASSWORD, ...rest } =
    env;
  return rest;
}

/** Ends the child's process group at the timeout or the abortion, by force after a grace. */
function endGroupOn(child: ChildProcess, { timeoutMs, signal }: CommandOptions): Disposable {
  const timers: NodeJS.Timeout[] = [];
  const end = () => {
    killGroup(child, "SIGTERM");
    timers.push(setTimeout(() => killGroup(child, "SIGKILL"), graceMs));
  };
  if (timeoutMs !== undefined) timers.push(setTimeout(end, timeoutMs));
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  return {
    [Symbol.dispose]() {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    },
  };
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // gone already
  }
}

/** The last `count` lines that are not empty: what belongs into an error message. */
export function lastLines(text: string, count: number): string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
}
