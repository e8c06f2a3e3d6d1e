/** A number and how sure it is; null where it has no interval, ±Infinity where that side is open. */
export interface Bounded {
  value: number;
  low: number | null;
  high: number | null;
}

/** Stands for a request without an answer. */
export const infinite = "∞";

/**
 * Place of the last digit that an uncertainty lets stand, as a power of ten, by the rule of the Particle Data Group
 * (Review of Particle Physics, introduction, "Rounding"): two digits if the first three are 100…354, else one.
 */
export function lastPlace(uncertainty: number): number {
  const power = Math.floor(Math.log10(uncertainty));
  const threeDigits = Math.round(uncertainty / 10 ** (power - 2));
  return threeDigits <= 354 ? power - 1 : power;
}

/** A number rounded to a power of ten, without digits below it. */
export function roundTo(value: number, place: number): string {
  if (place < 0) return withoutNegativeZero(value.toFixed(-place));
  const step = 10 ** place;
  return withoutNegativeZero((Math.round(value / step) * step).toFixed(0));
}

/** A value with no more digits than its interval carries; `decimals` digits when it has none. */
export function formatValue(number: Bounded, decimals: number): string {
  if (!Number.isFinite(number.value)) return infinite;
  return roundTo(number.value, placeOf(number, decimals));
}

/** `+112 ±25`: a signed difference and half its interval, to the same place; `+210 (25 … 440)` where ± would say otherwise. */
export function formatDifference(number: Bounded, decimals: number): string {
  if (!Number.isFinite(number.value)) return infinite;
  const { text, half, bounds } = parts(number, decimals);
  if (bounds !== null) return `${signed(text)} (${bounds})`;
  return half === null ? signed(text) : `${signed(text)} ±${half}`;
}

/** `112 µs (± 25)`: as in a sentence, without a sign. */
export function formatMagnitude(number: Bounded, decimals: number, unit: string): string {
  if (!Number.isFinite(number.value)) return infinite;
  const { text, half, bounds } = parts(withoutSign(number), decimals);
  if (bounds !== null) return `${text} ${unit} (${bounds})`;
  return half === null ? `${text} ${unit}` : `${text} ${unit} (± ${half})`;
}

/** A share as per cent: two digits, without those that are zero. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
}

/** Half the width of an interval; null when there is none, or when one side is open. */
function halfWidth({ low, high }: Bounded): number | null {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return null;
  return (high - low) / 2;
}

function parts(number: Bounded, decimals: number) {
  const half = halfWidth(number);
  const place = placeOf(number, decimals);
  const [text, halfText] = [roundTo(number.value, place), half === null ? null : roundTo(half, place)];
  return { text, half: halfText, bounds: halfText === null ? null : boundsOf(number, text, halfText, place) };
}

/**
 * A ratio's interval is longer on one side, and half its width may then reach over 0 where the interval does not, or not reach it
 * where it does. Then its ends, which the verdict beside it goes by; else null.
 */
function boundsOf({ low, high }: Bounded, text: string, half: string, place: number): string | null {
  const ends = [low!, high!] as const;
  if (hasZero(Number(text) - Number(half), Number(text) + Number(half)) === hasZero(...ends)) return null;
  const shown = ends.map((end) =>
    roundTo(end, end === 0 ? place : Math.min(place, lastPlace(Math.abs(end)))),
  );
  return shown.map((end) => end.replace("-", "−")).join(" … ");
}

function hasZero(low: number, high: number): boolean {
  return low <= 0 && high >= 0;
}

/** The same difference the other way round, where it is negative. */
function withoutSign({ value, low, high }: Bounded): Bounded {
  if (value >= 0) return { value, low, high };
  return { value: -value, low: high === null ? null : -high, high: low === null ? null : -low };
}

function placeOf(number: Bounded, decimals: number): number {
  const half = halfWidth(number) ?? openSide(number);
  return half === null || half <= 0 ? -decimals : lastPlace(half);
}

/** With one open side the other one tells the precision. */
function openSide({ value, low, high }: Bounded): number | null {
  if (low !== null && Number.isFinite(low)) return value - low;
  if (high !== null && Number.isFinite(high)) return high - value;
  return null;
}

function signed(text: string): string {
  return text.startsWith("-") ? text.replace("-", "−") : `+${text}`;
}

function withoutNegativeZero(text: string): string {
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text;
}
