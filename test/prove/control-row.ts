import type { LatencyComparison, Summary } from "../../harness/model/summary.ts";

/** One comparison as the page shows it. */
export interface Compared {
  text: string;
  verdict: string;
  ratio: number;
}

/** What one run of the proof found. */
export interface ControlRow {
  grade: string;
  /** Identical pairs: control against relay, and relay against the one that plays baseline. */
  same: Record<"http" | "mqtt" | "httpAgain" | "mqttAgain", Compared>;
  slower: Record<"http" | "mqtt", Compared>;
  /** Milliseconds. */
  stall: { p50: number; p95: number; p99: number; mean: number };
}

/** Reads one run's summary. Throws when it lacks something: a proof has no holes. */
export function readRow(summary: Summary): ControlRow {
  const { control, grade } = summary;
  const of = (name: string) => {
    const found = summary.scenarios.find((scenario) => scenario.name === name);
    if (!found) throw new Error(`no scenario "${name}" in the run`);
    return found.workloads;
  };
  const [http, mqtt] = [control?.workloads.http, control?.workloads.mqtt];
  const [relay, slower] = [of("relay"), of("slower")];
  const stall = of("stall").http?.latencyUs;
  const ms = (statistic: "p50" | "p95" | "p99" | "mean") =>
    (stall?.[statistic]?.value ?? Number.POSITIVE_INFINITY) / 1_000;
  return {
    grade: grade.value,
    same: {
      http: latency(http?.p50),
      mqtt: latency(mqtt?.p50),
      httpAgain: latency(relay.http?.vsBaseline?.p50),
      mqttAgain: latency(relay.mqtt?.vsBaseline?.p50),
    },
    slower: {
      http: latency(slower.http?.vsBaseline?.p50),
      mqtt: latency(slower.mqtt?.vsBaseline?.p50),
    },
    stall: { p50: ms("p50"), p95: ms("p95"), p99: ms("p99"), mean: ms("mean") },
  };
}

function latency(found: LatencyComparison | null | undefined): Compared {
  if (!found) return { text: "–", verdict: "none", ratio: Number.NaN };
  const half = (found.shiftHighUs - found.shiftLowUs) / 2;
  const text = `${found.shiftUs.toFixed(0)} ± ${half.toFixed(0)}`;
  return { text, verdict: found.verdict, ratio: found.ratio };
}
