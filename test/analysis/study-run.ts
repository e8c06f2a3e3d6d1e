import type { StoredRun } from "../../harness/analysis/analyse.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import type { Phase, StudySpec } from "../../harness/model/plan.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { type WorkloadName, workloadNames } from "../../harness/model/scenario.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const second = 1e9;
/** Between two phases, for what is still on its way. */
const gapSeconds = 60;

/** µs from the sender's stamp to the receipt of message `index`; null: it never came; undefined: workload not carried. */
export type OneWay = (scenario: string, workload: WorkloadName, index: number) => number | null | undefined;

export interface StudyRunOptions extends Partial<StudySpec> {
  scenarios: readonly string[];
  oneWayUs: OneWay;
  /** Sender's stamp after the due time. @default 0 */
  stampNs?: number;
}

/** A stored run of the study's protocol: phases a minute apart from second 60, one message every 2 s and workload. */
export function studyRun({ scenarios, oneWayUs, stampNs = 0, ...spec }: StudyRunOptions): StoredRun {
  const study = { minutes: 25, windowMinutes: 15, everySeconds: 2, isConcurrent: true, ...spec };
  const known = scenarios.map((name) => ({ ...fixtureScenarios[3]!, name, status: "ok" as const }));
  const { run, evidence } = storedRun(known);
  const groups = study.isConcurrent ? [[...scenarios]] : scenarios.map((name) => [name]);
  const phases = groups.map((names) => phaseOf(study, names));
  const profile = { ...run.plan.profile, duet: null, slots: null, study };
  const timeline = phases.map(({ name, instance, seconds }, position) => {
    const startNs = (gapSeconds + position * (seconds + gapSeconds)) * second;
    const entry = { phase: name, instance, startNs, endNs: startNs + seconds * second };
    return { ...run.timeline[0]!, ...entry, generator: null };
  });
  const samples = phases.flatMap((phase, position) =>
    messagesOf(phase, timeline[position]!.startNs, { oneWayUs, stampNs }),
  );
  return {
    run: { ...run, plan: { ...run.plan, profile, phases }, timeline },
    samples,
    counters: [],
    evidence,
  };
}

function phaseOf({ minutes, everySeconds, isConcurrent }: StudySpec, scenarios: string[]): Phase {
  return {
    kind: "study",
    name: isConcurrent ? "i0-study" : `i0-study-${scenarios[0]}`,
    ...{ instance: 0, round: null, scenarios, workloads: [...workloadNames] },
    ...{ seconds: minutes * 60, ratePerSecond: 1 / everySeconds, settleSeconds: 0 },
  };
}

function messagesOf(
  { name, seconds, ratePerSecond, scenarios }: Phase,
  startNs: number,
  { oneWayUs, stampNs }: { oneWayUs: OneWay; stampNs: number },
): Sample[] {
  return scenarios.flatMap((scenario) =>
    workloadNames.flatMap((workload) =>
      Array.from({ length: seconds * ratePerSecond }, (_, index) => index).flatMap((index): Sample[] => {
        const us = oneWayUs(scenario, workload, index);
        if (us === undefined) return [];
        const intendedNs = startNs + (index / ratePerSecond) * second;
        const readyNs = intendedNs + stampNs;
        const arrivedNs = us === null ? null : readyNs + us * 1000;
        const times = { intendedNs, readyNs, sentNs: readyNs, firstNs: arrivedNs, doneNs: arrivedNs };
        return [
          {
            ...{ scenario, workload, phase: name, instance: 0, seq: index, ...times },
            ...{ block: Math.floor(index / ratePerSecond), receivedNs: arrivedNs },
            ...{ outcome: us === null ? "timeout" : "ok", duplicates: 0, reordered: false },
          },
        ];
      }),
    ),
  );
}

/** Counters of the concurrent phase's edges, made from those of a duet of the common fixture. */
export function withCounters(
  stored: StoredRun,
  change: (line: CounterLine) => CounterLine = (line) => line,
): StoredRun {
  const known = stored.run.scenarios.map(({ name }) => ({ ...fixtureScenarios[3]!, name }));
  const { startNs, endNs } = stored.run.timeline[0]!;
  const lines = storedRun(known).counters.filter(({ phase }) => phase === "i0-duet");
  const counters = lines.map((line) => {
    const atNs = line.edge === "start" ? startNs : endNs;
    return change({ ...line, phase: "i0-study", atNs });
  });
  return { ...stored, counters };
}
