import { formatPercent } from "../reports/numbers.ts";
import type { Difference, Measured } from "./difference.ts";
import type { Judged } from "./finding.ts";
import { quantity } from "./quantity.ts";
import type { RegressionRule } from "./regression-rule.ts";

/** p of each difference after Holm's correction. */
export type Family = ReadonlyMap<Difference, number>;

/** METHOD.md §2.4. */
const significance = 0.05;

/**
 * Failed: a difference that is sure and lies beyond the least effect that counts, the larger of the method's margin and the
 * file's. Passed: one that is as bad as that is ruled out. Else undecided. The rule of METHOD.md §2.4, against one side.
 */
export function judgeDifference(
  difference: Difference,
  measured: Measured,
  { relative, absolute }: Pick<RegressionRule, "relative" | "absolute">,
  family: Family,
): Judged {
  const { against, metric } = difference;
  if (absolute > 0 && measured.baseValue === null)
    return {
      state: "missing",
      detail: `${against} has no value that "${quantity(absolute, metric)}" is a share of`,
    };
  const limit = Math.max(measured.marginRatio, relative, absolute / (measured.baseValue ?? 1));
  const p = family.get(difference)!;
  const isHigherBetter = metric.better === "higher";
  const worse = isHigherBetter ? 1 - measured.ratio : measured.ratio - 1;
  const { low, high } = measured.oneSided;
  const atWorst = isHigherBetter ? 1 - low : high - 1;
  const text = `${differenceText(difference, measured)} against ${against}`;
  const of = `p ${pText(p)}${family.size > 1 ? `, Holm over ${family.size}` : ""}`;
  if (p < significance && worse > limit && difference.doubt !== null)
    return { state: "undecided", detail: `${text}; but ${difference.doubt}` };
  if (p < significance && worse > limit)
    return { state: "failed", detail: `${text}; ${formatPercent(limit)} would be tolerable (${of})` };
  if (atWorst < limit)
    return { state: "passed", detail: `${text}; worse by ${formatPercent(limit)} is ruled out` };
  const doubt = `worse by ${formatPercent(atWorst)} cannot be ruled out, ${formatPercent(limit)} would be tolerable`;
  return { state: "undecided", detail: `${text}; ${doubt} (${of})` };
}

/** `+84 µs (95 % interval +61 µs … +107 µs), +16 % (+11 % … +20 %)`: never a bare percentage. */
function differenceText({ metric }: Difference, measured: Measured): string {
  const { shift, shiftLow, shiftHigh, ratio, low, high } = measured;
  const precision = { value: shift, low: shiftLow, high: shiftHigh };
  const amount = (value: number) => `${value >= 0 ? "+" : ""}${quantity(value, metric, precision)}`;
  const share = (value: number) => `${value >= 1 ? "+" : "−"}${formatPercent(Math.abs(value - 1))}`;
  const interval = `${amount(shiftLow)} … ${amount(shiftHigh)}`;
  return `is ${amount(shift)} (95 % interval ${interval}), ${share(ratio)} (${share(low)} … ${share(high)})`;
}

function pText(p: number): string {
  return p < 0.0001 ? "below 0.0001" : String(Number(p.toPrecision(2)));
}
