import { spawn } from "node:child_process";

export interface Finished {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** Stops the command; what it had printed is returned. */
  timeoutMs?: number;
  input?: string;
  /** Called with each piece of output as it comes. */
  onOutput?: (text: string) => void;
}

/** A command that could not even be started, for example because it is not installed. */
export class CommandMissing extends Error {}

/**
 * Runs a program to its end. It gets a process group of its own, so that Ctrl-C on the terminal reaches the harness
 * alone, which then removes the lab in order.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (chunk: string) => {
        text[name] += chunk;
        options.onOutput?.(chunk);
      });
    }
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new CommandMissing(`${command} is not installed`) : error);
    });
    child.on("close", (code, signal) => {
      const stderr = signal ? `${text.stderr}\nstopped by ${signal}` : text.stderr;
      resolve({ exitCode: code ?? 1, stdout: text.stdout, stderr });
    });
    child.stdin.on("error", () => undefined); // the program ended without reading: its exit code tells
    child.stdin.end(options.input ?? "");
  });
}

/** The last `count` lines that are not empty: what belongs into an error message. */
export function lastLines(text: string, count: number): string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
}
