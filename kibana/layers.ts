import type { Bucket, Chart, Panel, Value } from "./definition.ts";

/** What one request of a panel asks for: buckets in the order in which they are nested. */
export interface Layer {
  name: "main" | "counted";
  buckets: readonly Bucket[];
  values: readonly Value[];
}

/** The requests of a panel, but for its marks. */
export function layersOf(panel: Panel): Layer[] {
  if (panel.type === "table") return [{ name: "main", buckets: panel.rows, values: panel.values }];
  if (panel.type === "tiles") {
    const buckets = panel.per === null ? [] : [panel.per];
    return [{ name: "main", buckets, values: [panel.value] }];
  }
  const { x, value, counted } = panel;
  const main: Layer = { name: "main", buckets: bucketsOf(panel), values: [value] };
  return counted === null ? [main] : [main, { name: "counted", buckets: [x], values: [counted] }];
}

/** Series before time, so that series are chosen over all of it; but words first, because they are drawn in the order of the answer. */
function bucketsOf({ x, split }: Chart): Bucket[] {
  if (split === null) return [x];
  return x.operation === "terms" ? [x, split] : [split, x];
}

/** A chart's own query would also be asked of its marks, which are other documents, so its filter goes into its value. */
export function withOwnFilter<Kind extends Panel>(panel: Kind): Kind {
  if (panel.type !== "chart" || panel.marks.length === 0) return panel;
  const value = { ...panel.value, filter: [...panel.filter, ...panel.value.filter] };
  return { ...panel, filter: [], value };
}
