import type { Elastic } from "./connection.ts";
import { explainElastic } from "./explain.ts";
import { type DocumentKind, documentKinds } from "./fields/field.ts";
import { indexName } from "./indices.ts";

/** How many documents of a run the server has, by kind: everything that it acknowledged before. Throws `environment`. */
export async function countDocuments(
  { client, url }: Elastic,
  { id, startedAt }: { id: string; startedAt: string },
): Promise<Record<DocumentKind, number>> {
  try {
    const counts = documentKinds.map(async (kind) => {
      const index = indexName(kind, startedAt);
      const options = { index, ignore_unavailable: true } as const;
      await client.indices.refresh(options); // what was just written is not yet searched
      const { count } = await client.count({ ...options, query: { term: { "bench.run.id": id } } });
      return [kind, count] as const;
    });
    return Object.fromEntries(await Promise.all(counts)) as Record<DocumentKind, number>;
  } catch (error) {
    throw explainElastic(error, url);
  }
}
