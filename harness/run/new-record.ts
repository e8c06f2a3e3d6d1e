import { missingRequirement } from "../lab/requirements.ts";
import { BenchError } from "../model/error.ts";
import { newRunId } from "../model/run-id.ts";
import { type RunRecord, runSchema, type ScenarioRecord } from "../model/run-record.ts";
import type { Scenario } from "../model/scenario.ts";
import { toolVersion } from "../model/tool.ts";
import type { RunRequest } from "./execute.ts";
import { readHostFacts } from "./host-facts.ts";
import { planRun } from "./plan.ts";
import { readCheckout } from "./tool-commit.ts";

/** run.json as it stands before anything starts. Throws `environment` for a scenario that was named and is unsupported here. */
export async function newRecord(request: RunRequest): Promise<RunRecord> {
  const { scenarios, profile, seed, command, explicit, deviations } = request;
  const { planner = (supported) => planRun({ profile, scenarios: supported, seed, deviations }) } = request;
  const now = new Date();
  // beside the wall clock: a time of the run is `startedAt` plus itself, wherever one needs the time of day
  const epochNs = process.hrtime.bigint().toString();
  const entries = scenarios.map(scenarioRecord);
  refuseUnsupported(entries, explicit);
  return {
    schema: runSchema,
    id: newRunId(now),
    startedAt: now.toISOString(),
    endedAt: null,
    status: "running",
    statusReason: null,
    tool: { version: toolVersion(), ...(await readCheckout()) },
    request: {
      command: [...command],
      scenarios: scenarios.map(({ name }) => name),
      explicit: explicit.length > 0,
    },
    seed,
    epochNs,
    plan: planner(scenarios.filter((_, index) => entries[index]?.status === "ok")),
    host: readHostFacts(),
    docker: request.docker.facts,
    subnet: "",
    scenarios: entries,
    containers: [],
    endpoints: [],
    timeline: [],
  };
}

function scenarioRecord(scenario: Scenario): ScenarioRecord {
  const { name, file, title, cipher, encrypts, authenticates, modifiesServices, source, base } = scenario;
  const reason = missingRequirement(scenario);
  const status = reason === null ? "ok" : "unsupported";
  return {
    name,
    file,
    title,
    implementation: null,
    cipher,
    encrypts,
    authenticates,
    modifiesServices,
    status,
    reason,
    readyMs: null,
    ...(source && { source }),
    ...(base !== undefined && { base }),
  };
}

function refuseUnsupported(entries: readonly ScenarioRecord[], explicit: readonly string[]): void {
  const refused = entries.filter(({ name, status }) => status === "unsupported" && explicit.includes(name));
  if (refused.length === 0) return;
  throw new BenchError(
    refused.map(({ name, reason }) => `scenario "${name}" is unsupported here: ${reason}`).join("\n"),
    {
      code: "environment",
      hints: ['"bench list" shows what this machine can run; "bench doctor" says what is missing'],
    },
  );
}
