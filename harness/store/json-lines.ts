import { readFile } from "node:fs/promises";
import { BenchError } from "../model/error.ts";

/** The lines of a file. */
export interface JsonLines<Line> {
  lines: Line[];
  /** Whether its last line has its end; also of a file that is empty or not there. */
  endsWhole: boolean;
}

/**
 * A small file of one JSON object a line; nothing where there is none. A last line that a crash cut off is left out. Throws
 * `bad-input` for any other line that is none.
 */
export async function readJsonLines<Line extends object>(file: string): Promise<JsonLines<Line>> {
  const text = await readOptional(file);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").slice(0, -1);
  return {
    lines: lines.map((line, index) => parseLine<Line>(line, file, index + 1)),
    endsWhole: whole.length === text.length,
  };
}

/** `number` counts from 1. */
function parseLine<Line>(line: string, file: string, number: number): Line {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return parsed as Line;
    throw new SyntaxError("it is no object");
  } catch (error) {
    throw new BenchError(`cannot read line ${number} of "${file}": ${(error as Error).message}`, {
      code: "bad-input",
      hints: ["was it changed after the run?"],
      cause: error,
    });
  }
}

async function readOptional(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
