import { readFile } from "node:fs/promises";
import { BenchError } from "../model/error.ts";

/** A file of one JSON document. Throws `bad-input` where there is none, or half of one. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new BenchError(`cannot read "${file}": ${(error as Error).message}`, {
      code: "bad-input",
      hints: ["is it the folder of a run?"],
      cause: error,
    });
  }
}
