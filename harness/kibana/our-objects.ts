import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BenchError } from "../model/error.ts";
import { projectFolder } from "../model/tool.ts";

/** A saved object as Kibana exports and imports it, a line of the file each. */
export interface SavedObject {
  type: string;
  id: string;
  attributes: Record<string, unknown>;
  references: { type: string; id: string; name: string }[];
  typeMigrationVersion?: string;
  created_at?: string;
  updated_at?: string;
}

/** The file of all data views and dashboards; generated, committed. */
export const objectsFile = join(projectFolder, "kibana", "tunnelbench.ndjson");

/** Reads the file as it is. Throws `environment` where it is missing. */
export function readObjectsFile(file = objectsFile): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BenchError(`cannot read the dashboards: ${(error as Error).message}`, {
      code: "environment",
      hints: ["it belongs to the project: get it back from git"],
      cause: error,
    });
  }
}

/** The saved objects in an export; its last line may be a count, which is left out. */
export function parseObjects(ndjson: string): SavedObject[] {
  return ndjson
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as SavedObject)
    .filter(({ type, id }) => type !== undefined && id !== undefined)
    .map((object) => ({ ...object, references: object.references ?? [] }));
}

/** What a person knows the object by. */
export function titleOf({ attributes, id }: SavedObject): string {
  const name = attributes["name"] ?? attributes["title"];
  return typeof name === "string" ? name : id;
}
