import { measuredSubjects, recordContainers } from "../lab/containers.ts";
import { type CreatedLab, createLab, readLog } from "../lab/start-lab.ts";
import { watchDeaths } from "../lab/watch.ts";
import { BenchError } from "../model/error.ts";
import type { Phase } from "../model/plan.ts";
import { Deaths } from "./deaths.ts";
import { gatherEvidence } from "./evidence-phase.ts";
import { openScenario } from "./gate.ts";
import { runPhase } from "./phase.ts";
import type { RunContext } from "./run-context.ts";
import { openSession, type Session } from "./session.ts";

/** The part of each container's log that is kept. */
const keptLogLines = 200;

/**
 * One re-creation of the lab: up, path gate, evidence, the phases of the plan, logs, down. What a phase gave is on the
 * disk before the next one starts. A scenario that fails is marked and left out; the others go on.
 */
export async function runInstance(context: RunContext, instance: number): Promise<void> {
  const { signal, record, epochNs, progress } = context;
  progress.step(`starting the lab of ${context.measurable().length} scenarios`);
  await using lab = await createLab(context.labRequest(instance));
  record.subnet = lab.resolved.block;
  const deaths = new Deaths(lab, context);
  await using _watch = await watchDeaths(context.docker.api, record.id, (death) => deaths.note(death));
  try {
    using session = await openSession({ lab, signal, epochNs, seed: record.seed, ...context.plan.profile });
    await Promise.race([measure(context, session, deaths, instance), deaths.ofEndpoint]);
  } finally {
    deaths.ignore();
    await saveLogs(context, lab);
    progress.step("removing the lab");
  }
}

async function measure(
  context: RunContext,
  session: Session,
  deaths: Deaths,
  instance: number,
): Promise<void> {
  await openScenarios(context, session, deaths);
  const { lab } = session;
  context.record.containers = await recordContainers(lab, context.images);
  context.record.endpoints = await context.describeEndpoints(lab);
  await context.saveRecord();
  const names = context.measurable().map(({ name }) => name);
  session.subjects.push(...(await measuredSubjects(lab, names)));
  for (const phase of context.plan.phases) {
    if (phase.instance === instance) await executePhase(context, session, phase);
  }
}

/** Start-up order must not decide: all side by side, each by itself, so that one bad scenario never stops the others. */
async function openScenarios(context: RunContext, session: Session, deaths: Deaths): Promise<void> {
  await Promise.all(
    context.measurable().map(async (scenario) => {
      const { name } = scenario;
      try {
        const opened = Promise.race([openScenario(session, scenario), deaths.whileOpening(name)]);
        const { readyMs, implementation, cipher } = await opened;
        const entry = context.scenarioRecord(name);
        Object.assign(entry, {
          readyMs: Math.round(readyMs),
          implementation,
          cipher: cipher ?? entry.cipher,
        });
      } catch (error) {
        if (context.signal.aborted || !(error instanceof BenchError)) throw error;
        context.fail(name, [error.message, ...error.hints].join("; "));
      } finally {
        deaths.opened(name);
      }
    }),
  );
  if (context.measurable().length > 0) return;
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

/** The generator and the MQTT server speak to us over their output: they have no log, so no secret is in one. */
async function saveLogs(context: RunContext, lab: CreatedLab): Promise<void> {
  for (const { service, scenario } of lab.resolved.services) {
    if (scenario === null && (service === "generator" || service === "mqtt-server")) continue;
    await context.folder.writeLog(service, await readLog(lab.container(service), keptLogLines));
  }
}
