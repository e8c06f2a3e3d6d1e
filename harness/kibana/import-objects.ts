import type { HttpClient } from "./client.ts";
import { parseObjects, type SavedObject, titleOf } from "./our-objects.ts";
import { refusal } from "./refusal.ts";

/** What became of one object of the file. */
export interface ImportedObject {
  type: string;
  id: string;
  title: string;
  state: "created" | "overwritten" | "failed";
  /** Why it failed, or under which other id it was created; empty otherwise. */
  text: string;
}

/**
 * Kibana's answer, core/packages/saved-objects/import-export-server-internal/src/import/import_saved_objects.ts:
 * `overwrite: true` in a success means that an object was replaced.
 */
interface ImportAnswer {
  success?: boolean;
  successResults?: { type: string; id: string; overwrite?: boolean; destinationId?: string }[];
  errors?: ImportFailure[];
}

interface ImportFailure {
  type: string;
  id: string;
  error: { type: string; message?: string; references?: { type: string; id: string }[] };
}

/** With one of these Kibana creates nothing at all, yet lists the others as successes (lib/create_saved_objects.ts). */
const nothingCreated = new Set(["conflict", "ambiguous_conflict", "missing_references"]);

/** Imports the file whole and replaces what is there; returns a line an object, in the file's order. Throws `environment`. */
export async function importObjects(client: HttpClient, ndjson: string): Promise<ImportedObject[]> {
  const form = new FormData();
  // the ending matters: routes/import.ts refuses any other with "Invalid file extension"
  form.append("file", new Blob([ndjson], { type: "application/ndjson" }), "tunnelbench.ndjson");
  const answer = await client.post("/api/saved_objects/_import?overwrite=true", form);
  const body = answer.json as ImportAnswer;
  if (answer.status !== 200 || body.success === undefined)
    throw refusal(client, answer, "import the dashboards");
  return parseObjects(ndjson).map((object) => outcome(object, body));
}

function outcome(object: SavedObject, { successResults = [], errors = [] }: ImportAnswer): ImportedObject {
  const isThis = ({ type, id }: { type: string; id: string }) => type === object.type && id === object.id;
  const named = { type: object.type, id: object.id, title: titleOf(object) };
  const failure = errors.find(isThis);
  if (failure) return { ...named, state: "failed", text: reasonOf(failure) };
  const success = successResults.find(isThis);
  if (!success) return { ...named, state: "failed", text: "Kibana says nothing about it" };
  if (errors.some(({ error }) => nothingCreated.has(error.type)))
    return { ...named, state: "failed", text: "left out because of the others" };
  const { destinationId } = success;
  return {
    ...named,
    state: success.overwrite ? "overwritten" : "created",
    // an object of that id belongs to another space
    text: destinationId && destinationId !== object.id ? `as ${destinationId}` : "",
  };
}

function reasonOf({ error }: ImportFailure): string {
  const { type, message, references } = error;
  if (type === "missing_references")
    return `refers to what is not there: ${(references ?? []).map((one) => `${one.type} ${one.id}`).join(", ")}`;
  if (type === "unsupported_type") return "this Kibana has no such kind of object";
  return message ?? type;
}
