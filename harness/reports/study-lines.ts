import type { StudyOrdering, StudySummary } from "../model/summary.ts";

/** A line for each of the study's orderings, then what bounds them. */
export function studyLines(study: StudySummary, deviations: readonly string[]): string[] {
  const atOnce =
    "all scenarios at once: differences are paired by 30-second blocks; the endpoints' CPU, memory and drops in each row are those of all scenarios together";
  const inTurn = "one scenario after the other: what drifted between their times is in the differences";
  return [
    ...study.orderings.map(orderingLine),
    study.isConcurrent ? atOnce : inTurn,
    ...(deviations.length > 0 ? [`other than the study: ${deviations.join("; ")}`] : []),
  ];
}

/** `HTTP: baseline < stunnel: found again (study 1.8 < 3.2 ms; here +210 µs, 95 % [180, 240])` */
export function orderingLine(ordering: StudyOrdering): string {
  const { workload, lower, higher, studyLowerMs, studyHigherMs, shiftUs, verdict, reason } = ordering;
  const here =
    shiftUs === null
      ? []
      : [`here ${signed(shiftUs.value)} µs, 95 % [${whole(shiftUs.low)}, ${whole(shiftUs.high)}]`];
  const facts = [
    `study ${studyLowerMs} < ${studyHigherMs} ms`,
    ...here,
    ...(reason === null ? [] : [reason]),
  ];
  return `${workload.toUpperCase()}: ${lower} < ${higher}: ${verdict} (${facts.join("; ")})`;
}

function signed(value: number | null): string {
  return `${(value ?? 0) > 0 ? "+" : ""}${whole(value)}`;
}

function whole(value: number | null): string {
  return value === null ? "∞" : String(Math.round(value)).replace("-", "−");
}

/** Minutes as a reader writes them: 4.2 and 15, whatever they were computed from. */
export function twoDecimals(minutes: number): string {
  return String(Number(minutes.toFixed(2)));
}
