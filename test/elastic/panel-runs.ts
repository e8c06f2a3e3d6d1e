import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { type PublishedLatency, studyTable } from "../../harness/model/study-2020.ts";
import type { StudyLatency, StudyRow, Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import {
  readCounters,
  readRunRecord,
  readSamples,
  readStoredRun,
  readSummary,
} from "../../harness/store/read-run.ts";
import { createRunFolder, runFiles } from "../../harness/store/run-folder.ts";
import { studyRun } from "../analysis/study-run.ts";

const example = join(projectFolder, "results", "example");

/** A run in a folder, and what its files say, to compare the server's answers with. */
export interface PanelRun {
  folder: string;
  record: RunRecord;
  summary: Summary;
  samples: Sample[];
}

/** The real run that is kept with the project. */
export async function realRun(parent: string): Promise<PanelRun> {
  const folder = join(parent, "example");
  await cp(example, folder, { recursive: true });
  return readPanelRun(folder);
}

/**
 * The share of requests without an answer. Three in 100 put the p99 beyond every answer, 60 in 100 the p50. Relay's are HTTP's
 * alone, so that one workload's column cannot pass for the other's.
 */
const lateShares: Readonly<Record<string, number>> = {
  "relay http": 0.03,
  "stunnel http": 0.6,
  "stunnel mqtt": 0.6,
};

/** The same real run, but some of its requests have timed out, and control carried HTTP only; its figures are computed anew. */
export async function runWithTimeouts(parent: string): Promise<PanelRun> {
  const stored = await readStoredRun(example);
  const tool = { ...stored.run.tool, branch: "main" };
  const run = { ...stored.run, tool, id: `${stored.run.id.slice(0, -4)}feed` };
  const samples = [...stored.samples]
    .filter(({ scenario, workload }) => scenario !== "control" || workload !== "mqtt")
    .map(timedOut);
  const folder = await createRunFolder(parent, run.id);
  await folder.writeRun(run);
  await folder.appendSamples(samples);
  await folder.appendCounters(stored.counters);
  await folder.appendLoads(stored.loads);
  await cp(join(example, runFiles.containers), join(folder.path, runFiles.containers));
  await folder.writeText(runFiles.summary, JSON.stringify(analyse({ ...stored, run, samples })));
  return readPanelRun(folder.path);
}

function timedOut(sample: Sample): Sample {
  const share = lateShares[`${sample.scenario} ${sample.workload}`] ?? 0;
  if (sample.seq % 100 >= share * 100) return sample;
  return { ...sample, firstNs: null, doneNs: null, receivedNs: null, outcome: "timeout" };
}

/**
 * A run with the study's protocol whose figures are those that the study printed, its table II, times `factor`.
 * @param startedAt ISO 8601
 */
export async function runOfTheStudy(parent: string, startedAt: string, factor = 1): Promise<PanelRun> {
  const scenarios = studyTable.map(({ scenario }) => scenario);
  const { run, samples, ...rest } = studyRun({ scenarios, oneWayUs: () => 2000 });
  const id = `${startedAt.replaceAll(/[-:]|\.\d+/g, "")}-2020`;
  const record = { ...run, id, startedAt };
  const summary = analyse({ ...rest, run: record, samples });
  const study = { ...summary.study!, rows: summary.study!.rows.map((row) => printedRow(row, factor)) };
  const folder = await createRunFolder(parent, record.id);
  await folder.writeRun(record);
  await folder.appendSamples([...samples]);
  await folder.writeText(runFiles.summary, JSON.stringify({ ...summary, study }));
  return readPanelRun(folder.path);
}

function printedRow(row: StudyRow, factor: number): StudyRow {
  const printed = studyTable.find(({ scenario }) => scenario === row.scenario)!;
  const { http, mqtt, cpuPercent, memoryPercent, containers, drops } = printed;
  return {
    ...{ ...row, containers, drops },
    cpuPercent: cpuPercent * factor,
    memoryPercent: memoryPercent * factor,
    http: { ...row.http!, ...times(http, factor) },
    mqtt: mqtt === null ? null : { ...(row.mqtt as StudyLatency), ...times(mqtt, factor) },
  };
}

function times({ meanMs, minMs, maxMs }: PublishedLatency, factor: number): PublishedLatency {
  return { meanMs: meanMs * factor, minMs: minMs * factor, maxMs: maxMs * factor };
}

/** A run with what its files say. */
export async function readPanelRun(folder: string): Promise<PanelRun> {
  const [record, summary, samples] = await Promise.all([
    readRunRecord(folder),
    readSummary(folder),
    readSamples(folder),
  ]);
  return { folder, record, summary: summary!, samples: [...samples] };
}

/** Names of the phases at whose start or end the host's counters were read, a line each. */
export async function hostEdges({ folder }: PanelRun, edge: "start" | "end"): Promise<string[]> {
  const lines = await readCounters(folder);
  return lines.filter((line) => line.subject === "host" && line.edge === edge).map(({ phase }) => phase);
}

/** Containers that containers.ndjson has lines of. */
export async function containerNames({ folder }: PanelRun): Promise<string[]> {
  const lines = (await readFile(join(folder, runFiles.containers), "utf8")).trimEnd().split("\n");
  return [...new Set(lines.map((line) => (JSON.parse(line) as { container: string }).container))].toSorted();
}
