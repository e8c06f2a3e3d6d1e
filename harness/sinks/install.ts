import type { Elastic } from "./connection.ts";
import { explainElastic, mappingConflict } from "./explain.ts";
import { type DocumentKind, documentKinds } from "./fields/field.ts";
import { indexName } from "./indices.ts";
import { elasticPackage } from "./package.ts";
import { indexTemplate } from "./templates.ts";

/**
 * Puts our index templates, so that the indices of coming months get our mapping; the same twice changes nothing. Throws
 * `environment`.
 */
export async function installTemplates({ client, url }: Elastic): Promise<void> {
  try {
    for (const kind of documentKinds)
      await client.indices.putIndexTemplate({ name: `tunnelbench-${kind}`, ...indexTemplate(kind) });
  } catch (error) {
    throw explainElastic(error, url);
  }
}

/**
 * Makes the indices that a run is written into, and gives those that are there what fields they lack. Throws `environment`,
 * for an index of an older version of ours with another type of a field too.
 */
export async function prepareIndices(elastic: Elastic, startedAt: string): Promise<void> {
  for (const kind of documentKinds) await prepareIndex(elastic, kind, indexName(kind, startedAt));
}

async function prepareIndex({ client, url }: Elastic, kind: DocumentKind, index: string): Promise<void> {
  const { mappings } = indexTemplate(kind).template;
  try {
    const version = await versionOf(client, index);
    if (version === null) await createIndex(client, index);
    else if (version !== mappings._meta.version) await client.indices.putMapping({ index, ...mappings });
  } catch (error) {
    if (isIllegalMapping(error)) throw mappingConflict(index, error.body.error.reason, error);
    throw explainElastic(error, url);
  }
}

/** What the mapping of an index says of itself; null: there is no such index. */
async function versionOf(client: Elastic["client"], index: string): Promise<unknown> {
  const found = await client.indices.getMapping({ index }, { ignore: [404] });
  const mappings = found[index]?.mappings; // of an answer 404 there is none
  return mappings ? (mappings._meta?.["version"] ?? "none") : null;
}

/** Two pushes at the same time may both want to. */
async function createIndex(client: Elastic["client"], index: string): Promise<void> {
  try {
    await client.indices.create({ index });
  } catch (error) {
    const isThere =
      error instanceof elasticPackage().errors.ResponseError && /resource_already_exists/.test(error.message);
    if (!isThere) throw error;
  }
}

/**
 * Elasticsearch says 400 `illegal_argument_exception` for "mapper [x] cannot be changed from type [y] to [z]" and "can't merge
 * a non object mapping [x] with an object mapping".
 */
function isIllegalMapping(error: unknown): error is { body: { error: { reason: string } } } {
  return (
    error instanceof elasticPackage().errors.ResponseError &&
    error.statusCode === 400 &&
    /mapper|mapping/.test(error.message)
  );
}
