import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import type { Damage } from "../model/damage.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import type { LoadRecord } from "../model/load.ts";
import type { Phase } from "../model/plan.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import type { CalibrationReference } from "../model/summary.ts";
import type { OwnMargins } from "../stats/verdict.ts";
import { adjustFamilies, type Families } from "./family.ts";
import { groupsOf, type MeasuredGroup } from "./groups.ts";
import { droppedRounds, type JudgedRule, judgeGroups, replacedRounds } from "./judge.ts";
import { countRounds, type RoundCounts } from "./round-counts.ts";
import {
  collectTraffic,
  type SlotTraffic,
  type Traffic,
  trafficKey,
  type WorkloadTraffic,
} from "./traffic.ts";
import { groupOf, indexWindows, type Window } from "./windows.ts";

/** A stored run, read. */
export interface StoredRun {
  run: RunRecord;
  samples: Iterable<Sample>;
  counters: Iterable<CounterLine>;
  evidence: readonly EvidenceVerdict[];
  /** What saturating phases measured; absent in runs of the first schema version. */
  loads?: Iterable<LoadRecord>;
  /** A reading a second of every container; absent in runs without containers.ndjson. */
  points?: Iterable<ContainerPoint>;
  /** What of its files could not be read; @default nothing */
  damage?: Damage;
  /** The host's newest calibration. */
  calibration?: CalibrationReference | null;
  /**
   * Standard deviation between instances of a log ratio on this host, where it is known.
   * @default 0.03
   */
  instanceSd?: number;
}

/** The same with its samples sorted, as they can be while they are read. */
export interface CollectedRun extends Omit<StoredRun, "samples"> {
  traffic: Traffic;
}

/** All that a run measured, sorted to where it is asked for. */
export class Measurements {
  readonly run: RunRecord;
  readonly windows: ReadonlyMap<string, Window>;
  readonly traffic: Traffic;
  readonly loads: readonly LoadRecord[];
  /** What every gate found in every duet and round. */
  readonly judged: readonly JudgedRule[];
  /** Rounds of slots that do not count for any scenario, by the name of their group, and why. */
  readonly droppedRounds: ReadonlyMap<string, string>;
  /** Every duet, round and study. */
  readonly groups: readonly MeasuredGroup[];
  readonly roundCounts: RoundCounts;
  /** Deviation between instances assumed where there is one only; see `defaultInstanceSd`. */
  readonly instanceSd: number | undefined;
  /** What the profile sets instead of the method's margins. */
  readonly margins: OwnMargins;
  #families: Families | undefined;

  constructor(stored: Omit<StoredRun, "evidence"> | Omit<CollectedRun, "evidence">) {
    const { run, counters, loads = [], instanceSd } = stored;
    this.run = run;
    this.instanceSd = instanceSd;
    this.margins = run.plan.profile.margins ?? {};
    this.loads = [...loads];
    this.windows = indexWindows(run.plan.phases, counters);
    this.traffic = "traffic" in stored ? stored.traffic : collectTraffic(stored.samples, run, this.windows);
    this.groups = groupsOf(run, this.windows, this.traffic);
    this.judged = judgeGroups(this.groups);
    this.droppedRounds = new Map([...replacedRounds(run.plan.phases), ...droppedRounds(this.judged)]);
    this.roundCounts = countRounds(this.groups, this.droppedRounds);
  }

  /** How many instances the plan has, and the deviation between them. */
  get instances(): { planned: number; instanceSd: number | undefined } {
    return { planned: this.run.plan.profile.instances, instanceSd: this.instanceSd };
  }

  /** Holm's correction of the comparisons against baseline. */
  get families(): Families {
    this.#families ??= adjustFamilies(this);
    return this.#families;
  }

  /** Whether any phase that measures gave a verified answer; a plan need not have a duet. */
  get measuredAnything(): boolean {
    const { duets, kept } = this.traffic;
    const isAnswered =
      [...duets.values()].some(({ outcomes }) => outcomes.ok > 0) ||
      [...kept.values()].flat().some(({ outcome }) => outcome === "ok");
    return isAnswered || this.loads.some(({ completed, bytes }) => completed > 0 || (bytes ?? 0) > 0);
  }

  /** Instances whose duet, or study, went to its end: an interrupted run has fewer than its plan. */
  get instanceCount(): number {
    const { plan, timeline } = this.run;
    const latencyPhases = plan.phases.filter(({ kind }) => kind === "duet" || kind === "study");
    const names = new Set(latencyPhases.map(({ name }) => name));
    const done = timeline.filter(({ phase, status }) => status === "done" && names.has(phase));
    return new Set(done.map(({ instance }) => instance)).size;
  }

  /** Latencies of a scenario's workload, or nothing when no duet carried it. */
  duetTraffic(scenario: string, workload: WorkloadName): WorkloadTraffic | undefined {
    return this.traffic.duets.get(trafficKey(scenario, workload));
  }

  /** Samples of the scenario in `connect` and `study` phases. */
  keptOf(scenario: string): Sample[] {
    return [...this.traffic.kept.values()].flat().filter((sample) => sample.scenario === scenario);
  }

  /** Duets that the scenario took part in and whose counters are there. */
  duetsOf(scenario: string): Window[] {
    return this.#windowsWhere(({ phase }) => phase.kind === "duet" && phase.scenarios.includes(scenario));
  }

  /** The scenario's slots, of one workload or of all, without those of dropped rounds. */
  slotsOf(scenario: string, workload?: WorkloadName): Window[] {
    return this.#windowsWhere(
      ({ phase }) => isSlotOf(phase, scenario, workload) && !this.droppedRounds.has(groupOf(phase)),
    );
  }

  /** Requests of the scenario's slots in the rounds that count, or nothing when there is no such round. */
  slotTraffic(
    scenario: string,
    workload: WorkloadName,
  ): { sent: number; ok: number; errors: number } | undefined {
    const kept = [...this.slotRounds(scenario, workload).values()];
    if (kept.length === 0) return undefined;
    const total = { sent: 0, ok: 0, errors: 0 };
    for (const { sent, ok, errors } of kept) {
      total.sent += sent;
      total.ok += ok;
      total.errors += errors;
    }
    return total;
  }

  /** The same round by round. */
  slotRounds(scenario: string, workload: WorkloadName): Map<string, SlotTraffic> {
    const byRound = this.traffic.slots.get(trafficKey(scenario, workload)) ?? new Map<string, SlotTraffic>();
    return new Map([...byRound].filter(([round]) => !this.droppedRounds.has(round)));
  }

  /** Why `slotsOf` is empty. */
  whyNoSlots(scenario: string, workload?: WorkloadName): string {
    const slots = this.run.plan.phases.filter((phase) => isSlotOf(phase, scenario, workload));
    const rounds = new Set(slots.map(groupOf).filter((round) => this.droppedRounds.has(round)));
    if (rounds.size === 0) return "no slot with counters at both edges";
    const causes = new Set([...rounds].map((round) => this.droppedRounds.get(round)));
    const count = rounds.size === 1 ? "the round with its slot" : `the ${rounds.size} rounds with its slots`;
    return `${count} dropped: ${[...causes].join("; ")}`;
  }

  #windowsWhere(holds: (window: Window) => boolean): Window[] {
    return [...this.windows.values()].filter(holds);
  }
}

function isSlotOf(phase: Phase, scenario: string, workload?: WorkloadName): boolean {
  return (
    phase.kind === "slot" &&
    phase.scenarios.includes(scenario) &&
    (workload === undefined || phase.workloads.includes(workload))
  );
}
