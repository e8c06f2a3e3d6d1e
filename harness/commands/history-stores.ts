import { join } from "node:path";
import type { AddressedMetric } from "../model/address.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { type MetricValue, metricValue } from "../model/metric-value.ts";
import { type Summary, summarySchema } from "../model/summary.ts";
import {
  type HistoryRecord,
  type HistoryRun,
  type HistorySource,
  historyRun,
} from "../reports/history/history.ts";
import type { Elastic } from "../sinks/connection.ts";
import { readElasticRecords, readElasticValues } from "../sinks/read-history.ts";
import { listRuns, readRunRecord, readSummaryOfAnyVersion } from "../store/read-run.ts";

/** Where runs are. Records come first, because only they tell which runs and scenarios are asked for. */
export interface HistoryStore {
  records(): Promise<HistoryRecord[]>;
  read(
    records: readonly HistoryRecord[],
    series: readonly AddressedMetric[],
  ): Promise<{ runs: HistoryRun[]; sources: HistorySource[] }>;
}

/** The run folders; what cannot be read is told on standard error and left out. */
export function folderStore(results: string, io: Io): HistoryStore {
  return {
    async records() {
      const found = await Promise.all((await listRuns(results)).map((id) => recordIn(results, id, io)));
      return found.flatMap((record) => record ?? []);
    },
    async read(records, series) {
      const values = series.map(() => new Map<string, MetricValue>());
      const runs: HistoryRun[] = [];
      for (const record of records) {
        // one summary at a time: a thousand of them are gigabytes
        const { summary, remark } = await summaryIn(join(results, record.id));
        runs.push(historyRun(record, { grade: summary?.grade.value ?? null, remark }));
        series.forEach(({ scenario: name, metric }, index) => {
          const scenario = summary?.scenarios.find((each) => each.name === name);
          if (scenario) values[index]!.set(record.id, metricValue(scenario, metric));
        });
      }
      return { runs, sources: sourcesOf(series, values) };
    },
  };
}

/** The runs that a server has, of all machines. */
export function elasticStore(elastic: Elastic): HistoryStore {
  const grades = new Map<string, string | null>();
  return {
    async records() {
      const found = await readElasticRecords(elastic);
      for (const { record, grade } of found) grades.set(record.id, grade);
      return found.map(({ record }) => record);
    },
    async read(records, series) {
      const ids = records.map(({ id }) => id);
      const values = await Promise.all(series.map((each) => readElasticValues(elastic, each, ids)));
      const runs = records.map((record) => {
        const grade = grades.get(record.id) ?? null;
        return historyRun(record, { grade, remark: grade === null ? "it has no figures" : null });
      });
      return { runs, sources: sourcesOf(series, values) };
    },
  };
}

function sourcesOf(
  series: readonly AddressedMetric[],
  values: readonly Map<string, MetricValue>[],
): HistorySource[] {
  return series.map(({ scenario, metric }, index) => ({
    ...{ scenario, metric },
    valueIn: (run) => values[index]!.get(run) ?? null,
  }));
}

/** The run is named as its folder, by which everything else finds it: a folder that was renamed has another id inside. */
async function recordIn(results: string, id: string, io: Io): Promise<HistoryRecord | null> {
  try {
    return { ...(await readRunRecord(join(results, id))), id };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    io.stderr.write(`bench: warning: left out: ${error.message}\n`);
    return null;
  }
}

/** Figures of an older version are shown as they are, because analysing many runs again takes minutes, and marked. */
async function summaryIn(folder: string): Promise<{ summary: Summary | null; remark: string | null }> {
  try {
    const summary = await readSummaryOfAnyVersion(folder);
    if (summary === null) return { summary, remark: "it has no figures" };
    if (summary.schema === summarySchema) return { summary, remark: null };
    return {
      summary,
      remark: `figures of version "${summary.schema}", which "bench report RUN --again" renews`,
    };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return { summary: null, remark: error.message };
  }
}
