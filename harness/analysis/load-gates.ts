import { disturbedFromPercent, type Gate } from "../model/summary.ts";
import { foreignOfLoad } from "./foreign-cpu.ts";
import { gateOfNumber } from "./gate-of-number.ts";
import { type GateRule, greatest } from "./gate-rule.ts";
import { isBeyond } from "./judge.ts";
import type { Measurements } from "./measurements.ts";

/** A search's trials are loads too. */
const loadRule: GateRule = {
  ...{ id: "loads", title: "CPU used by others during a load, of one CPU", unit: "%" },
  ...{ bad: "above", warnLimit: disturbedFromPercent, invalidLimit: null },
};

/** Loads are not repeated, and a figure that others disturbed says so itself; left out where no load can tell. */
export function gateOfLoads(measurements: Measurements): Gate[] {
  const found = measurements.loads.flatMap((load) => foreignOfLoad(measurements, load) ?? []);
  const worst = greatest(found);
  if (worst === null) return [];
  const gate = gateOfNumber(loadRule, worst);
  const disturbed = found.filter((percent) => isBeyond(loadRule.bad, percent, loadRule.warnLimit)).length;
  if (disturbed === 0) return [gate];
  return [{ ...gate, reason: `${gate.reason}: ${disturbed} of ${found.length} loads disturbed` }];
}
