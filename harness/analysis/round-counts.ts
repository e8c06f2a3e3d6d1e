import type { MeasuredGroup } from "./groups.ts";

/** Names of groups. */
interface Groups {
  has(name: string): boolean;
}

/** How the planned rounds of slots fared; a replacement is no round of its own. */
export interface RoundCounts {
  /** That took place. */
  planned: number;
  dropped: number;
  /** Of the dropped ones, those with a replacement that counts. */
  madeGood: number;
}

/**
 * Counts planned rounds: one that was dropped, and whose replacement was dropped too, is one. METHOD.md §9.3. `by` are the
 * groups that one gate dropped; without it those of all gates count.
 */
export function countRounds(
  groups: readonly MeasuredGroup[],
  dropped: Groups,
  by: Groups = dropped,
): RoundCounts {
  const byOrigin = Map.groupBy(groups.filter(tookPlace), ({ origin }) => origin);
  const counts = { planned: byOrigin.size, dropped: 0, madeGood: 0 };
  for (const attempts of byOrigin.values()) {
    if (!attempts.some(({ name }) => by.has(name))) continue;
    counts.dropped++;
    if (attempts.some(({ name }) => !dropped.has(name))) counts.madeGood++;
  }
  return counts;
}

/** `2 of 18 rounds of slots dropped, 1 of them made good`. */
export function droppedText({ dropped, madeGood, planned }: RoundCounts): string {
  const text = `${dropped} of ${planned} rounds of slots dropped`;
  if (madeGood === 0) return text;
  return madeGood === dropped ? `${text} and made good` : `${text}, ${madeGood} of them made good`;
}

function tookPlace({ kind, punctuality, windows }: MeasuredGroup): boolean {
  return kind === "round" && (punctuality !== null || windows.length > 0);
}
