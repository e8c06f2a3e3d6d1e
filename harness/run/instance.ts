import { measuredSubjects, recordContainers } from "../lab/containers.ts";
import { createLab, readLog } from "../lab/start-lab.ts";
import { type Death, watchDeaths } from "../lab/watch.ts";
import { BenchError } from "../model/error.ts";
import type { Phase } from "../model/plan.ts";
import type { Scenario } from "../model/scenario.ts";
import { gatherEvidence } from "./evidence-phase.ts";
import { openScenario } from "./gate.ts";
import { runPhase } from "./phase.ts";
import type { RunContext } from "./run-context.ts";
import { openSession, type Session } from "./session.ts";

/** Roles without which nothing can be measured: their death ends the run, not a scenario. */
const sharedRoles = ["generator", "service", "broker"];
/** The part of each container's log that is kept. */
const keptLogLines = 200;

/**
 * One re-creation of the lab: up, path gate, evidence, the phases of the plan, logs, down. What a phase gave is on the
 * disk before the next one starts. A scenario that fails is marked and left out; the others go on.
 */
export async function runInstance(context: RunContext, instance: number): Promise<void> {
  const scenarios = context.measurable();
  const { docker, folder, signal, record } = context;
  context.progress.step(`starting the lab of ${scenarios.length} scenarios`);
  await using lab = await createLab({
    ...{ docker, runId: record.id, instance, scenarios, endpoints: context.endpoints },
    ...{ images: context.imageNames(), folder: folder.path, signal },
  });
  record.subnet = lab.resolved.block;
  const fatal = Promise.withResolvers<never>();
  fatal.promise.catch(() => undefined); // raced against each phase below
  await using _watch = await watchDeaths(docker.api, record.id, (death) =>
    noteDeath(context, death, fatal.reject),
  );
  using session = await openSession({
    lab,
    signal,
    epochNs: context.epochNs,
    seed: record.seed,
    ...context.plan.profile,
  });
  await openScenarios(context, session, scenarios);
  record.containers = await recordContainers(lab, context.images);
  record.endpoints = await context.describeEndpoints(lab);
  await context.saveRecord();
  try {
    session.subjects.push(
      ...(await measuredSubjects(
        lab,
        context.measurable().map(({ name }) => name),
      )),
    );
    for (const phase of context.plan.phases.filter((planned) => planned.instance === instance)) {
      await Promise.race([executePhase(context, session, phase), fatal.promise]);
    }
  } finally {
    context.leaving = true;
    await saveLogs(context, session);
    context.progress.step("removing the lab");
  }
}

/** Start-up order must not decide: all side by side, each by itself, so that one bad scenario never stops the others. */
async function openScenarios(
  context: RunContext,
  session: Session,
  scenarios: readonly Scenario[],
): Promise<void> {
  await Promise.all(
    scenarios.map(async (scenario) => {
      try {
        const { readyMs, implementation, cipher } = await openScenario(session, scenario);
        const entry = context.scenarioRecord(scenario.name);
        entry.readyMs = Math.round(readyMs);
        entry.implementation = implementation;
        entry.cipher = cipher ?? entry.cipher;
      } catch (error) {
        if (context.signal.aborted || !(error instanceof BenchError)) throw error;
        context.fail(scenario.name, [error.message, ...error.hints].join("; "));
      }
    }),
  );
  if (context.measurable().length === 0)
    throw new BenchError("no scenario carries traffic", { code: "scenario-failed" });
}

async function executePhase(context: RunContext, session: Session, planned: Phase): Promise<void> {
  const alive = new Set(context.measurable().map(({ name }) => name));
  const phase = { ...planned, scenarios: planned.scenarios.filter((name) => alive.has(name)) };
  if (planned.kind !== "idle" && phase.scenarios.length === 0) return;
  using _progress = context.followPhase(session, phase);
  if (phase.kind === "evidence") return gatherEvidence(context, session, phase);
  const result = await runPhase(session, phase);
  await context.folder.appendSamples(result.samples);
  await context.folder.appendCounters(result.counters);
  await context.folder.appendLines("containers.ndjson", result.points);
  context.record.timeline.push(result.timeline);
  await context.saveRecord();
}

function noteDeath(context: RunContext, death: Death, endRun: (error: BenchError) => void): void {
  if (context.leaving || context.signal.aborted) return;
  const why = death.outOfMemory ? "ran out of memory" : `exited with code ${death.exitCode}`;
  const reason = `container "${death.service}" ${why} in the middle of the run`;
  if (death.scenario !== null && !sharedRoles.includes(death.role)) context.fail(death.scenario, reason);
  if (sharedRoles.includes(death.role)) {
    endRun(
      new BenchError(reason, {
        code: "scenario-failed",
        hints: [`what it logged is in ${context.folder.path}/logs`],
      }),
    );
  }
}

/** The generator and the MQTT server speak to us over their output: they have no log, so no secret is in one. */
async function saveLogs(context: RunContext, session: Session): Promise<void> {
  for (const { service, scenario } of session.lab.resolved.services) {
    if (scenario === null && (service === "generator" || service === "mqtt-server")) continue;
    await context.folder.writeLog(service, await readLog(session.lab.container(service), keptLogLines));
  }
}
