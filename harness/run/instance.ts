import { measuredSubjects, recordContainers } from "../lab/containers.ts";
import { type CreatedLab, createLab, readLog } from "../lab/start-lab.ts";
import { watchDeaths } from "../lab/watch.ts";
import { BenchError } from "../model/error.ts";
import { Deaths } from "./deaths.ts";
import { executePhases } from "./execute-phases.ts";
import { openScenario } from "./gate.ts";
import { compareIdentities, readIdentities } from "./identities.ts";
import type { RunContext } from "./run-context.ts";
import { openSession, type Session } from "./session.ts";

/** The part of each container's log that is kept. */
const keptLogLines = 200;

/**
 * One re-creation of the lab: up, path gate, evidence, the phases of the plan, logs, down. What a phase gave is on the
 * disk before the next one starts. A scenario that fails is marked and left out; the others go on.
 */
export async function runInstance(context: RunContext, instance: number): Promise<void> {
  const { record, progress } = context;
  progress.step(`starting the lab of ${context.measurable().length} scenarios`);
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  await using lab = await createLab(context.labRequest(instance, signal));
  record.subnet = lab.resolved.block;
  const deaths = new Deaths(lab, context);
  await using _watch = await watchDeaths(context.docker.api, record.id, (death) => deaths.note(death));
  const measuring = measure(context, lab, deaths, instance);
  try {
    await Promise.race([measuring, deaths.ofEndpoint]);
  } finally {
    deaths.ignore();
    ending.abort(new Error("the instance has ended"));
    await Promise.allSettled([measuring]); // nothing may still be starting containers when the lab is removed
    await saveLogs(context, lab);
    progress.step("removing the lab");
  }
}

async function measure(
  context: RunContext,
  lab: CreatedLab,
  deaths: Deaths,
  instance: number,
): Promise<void> {
  const { record, epochNs, plan } = context;
  const { signal } = lab.request;
  using session = await openSession({ lab, signal, epochNs, seed: record.seed, ...plan.profile });
  await openScenarios(context, session, deaths);
  record.containers = await recordContainers(lab, context.images);
  record.endpoints = await context.describeEndpoints(lab);
  await context.saveRecord();
  const names = context.measurable().map(({ name }) => name);
  session.subjects.push(...(await measuredSubjects(lab, names)));
  const before = await readIdentities(lab);
  await executePhases(context, session, instance);
  const changes = compareIdentities(instance, before, await readIdentities(lab));
  record.identityChanges = [...(record.identityChanges ?? []), ...changes];
}

/** Start-up order must not decide: all side by side, each by itself, so that one bad scenario never stops the others. */
async function openScenarios(context: RunContext, session: Session, deaths: Deaths): Promise<void> {
  const openings = context.measurable().map(async (scenario) => {
    const { name } = scenario;
    try {
      const opened = Promise.race([openScenario(session, scenario), deaths.whileOpening(name)]);
      const { readyMs, implementation, cipher } = await opened;
      const entry = context.scenarioRecord(name);
      Object.assign(entry, { readyMs: Math.round(readyMs), implementation, cipher: cipher ?? entry.cipher });
    } catch (error) {
      if (session.signal.aborted || !(error instanceof BenchError)) throw error;
      context.fail(name, [error.message, ...error.hints].join("; "));
    } finally {
      deaths.opened(name);
    }
  });
  // all of them, also after the first error: each may be starting containers
  const failed = (await Promise.allSettled(openings)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  if (context.measurable().length > 0) return;
  throw new BenchError("no scenario carries traffic", { code: "scenario-failed" });
}

/** The generator and the MQTT server speak to us over their output: they have no log, so no secret is in one. */
async function saveLogs(context: RunContext, lab: CreatedLab): Promise<void> {
  for (const { service, scenario } of lab.resolved.services) {
    if (scenario === null && (service === "generator" || service === "mqtt-server")) continue;
    try {
      await context.folder.writeLog(service, await readLog(lab.container(service), keptLogLines));
    } catch (error) {
      // a log that is missing must not hide why the run ended
      context.progress.warn(`the log of "${service}" is not kept: ${(error as Error).message}`);
    }
  }
}
