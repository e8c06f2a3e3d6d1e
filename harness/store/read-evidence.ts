import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Damage } from "../model/damage.ts";
import { BenchError } from "../model/error.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import { readJson } from "./read-json.ts";
import { runFiles } from "./run-folder.ts";
import { checkShape } from "./shape.ts";

/** The verdicts of the evidence phase, and why others cannot be read. */
export interface StoredEvidence {
  verdicts: EvidenceVerdict[];
  unreadable: Damage["evidence"];
}

/** One verdict that is damaged or gone takes no other with it. */
export async function readEvidence(folder: string): Promise<StoredEvidence> {
  const names = await readdir(join(folder, runFiles.evidence)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const found = await Promise.all(
    names.map(async (name) => ({ name, result: await readVerdict(folder, name) })),
  );
  const unreadable: Record<string, string> = {};
  const verdicts = found.flatMap(({ name, result }) => {
    if (typeof result !== "string") return [result];
    unreadable[name] = result;
    return [];
  });
  return { verdicts, unreadable };
}

/** The verdict, or why there is none: that goes into the summary, so it names the file as the run folder has it. */
async function readVerdict(folder: string, name: string): Promise<EvidenceVerdict | string> {
  const inside = join(runFiles.evidence, name, "verdict.json");
  const file = join(folder, inside);
  try {
    const verdict = await readJson(file);
    checkShape(file, verdict, "verdict");
    return verdict as EvidenceVerdict;
  } catch (error) {
    if (error instanceof BenchError) return error.message.replaceAll(file, inside);
    throw error;
  }
}
