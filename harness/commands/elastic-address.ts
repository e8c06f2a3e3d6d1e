import { defaultUrl } from "../model/credentials.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";

/** How the option is written: its address may be left out where the environment or `bench elastic up` has one. */
export const elasticOption = "--elasticsearch [url]";

/** Where Elasticsearch is: the option's address, else the environment's or that of `bench elastic up`. Throws `bad-input`. */
export function elasticAddress(option: string | true | undefined, io: Io): string {
  const url = typeof option === "string" ? option : defaultUrl(io.env, "elasticsearch");
  if (url !== null) return url;
  throw new BenchError("no address of Elasticsearch", {
    code: "bad-input",
    hints: ['give it with --elasticsearch URL or BENCH_ELASTICSEARCH_URL; "bench elastic up" starts one'],
  });
}
