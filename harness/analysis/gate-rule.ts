import type { Gate } from "../model/summary.ts";
import type { MeasuredGroup } from "./groups.ts";
import type { Window } from "./windows.ts";

/** What every gate of METHOD.md §9.3 needs, before it is applied. */
export type GateRule = Pick<Gate, "id" | "title" | "unit" | "bad" | "warnLimit" | "invalidLimit">;

/** A gate that judges each duet and each round of slots. */
export interface GroupRule extends GateRule {
  /** The worst that the group shows, in the gate's unit; null when the stored data cannot tell. */
  read: (group: MeasuredGroup) => number | null;
  /** Left out, rather than unknown, in a run without any value. */
  optional?: boolean;
}

/** Null for no value at all. */
export function greatest(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((a, b) => Math.max(a, b)) : null;
}

/** The greatest over the windows that can tell. */
export function greatestOf(
  windows: readonly Window[],
  read: (window: Window) => number | null,
): number | null {
  return greatest(windows.flatMap((window) => read(window) ?? []));
}
