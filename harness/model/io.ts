/** Everything of the process that the program touches, in one value, so that tests run the CLI without a process. */
export interface Io {
  env: Record<string, string | undefined>;
  cwd: string;
  stdout: Terminal;
  stderr: Terminal;
  now(): Date;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  signal: AbortSignal;
}

export interface Terminal {
  write(text: string): void;
  isTTY: boolean;
  columns: number;
}
