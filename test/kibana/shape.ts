import type { ImportedObject } from "./imported.ts";

const part = "attributes.panelsJSON[].embeddableConfig.attributes.state";
const layers = `${part}.datasourceStates.formBased.layers`;

/** `path: type` of every leaf of a dashboard, with the names of published-shapes.ts. */
export function shapeOf(dashboard: ImportedObject): Set<string> {
  return new Set(leaves(dashboard, "").map(shortened));
}

function leaves(value: unknown, path: string): string[] {
  if (value === null) return [`${path}: null`];
  if (Array.isArray(value)) {
    return value.length === 0
      ? [`${path}: empty`]
      : value.flatMap((entry) => leaves(entry, entryPath(path, entry)));
  }
  if (typeof value === "string" && path.endsWith("JSON")) return leaves(JSON.parse(value), path);
  if (typeof value !== "object") return [`${path}: ${typeof value}`];
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length === 0) return [`${path}: empty`];
  return entries.flatMap(([key, entry]) =>
    leaves(entry, `${path === "" ? "" : `${path}.`}${named(path, key, entry)}`),
  );
}

/** A chart's marks are among its layers, but of another kind. */
function entryPath(path: string, entry: unknown): string {
  const isMarks = (entry as { layerType?: string }).layerType === "annotations";
  return isMarks ? path.replace(/layers$/, "annotations") : `${path}[]`;
}

/** Ids become `*`, columns their operation, a visualization its kind, so that two files can be compared. */
function named(path: string, key: string, entry: unknown): string {
  if (/(layers|controlGroupInput\.panelsJSON)$/.test(path)) return "*";
  if (path.endsWith("layers.*.columns")) return `<${(entry as { operationType: string }).operationType}>`;
  return key === "visualization" ? kindOf(entry as Record<string, unknown>) : key;
}

function kindOf(state: Record<string, unknown>): string {
  if ("metricAccessor" in state) return "lnsMetric";
  return "preferredSeriesType" in state ? "lnsXY" : "lnsDatatable";
}

function shortened(leaf: string): string {
  return leaf
    .replace(`${layers}.*`, "layers.*")
    .replace(new RegExp(`^${part.replaceAll(/[.[\]]/g, String.raw`\$&`)}\\.(lns)`), "$1");
}
