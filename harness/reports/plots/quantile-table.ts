import type { QuantileCurve } from "../../model/plots.ts";
import type { HtmlTable } from "../html-table.ts";

/** All points of the curves, a row a share; `name` is the workload's. */
export function quantileTable(
  curves: readonly QuantileCurve[],
  probabilities: readonly number[],
  name: string,
): HtmlTable {
  return {
    caption: `${name} latency in µs by share of requests, with 95 % intervals`,
    header: ["share", ...curves.map(({ scenario }) => scenario)],
    rows: probabilities.map((p, index) => ({
      name: shareText(p),
      cells: curves.map(({ valueUs, lowUs, highUs }) =>
        index < valueUs.length
          ? `${usText(valueUs[index]!)} (${usText(lowUs[index]!)} … ${usText(highUs[index]!)})`
          : "–",
      ),
    })),
  };
}

/** Whole microseconds: the table is for reading. */
export function usText(us: number | null): string {
  return us === null ? "∞" : us.toFixed(0);
}

/** `p99.9`. */
export function shareText(p: number): string {
  return `p${Number((p * 100).toFixed(3))}`;
}
