import type { Calibration, CalibrationCheck } from "../model/calibration.ts";

const header = ["check", "expected", "observed", "tolerance", "ok", "what"];
const words: Record<CalibrationCheck["state"], string> = { passed: "ok", failed: "FAILED", missing: "–" };

/** Rows of the table, its header first: what was expected, what was seen, and from where to where it may be. */
export function calibrationRows({ checks }: Pick<Calibration, "checks">): string[][] {
  return [header, ...checks.map(rowOf)];
}

/** Number and unit as the tables show them; four significant digits, whole numbers in full. */
export function figureText(value: number | null, unit: string): string {
  if (value === null) return "–";
  const number = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return unit === "" ? number : `${number} ${unit}`;
}

/** `4.90…5.10`, `≤ 5`, `≥ 970`. */
export function toleranceText({ low, high }: Pick<CalibrationCheck, "low" | "high">): string {
  if (low === null && high === null) return "–";
  if (low === null) return `≤ ${figureText(high, "")}`;
  if (high === null) return `≥ ${figureText(low, "")}`;
  return low === high ? "exact" : `${figureText(low, "")} to ${figureText(high, "")}`;
}

function rowOf(check: CalibrationCheck): string[] {
  const { id, title, unit, expected, observed, state, reason } = check;
  if (state === "missing") return [id, "–", "–", "–", words.missing, `${title}: not measured, ${reason}`];
  return [
    ...[id, figureText(expected, unit), figureText(observed, unit)],
    ...[toleranceText(check), words[state], title],
  ];
}
