import { setTimeout as sleep } from "node:timers/promises";
import type { AddVerb } from "../cli.ts";
import { type HttpClient, httpClient } from "../kibana/client.ts";
import { type ImportedObject, importObjects } from "../kibana/import-objects.ts";
import { readObjectsFile } from "../kibana/our-objects.ts";
import { type Clock, patient, type WaitLimits, waitForKibana } from "../kibana/wait.ts";
import { checkUrl, defaultUrl, readCredentials } from "../model/credentials.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { connectElastic } from "../sinks/connection.ts";
import { installTemplates, prepareIndices } from "../sinks/install.ts";
import { renderColumns } from "./columns.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { progressLine } from "./progress-line.ts";

interface SetupOptions {
  url?: string;
  elasticsearch?: string | true;
}

/** `bench kibana`: our data views and dashboards in a Kibana that is there. */
export const addKibana: AddVerb = (program, io, finish) => {
  program
    .command("kibana")
    .description("put the dashboards into Kibana")
    .command("setup")
    .description("import data views and dashboards; the same twice changes nothing")
    .option("--url <url>", "address of Kibana, with its base path and space (…/s/name) if any")
    .option(elasticOption, "also put the index templates there")
    .addHelpText(
      "after",
      '\nExample:\n  bench kibana setup --url http://127.0.0.1:5601\n\nCredentials, for both servers: BENCH_ELASTICSEARCH_API_KEY, or _USERNAME and _PASSWORD; _CA is the PEM file of a private authority.\nWithout --url: BENCH_KIBANA_URL, else the Kibana of "bench elastic up".',
    )
    .action(async ({ url, elasticsearch }: SetupOptions) => {
      const client = kibanaAt(io, url);
      warnIfExposed(client.url, io);
      const elasticsearchUrl =
        elasticsearch === undefined ? itsElasticsearch(io, url) : elasticAddress(elasticsearch, io);
      if (elasticsearchUrl === null)
        io.stderr.write(
          "bench: index templates are left to the first push (--elasticsearch puts them now)\n",
        );
      else await putTemplates(io, elasticsearchUrl);
      await putDashboards(io, client, patient);
      finish(exitCodes.ok);
    });
};

/** The Elasticsearch that belongs to the chosen Kibana; that of `bench elastic up` only together with its own Kibana. */
function itsElasticsearch({ env }: Io, kibanaUrl: string | undefined): string | null {
  const isElsewhere = kibanaUrl !== undefined || env["BENCH_KIBANA_URL"];
  return isElsewhere ? env["BENCH_ELASTICSEARCH_URL"] || null : defaultUrl(env, "elasticsearch");
}

/** A client for the address, else for the environment's or that of `bench elastic up`. Throws `bad-input`. */
export function kibanaAt(io: Io, url: string | null = null): HttpClient {
  const address = url ?? defaultUrl(io.env, "kibana");
  if (address === null)
    throw new BenchError("which Kibana?", {
      code: "bad-input",
      hints: ['give its address with --url or BENCH_KIBANA_URL, or start one with "bench elastic up"'],
    });
  return httpClient(checkUrl(address, "the address of Kibana"), readCredentials(io.env, address), io.signal);
}

/**
 * Puts the index templates and this month's indices, and says so. Without any index data views have no fields, and a
 * dashboard shows errors until the first run instead of nothing.
 */
export async function putTemplates(io: Io, url: string): Promise<void> {
  const elastic = await connectElastic(url, io.env);
  await installTemplates(elastic);
  await prepareIndices(elastic, io.now().toISOString());
  io.stdout.write(`Elasticsearch at ${url} has the index templates\n`);
}

/** Waits for Kibana, imports all objects, tells each. Throws `environment` where one was not imported. */
export async function putDashboards(io: Io, client: HttpClient, limits: WaitLimits): Promise<void> {
  const objects = readObjectsFile();
  const version = await waited(io, client, limits);
  const imported = await importObjects(client, objects);
  const rows = imported.map(({ state, type, title, text }) => [state, type, title, text]);
  io.stdout.write(renderColumns(rows, Number.POSITIVE_INFINITY)); // a reason must not be cut
  const failed = imported.filter(({ state }) => state === "failed");
  if (failed.length > 0) throw notImported(failed, imported.length);
  io.stdout.write(`Kibana ${version} at ${client.url} has all ${imported.length}\n`);
}

/** Waits with a line of progress, which is gone afterwards. */
async function waited(io: Io, client: HttpClient, limits: WaitLimits): Promise<string> {
  const progress = progressLine(io);
  const onWait = (text: string) => progress.step(`waiting for Kibana at ${client.url}: ${text}`);
  try {
    return await waitForKibana(client, { clock: clockOf(io), limits, onWait });
  } finally {
    progress.done();
  }
}

/** The process's own time; a wait ends with the user's signal. */
export function clockOf({ signal }: Io): Clock {
  return {
    nowMs: () => performance.now(),
    sleep: (ms) => sleep(ms, undefined, { signal }),
  };
}

function notImported(failed: readonly ImportedObject[], all: number): BenchError {
  return new BenchError(`Kibana did not import ${failed.length} of ${all} objects; the reasons stand above`, {
    code: "environment",
    hints: ["mend what they say, then give the command again: what is there is overwritten"],
  });
}
