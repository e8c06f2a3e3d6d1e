const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

type Interval = { fixed_interval: string } | { calendar_interval: string };

/** The intervals that Kibana chooses from: elastic/kibana, data/common/search/aggs/buckets/lib/time_buckets/calc_auto_interval.ts. */
const intervals: readonly [milliseconds: number, interval: Interval][] = [
  [365 * dayMs, { calendar_interval: "1y" }],
  [30 * dayMs, { calendar_interval: "1M" }],
  [7 * dayMs, { calendar_interval: "1w" }],
  [dayMs, { calendar_interval: "1d" }],
  ...[12, 3, 1].map((hours): [number, Interval] => [hours * hourMs, { fixed_interval: `${hours}h` }]),
  ...[30, 10, 5, 1].map((minutes): [number, Interval] => [
    minutes * minuteMs,
    { fixed_interval: `${minutes}m` },
  ]),
  ...[30, 10, 5, 1].map((seconds): [number, Interval] => [
    seconds * secondMs,
    { fixed_interval: `${seconds}s` },
  ]),
];

/** Kibana's setting `histogram:maxBars`, as it comes. */
const mostBars = 1000;

/** What Kibana makes of `1s` (time_buckets.ts and calcAutoIntervalLessThan there): the longest interval of its list that is no longer than the range over 1,000, but 1 s at least. */
export function scaledSecond(rangeMs: number): Interval {
  const scaled = intervals.find(([milliseconds]) => milliseconds <= rangeMs / mostBars);
  return scaled === undefined || scaled[0] < secondMs ? { fixed_interval: "1s" } : scaled[1];
}
