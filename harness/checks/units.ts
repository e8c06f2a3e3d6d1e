import type { Unit } from "../model/metric.ts";

const time = { ns: 1e-3, us: 1, µs: 1, μs: 1, ms: 1e3, s: 1e6 };
const cpuTime = { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, "CPU-us": 1e-3, "CPU-ms": 1, "CPU-s": 1e3 };
const bytes = {
  ...{ B: 1, kB: 1e3, MB: 1e6, GB: 1e9 },
  ...{ KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
};

/** For each unit of metrics.ts what a user may write instead, and what one of it is. */
const factors: Readonly<Record<Exclude<Unit, "word">, Readonly<Record<string, number>>>> = {
  us: time,
  ms: divideAll(time, time.ms),
  "CPU-ms": cpuTime,
  MiB: divideAll(bytes, bytes.MiB),
  B: bytes,
  "Mbit/s": { "bit/s": 1e-6, "kbit/s": 1e-3, "Mbit/s": 1, "Gbit/s": 1e3 },
  "s/GB": { "s/GB": 1 },
  "1/s": { "1/s": 1, "/s": 1 },
  "%": { "%": 1 },
  ratio: { "": 1, "%": 0.01 },
  count: { "": 1 },
};

/** Units that a limit of such a metric may have; an empty text stands for none. */
export function unitsFor(unit: Exclude<Unit, "word">): string[] {
  return Object.keys(factors[unit]);
}

/** How many of the metric's unit one of the user's is; null where it is another kind of thing. */
export function unitFactor(from: string, to: Exclude<Unit, "word">): number | null {
  const known = factors[to];
  return Object.hasOwn(known, from) ? known[from]! : null;
}

function divideAll(units: Readonly<Record<string, number>>, by: number): Record<string, number> {
  return Object.fromEntries(Object.entries(units).map(([name, factor]) => [name, factor / by]));
}
