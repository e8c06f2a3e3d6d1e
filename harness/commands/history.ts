import { InvalidArgumentError, Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { type AddressedMetric, parseAddress, resolveAddress } from "../model/address.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { buildHistory, type History, type HistoryRecord } from "../reports/history/history.ts";
import { renderHistoryCsv, renderHistoryJson } from "../reports/history/history-json.ts";
import { renderHistoryTable } from "../reports/history/history-table.ts";
import { connectElastic } from "../sinks/connection.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { defaultResultsFolder } from "./folders.ts";
import { elasticStore, folderStore, type HistoryStore } from "./history-stores.ts";
import { separate } from "./separate.ts";

const renderers = {
  table: (history: History, { stdout }: Io) => renderHistoryTable(history, { columns: stdout.columns }),
  json: renderHistoryJson,
  csv: renderHistoryCsv,
} as const satisfies Record<string, (history: History, io: Io) => string>;

interface HistoryOptions {
  format: keyof typeof renderers;
  host?: string;
  branch?: string;
  commit?: string;
  profile?: string;
  last: number;
  results: string;
  elasticsearch?: string | true;
}

/** `bench history`: what became of a metric from run to run. */
export const addHistory: AddVerb = (program, io, finish) => {
  program
    .command("history")
    .argument("<metrics...>", "addresses such as native.http.ratio.p50 or *.http.latency.p99")
    .description("show metrics over the stored runs, as a table with a plot")
    .addOption(new Option("-f, --format <format>", "how").choices(Object.keys(renderers)).default("table"))
    .option("--host <id>", "runs of this machine alone; the first characters will do")
    .option("--branch <name>", "runs from this branch alone")
    .option("--commit <hash>", "runs from this commit alone; the first characters will do")
    .option("--profile <name>", "runs of this profile alone")
    .option("-n, --last <count>", "the newest so many runs", parseCount, 50)
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .option(elasticOption, "runs in Elasticsearch, of all machines")
    .addHelpText(
      "after",
      "\nExamples:\n  bench history stunnel.http.ratio.p50\n  bench history '*.http.latency.p99' --profile standard --format csv\n  bench history native.http.cpu.tunnel --branch main --elasticsearch http://127.0.0.1:9200",
    )
    .action(async (addresses: string[], options: HistoryOptions) => {
      const wanted = separate(addresses).map(parseAddress);
      const store = await openStore(options, io);
      const records = chooseRecords(await store.records(), options);
      const names = [...new Set(records.flatMap(({ plan }) => plan.scenarios))];
      const series = wanted.flatMap((address) => resolveAddress(address, names));
      const { runs, sources } = await store.read(records, unique(series));
      io.stdout.write(renderers[options.format](buildHistory(runs, sources), io));
      finish(exitCodes.ok);
    });
};

async function openStore({ results, elasticsearch }: HistoryOptions, io: Io): Promise<HistoryStore> {
  if (elasticsearch === undefined) return folderStore(results, io);
  const url = elasticAddress(elasticsearch, io);
  warnIfExposed(url, io);
  return elasticStore(await connectElastic(url, io.env, io.signal));
}

/** The newest of those that the filters let through, oldest first. Throws `bad-input` where none is left. */
function chooseRecords(records: readonly HistoryRecord[], options: HistoryOptions): HistoryRecord[] {
  const { host, branch, commit, profile, last } = options;
  const found = records
    .filter((record) => host === undefined || record.host.id?.startsWith(host))
    .filter((record) => branch === undefined || record.tool.branch === branch)
    .filter((record) => commit === undefined || record.tool.commit?.startsWith(commit))
    .filter((record) => profile === undefined || record.plan.profile.name === profile)
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .slice(-last);
  if (found.length > 0) return found;
  const message = records.length === 0 ? "there is no run yet" : `none of the ${records.length} runs matches`;
  throw new BenchError(message, { code: "bad-input", hints: ['"bench list runs" shows the stored runs'] });
}

function unique(series: readonly AddressedMetric[]): AddressedMetric[] {
  return [...new Map(series.map((each) => [`${each.scenario} ${each.metric.address}`, each])).values()];
}

function parseCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a count from 1 on is needed.");
}
