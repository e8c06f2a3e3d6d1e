import { defaultUrl } from "../model/credentials.ts";
import type { Io } from "../model/io.ts";
import type { RunRecord } from "../model/run-record.ts";
import { baseUrl } from "../model/url.ts";

/** Before and after the run, so that its first and last documents are in view. */
const marginMs = 1_000;

/**
 * Address of the dashboard One run, for one run and its time, in the Kibana of BENCH_KIBANA_URL or of `bench elastic up`; null
 * where there is none. The time in `_g` precedes the dashboard's own (Kibana's unified_search_manager.ts), `query` in `_a`
 * is read by its url_utils.ts and extract_search_state.ts.
 */
export function dashboardLink({ id, startedAt, endedAt }: RunRecord, io: Io): string | null {
  const kibana = defaultUrl(io.env, "kibana");
  if (kibana === null) return null;
  const at = (time: string, shiftMs: number) => new Date(Date.parse(time) + shiftMs).toISOString();
  const to = endedAt === null ? "now" : at(endedAt, marginMs);
  const time = `_g=(time:(from:'${at(startedAt, -marginMs)}',to:'${to}'))`;
  const query = `_a=(query:(language:kuery,query:'${encodeURIComponent(`bench.run.id : "${id}"`)}'))`;
  return `${baseUrl(kibana)}/app/dashboards#/view/tunnelbench-one-run?${time}&${query}`;
}
