import { findUnsteady } from "../analysis/warmup.ts";
import type { Phase } from "../model/plan.ts";
import { gatherEvidence } from "./evidence-phase.ts";
import { type PhaseResult, runPhase } from "./phase.ts";
import { Rounds } from "./rounds.ts";
import type { RunContext } from "./run-context.ts";
import type { Session } from "./session.ts";

/**
 * The phases of one instance in the plan's order, those included that the plan gets on the way: a warm-up that is
 * extended, a round that replaces a dropped one.
 */
export async function executePhases(context: RunContext, session: Session, instance: number): Promise<void> {
  const rounds = new Rounds(context.plan);
  const done = new Set<Phase>();
  for (;;) {
    const next = context.plan.phases.find((phase) => phase.instance === instance && !done.has(phase));
    if (!next) return;
    done.add(next);
    const result = await executePhase(context, session, next);
    if (result) extendWarmup(context, next, result);
    const reason = rounds.note(next, result);
    if (reason) context.progress.warn(`round ${next.round} of slots is dropped and replaced: ${reason}`);
  }
}

/** Runs a phase for the scenarios that still take part and stores what it gave; null when it left nothing to judge. */
async function executePhase(
  context: RunContext,
  session: Session,
  planned: Phase,
): Promise<PhaseResult | null> {
  await retireFailed(context, session);
  const alive = new Set(context.measurable().map(({ name }) => name));
  const phase = { ...planned, scenarios: planned.scenarios.filter((name) => alive.has(name)) };
  if (planned.kind !== "idle" && phase.scenarios.length === 0) return null;
  using _progress = context.followPhase(session, phase);
  if (phase.kind === "evidence") {
    await gatherEvidence(context, session, phase);
    return null;
  }
  const result = await runPhase(session, phase);
  const { folder, record } = context;
  await folder.appendSamples(result.samples);
  await folder.appendLoads(result.loads);
  await folder.appendCounters(result.counters);
  await folder.appendLines("containers.ndjson", result.points);
  record.timeline.push(result.timeline);
  await context.saveRecord();
  await context.sink?.pause(record, folder.path);
  return result;
}

/** Steady state is tested, not assumed: a warm-up whose targets still move is run once more. METHOD.md §2.5. */
function extendWarmup({ plan, record, progress }: RunContext, phase: Phase, { samples }: PhaseResult): void {
  if (phase.kind !== "warmup") return;
  const { instance } = phase;
  const already = (record.warmupExtensions ?? []).filter((entry) => entry.instance === instance).length;
  if (already >= (plan.profile.warmup.extensions ?? 0)) return;
  const [unsteady] = findUnsteady(samples, phase.seconds);
  if (!unsteady) return;
  const reason = `${unsteady.scenario}, ${unsteady.workload}: ${unsteady.reason}`;
  record.warmupExtensions = [...(record.warmupExtensions ?? []), { instance, reason }];
  progress.warn(`the warm-up is extended: ${reason}`);
  const again = { ...phase, name: `${phase.name}-${already + 2}` };
  plan.phases.splice(plan.phases.indexOf(phase) + 1, 0, again);
}

/** A scenario that failed must not disturb the others: no more reconnecting to it, and its containers end. */
async function retireFailed(context: RunContext, session: Session): Promise<void> {
  const { lab, generator, retired } = session;
  for (const { name, status } of context.record.scenarios) {
    if (status !== "failed" || retired.has(name)) continue;
    retired.add(name);
    generator.send({ type: "close", scenario: name });
    const own = lab.resolved.services.filter(({ scenario }) => scenario === name);
    // one that is not running cannot be killed, and that is what is wanted
    await Promise.allSettled(own.map(({ service }) => lab.container(service).kill()));
  }
}
