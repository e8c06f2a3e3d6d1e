import { readdir } from "node:fs/promises";
import type { AddVerb } from "../cli.ts";
import { missingRequirement } from "../lab/requirements.ts";
import { findScenarios } from "../lab/scenario-arguments.ts";
import { readScenario } from "../lab/scenario-file.ts";
import { exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { connectElastic } from "../sinks/connection.ts";
import { listElasticRuns } from "../sinks/read-runs.ts";
import { listRuns, readRunRecord, readSummary } from "../store/read-run.ts";
import { renderColumns } from "./columns.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { composeFolder, defaultResultsFolder } from "./folders.ts";

/** `bench list`: the scenarios of this checkout, or the stored runs. */
export const addList: AddVerb = (program, io, finish) => {
  const list = program
    .command("list")
    .description("list the scenarios, or the stored runs")
    .addHelpText(
      "after",
      "\nExamples:\n  bench list\n  bench list runs\n  bench list runs --elasticsearch http://127.0.0.1:9200",
    );
  list
    .command("scenarios", { isDefault: true })
    .description("the scenarios of this checkout, and whether this machine can run them")
    .action(async () => {
      io.stdout.write(renderColumns(await scenarioRows(), io.stdout.columns));
      finish(exitCodes.ok);
    });
  list
    .command("runs")
    .description("the stored runs, newest last")
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .option(elasticOption, "those in Elasticsearch, of all machines")
    .action(async ({ results, elasticsearch }: { results: string; elasticsearch?: string | true }) => {
      const isElastic = elasticsearch !== undefined;
      const place = isElastic ? elasticAddress(elasticsearch, io) : results;
      const rows = isElastic ? await elasticRows(place, io) : await runRows(results);
      io.stdout.write(
        rows.length === 1 ? `no run in "${place}" yet\n` : renderColumns(rows, io.stdout.columns),
      );
      finish(exitCodes.ok);
    });
};

async function elasticRows(url: string, io: Io): Promise<string[][]> {
  warnIfExposed(url, io);
  const runs = await listElasticRuns(await connectElastic(url, io.env, io.signal));
  const rows = runs.map(({ id, grade, status, profile, hostId, scenarios }) => [
    ...[id, grade ?? "-", status, profile, hostId ?? "-", scenarios.join(",")],
  ]);
  return [["run", "grade", "status", "profile", "host", "scenarios"], ...rows];
}

async function scenarioRows(): Promise<string[][]> {
  const names = await findScenarios(composeFolder);
  const scenarios = await Promise.all(
    names.map((name) => readScenario(name, `${composeFolder}/${name}.yaml`)),
  );
  const rows = scenarios.map((scenario) => [
    scenario.name,
    scenario.encrypts ? "encrypts" : "plain",
    Object.keys(scenario.entry).join("+"),
    missingRequirement(scenario) ? `unsupported: ${missingRequirement(scenario)}` : "ok",
    scenario.title,
  ]);
  return [["scenario", "wire", "carries", "here", "title"], ...rows];
}

async function runRows(results: string): Promise<string[][]> {
  const ids = await listRuns(results);
  const rows = await Promise.all(
    ids.map(async (id) => {
      const folder = `${results}/${id}`;
      if (!(await readdir(folder)).includes("run.json")) return [id, "?", "no run.json", "", ""];
      const [record, summary] = await Promise.all([readRunRecord(folder), readSummary(folder)]);
      return [
        id,
        summary?.grade.value ?? "-",
        record.status,
        record.plan.profile.name,
        record.plan.scenarios.join(","),
      ];
    }),
  );
  return [["run", "grade", "status", "profile", "scenarios"], ...rows];
}
