import type { Metric } from "../model/metric.ts";
import { worksInKernel } from "../model/summary.ts";
import type { Column, TableView } from "./view.ts";
import { disturbedSign, disturbedText } from "./wording.ts";

/** What the columns that are shown are in, for the line below the table. */
export function legend(view: TableView, shown: readonly Column[] = view.columns): string {
  const { rows, latencyUnit } = view;
  const has = (address: string) => shown.some(({ metric }) => metric.address.startsWith(address));
  const texts = cellTexts(view, shown);
  const parts = [
    `latencies in ${latencyUnit}; CPU-ms and wire bytes per HTTP request; Δ against baseline with its 95 % interval`,
    ...shown.flatMap(({ metric, header }) =>
      header === metric.address ? [`${metric.address}: ${explained(metric)}`] : [],
    ),
    has("http.connect.ttfb") && "TTFB: first byte on a new connection",
    has("http.saturation") && "max 1/s: highest rate found whose p99 keeps the objective",
    has("http.bulk") && "Mbit/s: payload, one stream",
    texts.some((text) => text.startsWith("≥")) &&
      "≥: the generator was the limit, or no rate that was tried failed",
    texts.some((text) => text.endsWith(disturbedSign)) && disturbedText,
    texts.includes("n/a") && `n/a: too few requests for this quantile (${shortages(view, shown).join("; ")})`,
    ...rows.flatMap(({ scenario, cells }) =>
      cells !== null && worksInKernel(scenario)
        ? [`${scenario.name}: its kernel work is not charged to its containers`]
        : [],
    ),
  ];
  return parts.filter((part) => part !== false).join("; ");
}

/** Units of their own; latencies are all in one, and a word has none. */
function explained({ title, unit }: Metric): string {
  return unit === "us" || unit === "word" ? title : `${title}, ${unit}`;
}

function cellTexts({ rows, columns }: TableView, shown: readonly Column[]): string[] {
  return rows.flatMap(({ cells }) =>
    (cells ?? []).filter((_, index) => shown.includes(columns[index]!)).map(({ text }) => text),
  );
}

/** `n=300 < 368`, each once. */
function shortages({ rows, columns }: TableView, shown: readonly Column[]): string[] {
  const found = rows.flatMap(({ cells }) =>
    (cells ?? []).flatMap(({ text, reason }, index) =>
      text === "n/a" && shown.includes(columns[index]!) ? [reason!.slice("n/a (".length, -1)] : [],
    ),
  );
  return [...new Set(found)];
}
