import type { Chart, Mark, Panel, Table, Tiles } from "./definition.ts";
import { toKql } from "./filter.ts";
import { type Layer, layersOf } from "./layers.ts";
import { dataTypeOf } from "./lens-columns.ts";
import { colors, studyPalette } from "./palette.ts";

export function marksLayerId({ id }: Panel): string {
  return `${id}-marks`;
}

export function layerId({ id }: Panel, name: Layer["name"]): string {
  return name === "main" ? `${id}-layer` : `${id}-${name}`;
}

/** Column ids by place: `row-0`, `value-3`, `counted-row-0`. */
export function bucketId(at: number, layer: Layer["name"] = "main"): string {
  return layer === "main" ? `row-${at}` : `${layer}-row-${at}`;
}
export function valueId(at: number, layer: Layer["name"] = "main"): string {
  return layer === "main" ? `value-${at}` : `${layer}-value-${at}`;
}

/** What a panel draws of its columns: `visualization` of Lens, by its kind. */
export function visualization(panel: Panel): object {
  if (panel.type === "table") return tableState(panel);
  return panel.type === "chart" ? chartState(panel) : tilesState(panel);
}

function tableState(panel: Table): object {
  const { rows, values, sortedBy } = panel;
  const labels = [...rows, ...values].map(({ label }) => label);
  const ids = [...rows.map((_, at) => bucketId(at)), ...values.map((_, at) => valueId(at))];
  return {
    columns: [
      ...rows.map((row, at) => ({
        ...{ columnId: bucketId(at), isMetric: false, isTransposed: false },
        ...("isHidden" in row && { hidden: row.isHidden }),
      })),
      ...values.map(({ studyRange }, at) => ({
        ...{ columnId: valueId(at), isMetric: true, isTransposed: false },
        ...(studyRange !== null && { colorMode: "cell", palette: studyPalette(studyRange) }),
      })),
    ],
    layerId: layerId(panel, "main"),
    layerType: "data",
    paging: { enabled: true, size: 50 },
    rowHeight: "auto",
    ...(sortedBy !== undefined && {
      sorting: { columnId: ids[labels.indexOf(sortedBy)], direction: "asc" },
    }),
  };
}

function chartState(panel: Chart): object {
  const { series, value, marks, scale, counted } = panel;
  return {
    axisTitlesVisibilitySettings: { x: false, yLeft: true, yRight: true },
    fittingFunction: "None",
    layers: [
      mainLayer(panel),
      ...(counted === null ? [] : [countedLayer(panel)]),
      ...(marks.length > 0 ? [marksLayer(panel)] : []),
    ],
    legend: { isVisible: true, position: "right" },
    preferredSeriesType: series,
    valueLabels: "hide",
    yLeftScale: scale,
    yTitle: value.label,
    ...(counted !== null && { yRightTitle: counted.label }),
  };
}

function mainLayer(panel: Chart): object {
  const { series, split, x } = panel;
  const { buckets } = layersOf(panel)[0]!;
  return {
    accessors: [valueId(0)],
    layerId: layerId(panel, "main"),
    layerType: "data",
    seriesType: series,
    ...(split !== null && { splitAccessor: bucketId(buckets.indexOf(split)) }),
    xAccessor: bucketId(buckets.indexOf(x)),
  };
}

function countedLayer(panel: Chart): object {
  const accessor = valueId(0, "counted");
  return {
    accessors: [accessor],
    layerId: layerId(panel, "counted"),
    layerType: "data",
    seriesType: "bar",
    xAccessor: bucketId(0, "counted"),
    yConfig: [{ axisMode: "right", color: colors.at(-1)!, forAccessor: accessor }],
  };
}

/** `persistanceType` is Kibana's spelling (elastic/kibana, lens/public/visualizations/xy/persistence.ts). */
function marksLayer(panel: Chart): object {
  return {
    annotations: panel.marks.map(annotation),
    // the choice of a run must choose its marks, too
    ignoreGlobalFilters: false,
    layerId: marksLayerId(panel),
    layerType: "annotations",
    persistanceType: "byValue",
  };
}

/** `QueryPointEventAnnotationConfig` of elastic/kibana, packages/shared/kbn-event-annotation-common/types.ts. */
function annotation({ id, label, kind, filter, textField, color, lineStyle }: Mark): object {
  if (dataTypeOf(kind, textField) !== "string") throw new Error(`${textField} is no text`);
  return {
    color,
    filter: { language: "kuery", query: toKql(filter), type: "kibana_query" },
    icon: "triangle",
    id,
    key: { type: "point_in_time" },
    label,
    lineStyle,
    lineWidth: 1,
    textField,
    textVisibility: true,
    timeField: "@timestamp",
    type: "query",
  };
}

function tilesState(panel: Tiles): object {
  const { per, value } = panel;
  return {
    layerId: layerId(panel, "main"),
    layerType: "data",
    metricAccessor: valueId(0),
    ...(per !== null && { breakdownByAccessor: bucketId(0), maxCols: 5 }),
    ...(value.studyRange !== null && { palette: studyPalette(value.studyRange) }),
  };
}
