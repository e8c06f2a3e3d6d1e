import { type JudgedTrial, judgeTrial, nextRate, searchResult } from "../analysis/trial.ts";
import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import type { LoadRecord } from "../model/load.ts";
import type { LoadSpec, Phase } from "../model/plan.ts";
import { sleepUntil, timelineEntry, watchEdges } from "./edges.ts";
import type { PhaseResult } from "./phase.ts";
import { firstLoopSeconds, latencyShares } from "./saturation-length.ts";
import type { Session } from "./session.ts";

/** One load on one scenario, with counters at the edges of what is analysed. */
interface LoadRun {
  window: string;
  load: LoadSpec;
  seconds: number;
  settleSeconds: number;
}

interface LoadResult {
  record: LoadRecord;
  counters: CounterLine[];
  points: ContainerPoint[];
}

/** Leading share of a search's closed loop and trials that is not analysed. */
const settleShare = 0.2;

/** Saturates the phase's scenario once. */
export async function runLoadPhase(session: Session, phase: Phase): Promise<PhaseResult> {
  const startedAt = new Date().toISOString();
  const startNs = session.now();
  const { name: window, load, seconds, settleSeconds } = phase;
  const result = await runLoad(session, phase, { window, load: load!, seconds, settleSeconds });
  return toPhaseResult(phase, startedAt, startNs, session.now(), [result]);
}

/** Searches the highest rate that keeps the objective: first guess, trials, latency at shares of the rate. METHOD.md §1.5. */
export async function runSearch(session: Session, phase: Phase): Promise<PhaseResult> {
  const startedAt = new Date().toISOString();
  const startNs = session.now();
  const spec = phase.saturation!;
  const { connections, trialSeconds, pauseSeconds } = spec;
  const results: LoadResult[] = [];
  const run = async (load: LoadSpec, seconds: number) => {
    const window = `${phase.name}#${results.length}`;
    results.push(
      await runLoad(session, phase, { window, load, seconds, settleSeconds: seconds * settleShare }),
    );
    await sleepUntil(session, session.now() + pauseSeconds * 1e9);
    return results.at(-1)!.record;
  };
  const {
    completed,
    startNs: fromNs,
    endNs,
  } = await run({ kind: "closed-loop", connections }, firstLoopSeconds);
  const firstGuess = completed / ((endNs - fromNs) / 1e9);
  const trials: JudgedTrial[] = [];
  // one that answers nothing has no rate to search for; its closed loop says so
  while (firstGuess > 0) {
    const ratePerSecond = nextRate(firstGuess, trials, spec);
    if (ratePerSecond === null) break;
    const record = await run({ kind: "open-loop", connections, ratePerSecond }, trialSeconds);
    trials.push({ ratePerSecond, passed: judgeTrial(record, spec.sloMs).passed });
  }
  const { perSecond } = searchResult(trials, spec.widthRatio);
  for (const share of perSecond === null ? [] : latencyShares)
    await run({ kind: "open-loop", connections, ratePerSecond: share * perSecond!, share }, trialSeconds);
  return toPhaseResult(phase, startedAt, startNs, session.now(), results);
}

async function runLoad(session: Session, phase: Phase, run: LoadRun): Promise<LoadResult> {
  const { generator, seed } = session;
  const { window, load, seconds, settleSeconds } = run;
  const [scenario] = phase.scenarios;
  const started = generator.answer("started");
  const loaded = generator.answer("loaded");
  loaded.catch(() => undefined); // if `started` fails first, that is the error to show
  generator.send({ type: "load", name: window, scenario: scenario!, load, seconds, settleSeconds, seed });
  const { startNs, endNs } = await started;
  const { instance } = phase;
  const watched = await watchEdges(session, { window, instance, startNs, endNs, settleSeconds });
  const { outcome } = await session.unlessAborted(loaded);
  const record = { phase: phase.name, window, instance, scenario: scenario!, load, ...outcome };
  return { record, ...watched };
}

function toPhaseResult(
  phase: Phase,
  startedAt: string,
  startNs: number,
  endNs: number,
  results: readonly LoadResult[],
): PhaseResult {
  return {
    samples: [],
    loads: results.map(({ record }) => record),
    counters: results.flatMap(({ counters }) => counters),
    points: results.flatMap(({ points }) => points),
    timeline: timelineEntry(phase, { startedAt, startNs, endNs }, results.at(-1)?.record.facts ?? null),
  };
}
