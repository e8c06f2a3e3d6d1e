import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ComparedRun } from "../../harness/reports/compare/comparison.ts";
import { summaryDocuments } from "../../harness/sinks/documents/summary.ts";

type Document = Record<string, unknown>;
interface SearchBody {
  query: { term?: Document; bool?: { filter: { term?: Document; terms?: Record<string, unknown[]> }[] } };
  sort?: { "@timestamp": "desc" }[];
  size: number;
  _source: string[] | { includes: string[] };
}

/**
 * A server that answers searches over the documents of these runs: filters by `term` and `terms`, sorting and size as
 * Elasticsearch does, and answers with the asked parts of the documents, which are those that `bench push` makes.
 */
export async function fakeElasticsearch(
  runs: readonly ComparedRun[],
): Promise<{ url: string } & AsyncDisposable> {
  const documents = runs
    .flatMap(({ record, summary }) => summaryDocuments(record, summary))
    .map(({ document }) => JSON.parse(JSON.stringify(document)) as Document);
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const answer = request.url!.includes("_search")
      ? search(documents, JSON.parse(body))
      : identity(request.url!);
    response.writeHead(200, {
      "content-type": "application/vnd.elasticsearch+json;compatible-with=8",
      "x-elastic-product": "Elasticsearch",
    });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function search(documents: readonly Document[], { query, sort, size, _source: asked }: SearchBody) {
  const filters = query.bool?.filter ?? [{ term: query.term! }];
  const matches = (document: Document) =>
    filters.every(({ term, terms }) =>
      Object.entries(term ?? terms ?? {}).every(([field, wanted]) =>
        [wanted].flat().includes(document[field]),
      ),
    );
  const found = documents.filter(matches);
  if (sort) found.sort((a, b) => String(b["@timestamp"]).localeCompare(String(a["@timestamp"])));
  const paths = Array.isArray(asked) ? asked : asked.includes;
  return {
    hits: { hits: found.slice(0, size).map((document) => ({ _source: partsOf(document, paths, "") })) },
  };
}

/** What stands at a path, in it or on the way to it; a field's name may hold dots itself. */
function partsOf(document: Document, paths: readonly string[], above: string): Document {
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
      const here = `${above}${name}`;
      if (paths.some((path) => here === path || here.startsWith(`${path}.`))) return [[name, value]];
      const isOnTheWay = paths.some((path) => path.startsWith(`${here}.`));
      return isOnTheWay && value !== null && typeof value === "object"
        ? [[name, partsOf(value as Document, paths, `${here}.`)]]
        : [];
    }),
  );
}

/** What a connection asks for first. */
function identity(url: string): object {
  if (url.includes("_nodes")) return { nodes: { one: { version: "9.2.0" } } };
  return { cluster_uuid: "fake", metadata: { cluster_uuid: "fake" } };
}
