/** Exit status by kind of failure: the table of DESIGN.md §6. */
export const exitCodes = {
  ok: 0,
  bug: 1,
  "bad-input": 2,
  environment: 3,
  "scenario-failed": 4,
  readable: 5,
  threshold: 6,
  interrupted: 130,
} as const;

export type ErrorCode = Exclude<keyof typeof exitCodes, "ok">;

export interface BenchErrorOptions {
  code: ErrorCode;
  /** What the user can do, a line each. */
  hints?: readonly string[];
  cause?: unknown;
}

/** A failure that we foresaw: one line what, one line a remedy, and the exit status. Anything else is our bug. */
export class BenchError extends Error {
  readonly code: ErrorCode;
  readonly hints: readonly string[];

  constructor(message: string, options: BenchErrorOptions) {
    super(message, { cause: options.cause });
    this.name = "BenchError";
    this.code = options.code;
    this.hints = options.hints ?? [];
  }

  get exitCode(): number {
    return exitCodes[this.code];
  }
}

/** Why the user's signal ended the work: Ctrl-C, a closed terminal, a termination. */
export class Interruption extends Error {}
