import type { DocumentKind } from "../harness/sinks/fields/field.ts";
import type { Panel } from "./definition.ts";
import { toKql } from "./filter.ts";
import { type Layer, layersOf, withOwnFilter } from "./layers.ts";
import { bucketColumn, valueColumn } from "./lens-columns.ts";
import { bucketId, layerId, marksLayerId, valueId, visualization } from "./lens-visualization.ts";

/** Points from a saved object to another one that it needs. */
export interface Reference {
  id: string;
  name: string;
  type: string;
}

/** What a dashboard keeps of one panel of Lens. */
export interface LensAttributes {
  title: string;
  description: string;
  type: "lens";
  visualizationType: string;
  references: Reference[];
  state: object;
}

const visualizationTypes = { table: "lnsDatatable", chart: "lnsXY", tiles: "lnsMetric" } as const;

export function dataViewId(kind: DocumentKind): string {
  return `tunnelbench-${kind}`;
}

/** Compiles a panel to what Kibana stores of it, in the form without the ids of data views: they are references. */
export function lensAttributes(definition: Panel): LensAttributes {
  const panel = withOwnFilter(definition);
  return {
    title: panel.title,
    description: panel.note ?? "",
    type: "lens",
    visualizationType: visualizationTypes[panel.type],
    references: references(panel),
    state: {
      adHocDataViews: {},
      datasourceStates: { formBased: { layers: layers(panel) }, textBased: { layers: {} } },
      filters: [],
      internalReferences: [],
      query: { language: "kuery", query: toKql(panel.filter) },
      visualization: visualization(panel),
    },
  };
}

function references(panel: Panel): Reference[] {
  const to = (kind: DocumentKind, name: string) => ({ id: dataViewId(kind), name, type: "index-pattern" });
  const marks = panel.type === "chart" ? panel.marks.slice(0, 1) : [];
  return [
    ...layersOf(panel).map((layer) =>
      to(panel.kind, `indexpattern-datasource-layer-${layerId(panel, layer.name)}`),
    ),
    ...marks.map(({ kind }) => to(kind, `xy-visualization-layer-${marksLayerId(panel)}`)),
  ];
}

function layers(panel: Panel): object {
  return Object.fromEntries(
    layersOf(panel).map((layer) => [layerId(panel, layer.name), layerState(panel.kind, layer)]),
  );
}

function layerState(kind: DocumentKind, { name, buckets, values }: Layer): object {
  const columns = [
    ...buckets.map((bucket, at) => [bucketId(at, name), bucketColumn(kind, bucket)] as const),
    ...values.map((value, at) => [valueId(at, name), valueColumn(kind, value)] as const),
  ];
  return {
    columnOrder: columns.map(([id]) => id),
    columns: Object.fromEntries(columns),
    ignoreGlobalFilters: false,
    incompleteColumns: {},
    sampling: 1,
  };
}
