import type { estypes } from "@elastic/elasticsearch";
import { BenchError } from "../model/error.ts";
import type { RunRecord } from "../model/run-record.ts";
import { type Summary, summarySchema } from "../model/summary.ts";
import type { Elastic } from "./connection.ts";
import { explainElastic } from "./explain.ts";
import { indexPattern, runDocumentId } from "./indices.ts";

/** A run of any machine, as a list shows it. */
export interface ElasticRun {
  id: string;
  /** null: the run ended before its analysis. */
  grade: string | null;
  status: string;
  profile: string;
  hostId: string | null;
  scenarios: string[];
}

/** More runs than this are not listed; the newest are. */
export const mostRuns = 1_000;

/** A run without figures has no grade. */
const newestWithFigures = {
  bool: { filter: [{ term: { "bench.kind": "run" } }, { exists: { field: "bench.grade" } }] },
};

interface RunSource {
  "bench.run.id": string;
  "bench.run.status": string;
  "bench.run.profile": string;
  "bench.run.scenarios"?: string[];
  "bench.grade"?: string;
  "host.id"?: string;
  "bench.summary"?: Summary;
  "bench.record"?: RunRecord;
}

/** The runs that a server has, newest last. Throws `environment`. */
export async function listElasticRuns(elastic: Elastic): Promise<ElasticRun[]> {
  const hits = await search(elastic, {
    query: { term: { "bench.kind": "run" } },
    sort: [{ "@timestamp": "desc" }],
    size: mostRuns,
    _source: { excludes: ["bench.summary", "bench.record"] },
  });
  return hits.reverse().map((source) => ({
    id: source["bench.run.id"],
    grade: source["bench.grade"] ?? null,
    status: source["bench.run.status"],
    profile: source["bench.run.profile"],
    hostId: source["host.id"] ?? null,
    scenarios: source["bench.run.scenarios"] ?? [],
  }));
}

/**
 * Summary and record of a run that a server has, the newest if none is named. Throws `bad-input` where it has no such run or
 * no figures of it, `environment` where it fails.
 */
export async function readElasticRun(
  elastic: Elastic,
  id: string | undefined,
): Promise<{ summary: Summary; record: RunRecord }> {
  const query = id === undefined ? newestWithFigures : { ids: { values: [runDocumentId(id)] } };
  const [source] = await search(elastic, { query, sort: [{ "@timestamp": "desc" }], size: 1 });
  const { "bench.summary": summary, "bench.record": record } = source ?? {};
  if (summary && summary.schema !== summarySchema)
    throw new BenchError(
      `run "${id}" has a summary "${summary.schema}", but this version reads "${summarySchema}"`,
      {
        code: "bad-input",
        hints: ["push it again with this version, or read it with the version that wrote it"],
      },
    );
  if (summary && record) return { summary, record };
  const what =
    id === undefined ? "no run with figures" : source ? `no figures of run "${id}"` : `no run "${id}"`;
  throw new BenchError(`Elasticsearch at ${elastic.url} has ${what}`, {
    code: "bad-input",
    hints: ['"bench list runs --elasticsearch" shows what it has; "bench push" stores a run'],
  });
}

/** Documents of the summaries' index. No index yet is no run yet. Throws `environment`. */
export async function search<Source = RunSource>(
  { client, url }: Elastic,
  body: estypes.SearchRequest,
): Promise<Source[]> {
  try {
    const { hits } = await client.search<Source>({ index: indexPattern("summaries"), ...body });
    return hits.hits.flatMap(({ _source }) => (_source ? [_source] : []));
  } catch (error) {
    throw explainElastic(error, url);
  }
}
