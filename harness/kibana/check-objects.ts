import type { HttpClient } from "./client.ts";
import { differences } from "./difference.ts";
import { parseObjects, type SavedObject, titleOf } from "./our-objects.ts";
import { refusal } from "./refusal.ts";

/** How an object in Kibana stands to ours; `migrated`: differs, but by Kibana's own doing as far as can be told. */
export interface ObjectCheck {
  type: string;
  id: string;
  title: string;
  state: "same" | "missing" | "changed" | "outdated" | "migrated";
  /** Where it differs, empty otherwise. */
  paths: string[];
}

/**
 * Compares what Kibana has with the file. Changed by hand is what differs from ours and was updated after it was
 * created: an import sets both times to the same instant (api-server-internal/src/lib/apis/bulk_create.ts), an edit
 * only `updated_at` (update.ts), and so does a mere count of a data view's fields, which is no difference. What
 * differs without an edit is `migrated` where Kibana carries it in a newer form than the file, else `outdated`:
 * another version of the file. Limits: an edit that only adds (a filter where ours says nothing of filters), and one
 * that was imported or saved over the old object as new, is not told from these.
 */
export async function checkObjects(client: HttpClient, ndjson: string): Promise<ObjectCheck[]> {
  const ours = parseObjects(ndjson);
  const stored = await exportObjects(client, ours);
  return ours.map((object) => {
    const theirs = stored.find(({ type, id }) => type === object.type && id === object.id);
    const named = { type: object.type, id: object.id, title: titleOf(object) };
    if (!theirs) return { ...named, state: "missing", paths: [] };
    const paths = differences(object, theirs);
    return { ...named, state: paths.length === 0 ? "same" : judge(object, theirs), paths };
  });
}

function judge(ours: SavedObject, stored: SavedObject): ObjectCheck["state"] {
  if (stored.created_at !== stored.updated_at) return "changed";
  return stored.typeMigrationVersion === ours.typeMigrationVersion ? "outdated" : "migrated";
}

interface Named {
  type: string;
  id: string;
}

/**
 * The public way to read objects (routes/export.ts); reading one by one is not public in 9.x. Where one is missing
 * Kibana exports none and says which (export/errors.ts, `objectFetchError`): the rest is asked for again.
 */
async function exportObjects(client: HttpClient, wanted: readonly Named[]): Promise<SavedObject[]> {
  if (wanted.length === 0) return [];
  const answer = await client.post("/api/saved_objects/_export", {
    objects: wanted.map(({ type, id }) => ({ type, id })),
    excludeExportDetails: true,
  });
  if (answer.status === 200) return parseObjects(answer.text);
  const missing = answer.status === 400 ? notFound(answer.json) : [];
  const left = wanted.filter((one) => !missing.some(({ type, id }) => type === one.type && id === one.id));
  if (left.length === wanted.length) throw refusal(client, answer, "read the dashboards");
  return exportObjects(client, left);
}

function notFound(body: {
  attributes?: { objects?: (Named & { error?: { statusCode?: number } })[] };
}): Named[] {
  return (body.attributes?.objects ?? []).filter(({ error }) => error?.statusCode === 404);
}
