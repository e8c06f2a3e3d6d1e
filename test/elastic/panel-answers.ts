import assert from "node:assert/strict";
import type { Client } from "@elastic/elasticsearch";
import { dashboards } from "../../kibana/all.ts";
import type { Dashboard } from "../../kibana/definition.ts";
import { panelQueries, type Selection } from "../../kibana/search-body.ts";
import type { Row } from "../../kibana/search-rows.ts";
import type { PanelRun } from "./panel-runs.ts";

/** What a panel draws, by its id and title: `run-cpu CPU of every container: phase begins`. */
export type Answers = Map<string, { rows: Row[]; calculated: readonly string[] }>;

const second = 1000;
const hour = 3_600 * second;
const day = 24 * hour;

/** Asks what Kibana asks for every panel, over the time of a run. */
export async function ask(
  client: Client,
  run: PanelRun,
  runId: string | null = run.record.id,
): Promise<Answers> {
  const from = new Date(Date.parse(run.record.startedAt) - second);
  return askOver(client, () => ({ runId, from, to: hourAfter(run) }));
}

/** The same over what each dashboard shows when it is opened within the hour after a run: its own time range, and no run picked. */
export async function askAsOpened(client: Client, run: PanelRun): Promise<Answers> {
  const to = hourAfter(run);
  return askOver(client, ({ from }) => ({ runId: null, from: before(to, from), to }));
}

/** The same over any selection, which may depend on the dashboard. */
export async function askOver(
  client: Client,
  selectionOf: (dashboard: Dashboard) => Selection,
): Promise<Answers> {
  const answers: Answers = new Map();
  for (const dashboard of dashboards)
    for (const query of panelQueries(dashboard, selectionOf(dashboard))) {
      const { panel, title, index, body, calculated } = query;
      const rows = query.read(await client.search({ index, ...body }));
      answers.set(`${panel} ${title}`, { rows, calculated });
    }
  return answers;
}

function hourAfter({ record }: PanelRun): Date {
  return new Date(Date.parse(record.endedAt ?? record.startedAt) + hour);
}

/** `now-7d` and `now-1y` at a moment; a year has 365 days here. */
function before(now: Date, from: string): Date {
  const [, count, unit] = /^now-(\d+)([dy])$/.exec(from)!;
  return new Date(now.getTime() - Number(count) * (unit === "y" ? 365 : 1) * day);
}

export function rowsOf(answers: Answers, panel: string): Row[] {
  const found = [...answers].filter(([name]) => name.startsWith(`${panel} `));
  assert.ok(found.length > 0, `no panel ${panel}`);
  return found[0]![1].rows;
}

/** Panels of which a request found nothing to draw. */
export function emptyPanels(answers: Answers): string[] {
  const empty = [...answers].filter(
    ([name, { rows, calculated }]) =>
      // red bars are only where something was infinite
      !name.endsWith(": infinite") && !rows.some((row) => calculated.some((label) => row[label] !== null)),
  );
  return [...new Set(empty.map(([name]) => name.split(" ")[0]!))];
}
