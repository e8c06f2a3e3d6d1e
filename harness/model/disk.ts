import { BenchError } from "./error.ts";

/** Runs what writes below `path`; what the disk refuses becomes an `environment` error with what to do. */
export async function explainDisk<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = diskHints[code ?? ""];
    if (!hint) throw error;
    throw new BenchError(`cannot write to "${path}": ${message}`, {
      code: "environment",
      hints: [hint],
      cause: error,
    });
  }
}

const diskHints: Record<string, string> = {
  ENOSPC:
    "the disk is full: what was written before is kept; free space, or name another folder with --results",
  EDQUOT: "the quota is used up: what was written before is kept; name another folder with --results",
  EROFS: "the file system is read-only: name another folder with --results",
  EACCES: "no permission to write there: name another folder with --results",
  EPERM: "no permission to write there: name another folder with --results",
  ENOTDIR: "part of that path is a file: name another folder with --results",
  EEXIST: "part of that path is a file: name another folder with --results",
};
