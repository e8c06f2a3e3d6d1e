import type { Damage } from "../model/damage.ts";
import type { Phase } from "../model/plan.ts";
import type { Gate } from "../model/summary.ts";
import type { GateRule } from "./gate-rule.ts";
import type { Measurements } from "./measurements.ts";

type Data = "samples" | "counters" | "loads";

/** A phase that went to its end, and what of it is not there, or not all. */
interface Loss {
  phase: Phase;
  data: Data;
}

/** The file that `Damage` names. */
const files = { samples: "samples.ndjson.gz", counters: "counters.ndjson", loads: "loads.ndjson" } as const;
/** By the kind of phase, what its figures are made of. Warm-up and evidence give none. */
const needed: Partial<Record<Phase["kind"], readonly Data[]>> = {
  duet: ["samples", "counters"],
  study: ["samples", "counters"],
  slot: ["samples", "counters"],
  connect: ["samples"],
  idle: ["counters"],
  load: ["loads", "counters"],
  saturation: ["loads"],
};
/** A Poisson schedule of so many requests has none once in 500 million; shorter phases may be empty. */
const surelySome = 20;

const dataRule: GateRule = {
  ...{ id: "data", title: "phases whose data is missing", unit: "", bad: "above" },
  ...{ warnLimit: 0, invalidLimit: null },
};
const duetRule: GateRule = {
  ...{ id: "data-duet", title: "duets and studies whose data is missing", unit: "", bad: "above" },
  ...{ warnLimit: 0, invalidLimit: 0 },
};

/**
 * What a phase gave is on the disk before the run's record calls it done: what is not there was lost afterwards, and a table of the
 * rest must say so. Empty where everything is there.
 */
export function checkData(measurements: Measurements, { cutFiles }: Damage): Gate[] {
  const ended = endedPhases(measurements);
  const losses = ended.flatMap((phase) => lossesOf(measurements, phase, cutFiles));
  const cut = cutFiles.map((file) => `${file} ends early`);
  if (losses.length === 0 && cut.length === 0) return [];
  const inDuets = losses.filter(({ phase }) => isLatency(phase));
  const common = { ...dataRule, ...describe(losses, ended, "phases", cut), state: "warn" as const };
  if (inDuets.length === 0) return [common];
  const duets = describe(inDuets, ended.filter(isLatency), "duets", cut);
  return [common, { ...duetRule, ...duets, state: "invalid" }];
}

function endedPhases({ run: { plan, timeline } }: Measurements): Phase[] {
  const done = new Set(timeline.filter(({ status }) => status === "done").map(({ phase }) => phase));
  return plan.phases.filter(({ name, kind }) => done.has(name) && needed[kind] !== undefined);
}

function lossesOf(measurements: Measurements, phase: Phase, cutFiles: readonly string[]): Loss[] {
  const lost = (needed[phase.kind] ?? []).filter(
    (data) => !has[data](measurements, phase) || isCutIn(measurements, phase, data, cutFiles),
  );
  return lost.map((data) => ({ phase, data }));
}

const has: Record<Data, (measurements: Measurements, phase: Phase) => boolean> = {
  samples: ({ traffic }, phase) => traffic.phases.has(phase.name) || !mustHaveSamples(phase),
  counters: ({ windows }, { name }) => windows.has(name),
  loads: ({ loads }, { name }) => loads.some(({ phase }) => phase === name),
};

function mustHaveSamples({ ratePerSecond, seconds, scenarios, workloads }: Phase): boolean {
  return ratePerSecond * seconds * scenarios.length * workloads.length >= surelySome;
}

/**
 * Whether the file breaks off within what the phase gave. A run that did not come to its end may have broken off while it wrote
 * the phase after that, so only a complete one can tell.
 */
function isCutIn(measurements: Measurements, { name }: Phase, data: Data, cut: readonly string[]): boolean {
  const { run, traffic, windows, loads } = measurements;
  if (run.status !== "complete" || !cut.includes(files[data])) return false;
  const last = {
    samples: [...traffic.phases].at(-1),
    counters: [...windows.values()].at(-1)?.phase.name,
    loads: loads.at(-1)?.phase,
  };
  return last[data] === name;
}

/** Duet and study give every latency and cannot be replaced. */
function isLatency({ kind }: Phase): boolean {
  return kind === "duet" || kind === "study";
}

function describe(
  losses: readonly Loss[],
  ended: readonly Phase[],
  what: string,
  cut: readonly string[],
): Pick<Gate, "value" | "reason"> {
  const value = new Set(losses.map(({ phase }) => phase)).size;
  const [first] = losses;
  const others = value > 1 ? " and others" : "";
  const missing = first
    ? [
        `data missing of ${value} of ${ended.length} ${what} that were measured: ${first.data} of ${first.phase.name}${others}`,
      ]
    : [];
  return { value, reason: [...missing, ...cut].join("; ") };
}
