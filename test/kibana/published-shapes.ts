/**
 * Names and types of keys in dashboards that Elastic itself published, written down from its files: no text or value of them is
 * here. `*` is any id, `<operation>` the columns of that operation, `[]` the entries of a list. Text that holds JSON is read.
 */
export interface PublishedShape {
  /** Where it was seen. */
  repository: string;
  path: string;
  commit: string;
  licence: string;
  /** What it says of the format it is in. */
  typeMigrationVersion: string | null;
  /** `path: type`, a line each; `+` before those that every file with the same part has. */
  shape: string;
}

const kibana = { repository: "elastic/kibana", licence: "Elastic License 2.0, AGPL 3.0 or SSPL 1" };
const integrations = { repository: "elastic/integrations", licence: "Elastic License 2.0" };
const agent = "packages/elastic_agent/kibana/dashboard/elastic_agent";

export const published: readonly PublishedShape[] = [
  {
    ...integrations,
    path: `${agent}-9eab2fa0-5e7c-11f0-89d2-bb7ceae5af7f.json`,
    commit: "1d2721ecd1e2f94742974e7dbb913f1d86568eac",
    typeMigrationVersion: "10.2.0",
    shape: `
      + attributes.controlGroupInput.chainingSystem: string
      + attributes.controlGroupInput.controlStyle: string
      + attributes.controlGroupInput.ignoreParentSettingsJSON.ignoreFilters: boolean
      + attributes.controlGroupInput.ignoreParentSettingsJSON.ignoreQuery: boolean
      + attributes.controlGroupInput.ignoreParentSettingsJSON.ignoreTimerange: boolean
      + attributes.controlGroupInput.ignoreParentSettingsJSON.ignoreValidations: boolean
      + attributes.controlGroupInput.panelsJSON.*.explicitInput.enhancements: empty
      + attributes.controlGroupInput.panelsJSON.*.explicitInput.fieldName: string
      + attributes.controlGroupInput.panelsJSON.*.explicitInput.id: string
      + attributes.controlGroupInput.panelsJSON.*.explicitInput.title: string
      + attributes.controlGroupInput.panelsJSON.*.grow: boolean
      + attributes.controlGroupInput.panelsJSON.*.order: number
      + attributes.controlGroupInput.panelsJSON.*.type: string
      + attributes.controlGroupInput.panelsJSON.*.width: string
      + attributes.description: string
      + attributes.kibanaSavedObjectMeta.searchSourceJSON.filter: empty
      + attributes.kibanaSavedObjectMeta.searchSourceJSON.query.language: string
      + attributes.kibanaSavedObjectMeta.searchSourceJSON.query.query: string
      + attributes.optionsJSON.hidePanelTitles: boolean
      + attributes.optionsJSON.syncColors: boolean
      + attributes.optionsJSON.syncCursor: boolean
      + attributes.optionsJSON.syncTooltips: boolean
      + attributes.optionsJSON.useMargins: boolean
      + attributes.panelsJSON[].embeddableConfig.attributes.description: string
      + attributes.panelsJSON[].embeddableConfig.attributes.references[].id: string
      + attributes.panelsJSON[].embeddableConfig.attributes.references[].name: string
      + attributes.panelsJSON[].embeddableConfig.attributes.references[].type: string
      + attributes.panelsJSON[].embeddableConfig.attributes.state.adHocDataViews: empty
      + attributes.panelsJSON[].embeddableConfig.attributes.state.datasourceStates.textBased.layers: empty
      + attributes.panelsJSON[].embeddableConfig.attributes.state.internalReferences: empty
      + attributes.panelsJSON[].embeddableConfig.attributes.state.query.language: string
      + attributes.panelsJSON[].embeddableConfig.attributes.state.query.query: string
      + attributes.panelsJSON[].embeddableConfig.attributes.title: string
      + attributes.panelsJSON[].embeddableConfig.attributes.type: string
      + attributes.panelsJSON[].embeddableConfig.attributes.visualizationType: string
      + attributes.panelsJSON[].embeddableConfig.enhancements: empty
      + attributes.panelsJSON[].embeddableConfig.hidePanelTitles: boolean
      + attributes.panelsJSON[].gridData.h: number
      + attributes.panelsJSON[].gridData.i: string
      + attributes.panelsJSON[].gridData.w: number
      + attributes.panelsJSON[].gridData.x: number
      + attributes.panelsJSON[].gridData.y: number
      + attributes.panelsJSON[].panelIndex: string
      + attributes.panelsJSON[].title: string
      + attributes.panelsJSON[].type: string
      + attributes.timeRestore: boolean
      + attributes.title: string
      + attributes.version: number
      + coreMigrationVersion: string
      + id: string
      + references[].id: string
      + references[].name: string
      + references[].type: string
      + type: string
      + typeMigrationVersion: string
      + layers.*.columnOrder[]: string
      + layers.*.incompleteColumns: empty
      layers.*.sampling: number
      + layers.*.columns.<date_histogram>.dataType: string
      + layers.*.columns.<date_histogram>.isBucketed: boolean
      + layers.*.columns.<date_histogram>.label: string
      + layers.*.columns.<date_histogram>.operationType: string
      + layers.*.columns.<date_histogram>.params.dropPartials: boolean
      + layers.*.columns.<date_histogram>.params.includeEmptyRows: boolean
      + layers.*.columns.<date_histogram>.params.interval: string
      + layers.*.columns.<date_histogram>.scale: string
      + layers.*.columns.<date_histogram>.sourceField: string
      layers.*.columns.<date_histogram>.customLabel: boolean
      + layers.*.columns.<max>.dataType: string
      + layers.*.columns.<max>.isBucketed: boolean
      + layers.*.columns.<max>.label: string
      + layers.*.columns.<max>.operationType: string
      + layers.*.columns.<max>.params.emptyAsNull: boolean
      + layers.*.columns.<max>.scale: string
      + layers.*.columns.<max>.sourceField: string
      layers.*.columns.<max>.customLabel: boolean
      layers.*.columns.<max>.params.format.id: string
      layers.*.columns.<max>.params.format.params.decimals: number
      + lnsXY.axisTitlesVisibilitySettings.x: boolean
      + lnsXY.axisTitlesVisibilitySettings.yLeft: boolean
      + lnsXY.axisTitlesVisibilitySettings.yRight: boolean
      + lnsXY.layers[].accessors[]: string
      + lnsXY.layers[].layerId: string
      + lnsXY.layers[].layerType: string
      + lnsXY.layers[].seriesType: string
      + lnsXY.layers[].xAccessor: string
      + lnsXY.legend.isVisible: boolean
      + lnsXY.legend.position: string
      + lnsXY.preferredSeriesType: string
      + lnsXY.valueLabels: string
      lnsXY.yTitle: string`,
  },
  {
    ...integrations,
    path: `${agent}-0600ffa0-6b5e-11ed-98de-67bdecd21824.json`,
    commit: "0a1c0838aaaa7c08ce1bfc33c8548488fe80f622",
    typeMigrationVersion: null,
    shape: `
      layers.*.columns.<median>.customLabel: boolean
      + layers.*.columns.<median>.dataType: string
      + layers.*.columns.<median>.isBucketed: boolean
      + layers.*.columns.<median>.label: string
      + layers.*.columns.<median>.operationType: string
      layers.*.columns.<median>.params.emptyAsNull: boolean
      layers.*.columns.<median>.params.format.id: string
      layers.*.columns.<median>.params.format.params.decimals: number
      + layers.*.columns.<median>.scale: string
      + layers.*.columns.<median>.sourceField: string
      layers.*.columns.<percentile>.customLabel: boolean
      + layers.*.columns.<percentile>.dataType: string
      layers.*.columns.<percentile>.filter.language: string
      layers.*.columns.<percentile>.filter.query: string
      + layers.*.columns.<percentile>.isBucketed: boolean
      + layers.*.columns.<percentile>.label: string
      + layers.*.columns.<percentile>.operationType: string
      + lnsDatatable.columns[].columnId: string
      lnsDatatable.columns[].colorMode: string
      lnsDatatable.columns[].isTransposed: boolean
      lnsDatatable.columns[].palette.name: string
      lnsDatatable.columns[].palette.type: string
      lnsDatatable.columns[].palette.params.colorStops[].color: string
      lnsDatatable.columns[].palette.params.colorStops[].stop: number
      lnsDatatable.columns[].palette.params.continuity: string
      lnsDatatable.columns[].palette.params.name: string
      lnsDatatable.columns[].palette.params.rangeMax: null
      lnsDatatable.columns[].palette.params.rangeMin: number
      lnsDatatable.columns[].palette.params.rangeType: string
      lnsDatatable.columns[].palette.params.reverse: boolean
      lnsDatatable.columns[].palette.params.steps: number
      lnsDatatable.columns[].palette.params.stops[].color: string
      lnsDatatable.columns[].palette.params.stops[].stop: number
      + lnsDatatable.layerId: string
      + lnsDatatable.layerType: string
      lnsDatatable.rowHeight: string
      lnsDatatable.sorting.columnId: string
      lnsDatatable.sorting.direction: string`,
  },
  {
    ...integrations,
    path: `${agent}-f47f18cc-9c7d-4278-b2ea-a6dee816d395.json`,
    commit: "01ac702936608b657dc5cc12931250101975a2cd",
    typeMigrationVersion: "8.9.0",
    shape: `
      attributes.controlGroupInput.panelsJSON.*.explicitInput.selectedOptions: empty
      attributes.controlGroupInput.panelsJSON.*.explicitInput.singleSelect: boolean
      layers.*.ignoreGlobalFilters: boolean
      layers.*.columns.<last_value>.customLabel: boolean
      + layers.*.columns.<last_value>.dataType: string
      + layers.*.columns.<last_value>.filter.language: string
      + layers.*.columns.<last_value>.filter.query: string
      + layers.*.columns.<last_value>.isBucketed: boolean
      + layers.*.columns.<last_value>.label: string
      + layers.*.columns.<last_value>.operationType: string
      + layers.*.columns.<last_value>.params.sortField: string
      + layers.*.columns.<last_value>.scale: string
      + layers.*.columns.<last_value>.sourceField: string
      layers.*.columns.<terms>.customLabel: boolean
      + layers.*.columns.<terms>.dataType: string
      + layers.*.columns.<terms>.isBucketed: boolean
      + layers.*.columns.<terms>.label: string
      + layers.*.columns.<terms>.operationType: string
      + layers.*.columns.<terms>.params.exclude: empty
      + layers.*.columns.<terms>.params.excludeIsRegex: boolean
      + layers.*.columns.<terms>.params.include: empty
      + layers.*.columns.<terms>.params.includeIsRegex: boolean
      + layers.*.columns.<terms>.params.missingBucket: boolean
      layers.*.columns.<terms>.params.orderBy.fallback: boolean
      + layers.*.columns.<terms>.params.orderBy.type: string
      + layers.*.columns.<terms>.params.orderDirection: string
      + layers.*.columns.<terms>.params.otherBucket: boolean
      + layers.*.columns.<terms>.params.parentFormat.id: string
      layers.*.columns.<terms>.params.secondaryFields: empty
      + layers.*.columns.<terms>.params.size: number
      + layers.*.columns.<terms>.scale: string
      + layers.*.columns.<terms>.sourceField: string
      layers.*.columns.<unique_count>.customLabel: boolean
      + layers.*.columns.<unique_count>.dataType: string
      + layers.*.columns.<unique_count>.isBucketed: boolean
      + layers.*.columns.<unique_count>.label: string
      + layers.*.columns.<unique_count>.operationType: string
      + layers.*.columns.<unique_count>.params.emptyAsNull: boolean
      layers.*.columns.<unique_count>.params.format.id: string
      layers.*.columns.<unique_count>.params.format.params.decimals: number
      + layers.*.columns.<unique_count>.scale: string
      + layers.*.columns.<unique_count>.sourceField: string
      lnsMetric.breakdownByAccessor: string
      + lnsMetric.layerId: string
      + lnsMetric.layerType: string
      + lnsMetric.metricAccessor: string`,
  },
  {
    ...kibana,
    path: "src/platform/plugins/shared/home/server/services/sample_data/data_sets/ecommerce/saved_objects.ts",
    commit: "5ee079862462cb3ff24fca6095e0f44afef9e409",
    typeMigrationVersion: null,
    shape: `
      layers.*.columns.<average>.customLabel: boolean
      + layers.*.columns.<average>.dataType: string
      + layers.*.columns.<average>.isBucketed: boolean
      + layers.*.columns.<average>.label: string
      + layers.*.columns.<average>.operationType: string
      layers.*.columns.<average>.params.format.id: string
      layers.*.columns.<average>.params.format.params.decimals: number
      + layers.*.columns.<average>.scale: string
      + layers.*.columns.<average>.sourceField: string
      layers.*.columns.<count>.customLabel: boolean
      + layers.*.columns.<count>.dataType: string
      + layers.*.columns.<count>.isBucketed: boolean
      + layers.*.columns.<count>.label: string
      + layers.*.columns.<count>.operationType: string
      layers.*.columns.<count>.params.emptyAsNull: boolean
      + layers.*.columns.<count>.scale: string
      + layers.*.columns.<count>.sourceField: string
      lnsXY.fittingFunction: string
      lnsXY.yLeftScale: string
      + lnsXY.annotations.annotations[].color: string
      + lnsXY.annotations.annotations[].filter.language: string
      + lnsXY.annotations.annotations[].filter.query: string
      + lnsXY.annotations.annotations[].filter.type: string
      + lnsXY.annotations.annotations[].icon: string
      + lnsXY.annotations.annotations[].id: string
      + lnsXY.annotations.annotations[].key.type: string
      + lnsXY.annotations.annotations[].label: string
      + lnsXY.annotations.annotations[].timeField: string
      + lnsXY.annotations.annotations[].type: string
      + lnsXY.annotations.ignoreGlobalFilters: boolean
      + lnsXY.annotations.layerId: string
      + lnsXY.annotations.layerType: string
      lnsMetric.palette.name: string
      lnsMetric.palette.type: string
      lnsMetric.palette.params.continuity: string
      lnsMetric.palette.params.name: string
      lnsMetric.palette.params.progression: string
      lnsMetric.palette.params.rangeMin: number
      lnsMetric.palette.params.rangeType: string
      lnsMetric.palette.params.reverse: boolean
      lnsMetric.palette.params.steps: number
      lnsMetric.palette.params.stops[].color: string
      lnsMetric.palette.params.stops[].stop: number`,
  },
];

/** Keys that are in none of those files but in the types of Kibana that read them: name, and the file of elastic/kibana. */
export const typedOnly: Readonly<Record<string, string>> = {
  "attributes.timeFrom: string": "dashboard_saved_object/schema/v1/v1.ts",
  "attributes.timeTo: string": "dashboard_saved_object/schema/v1/v1.ts",
  "attributes.controlGroupInput.panelsJSON.*.explicitInput.sort.by: string":
    "@kbn/controls-schemas, optionsListSortSchema",
  "attributes.controlGroupInput.panelsJSON.*.explicitInput.sort.direction: string":
    "@kbn/controls-schemas, optionsListSortSchema",
  // the key of every version before 9.4, which later ones still read
  "attributes.panelsJSON[].embeddableConfig.timeRange.from: string":
    "presentation_publishing/interfaces/fetch/bwc/time_range_transforms.ts",
  "attributes.panelsJSON[].embeddableConfig.timeRange.to: string":
    "presentation_publishing/interfaces/fetch/bwc/time_range_transforms.ts",
  "managed: boolean": "sample_data/data_sets/logs/saved_objects.ts",
  "attributes.panelsJSON[].embeddableConfig.attributes.state.filters: empty":
    "sample_data/data_sets/ecommerce/saved_objects.ts",
  "layers.*.columns.<max>.filter.language: string": "kbn-lens-common, BaseIndexPatternColumn.filter",
  "layers.*.columns.<max>.filter.query: string": "kbn-lens-common, BaseIndexPatternColumn.filter",
  "layers.*.columns.<median>.filter.language: string": "kbn-lens-common, BaseIndexPatternColumn.filter",
  "layers.*.columns.<median>.filter.query: string": "kbn-lens-common, BaseIndexPatternColumn.filter",
  "layers.*.columns.<count>.filter.language: string": "kbn-lens-common, BaseIndexPatternColumn.filter",
  "layers.*.columns.<count>.filter.query: string": "kbn-lens-common, BaseIndexPatternColumn.filter",
  "layers.*.columns.<average>.params.emptyAsNull: boolean": "operations/definitions/metrics.tsx",
  "layers.*.columns.<count>.params.format.id: string": "operations/definitions/column_types.ts",
  "layers.*.columns.<count>.params.format.params.decimals: number": "operations/definitions/column_types.ts",
  "layers.*.columns.<last_value>.params.showArrayValues: boolean": "operations/definitions/last_value.tsx",
  "layers.*.columns.<last_value>.params.format.id: string": "operations/definitions/last_value.tsx",
  "layers.*.columns.<last_value>.params.format.params.decimals: number":
    "operations/definitions/last_value.tsx",
  "layers.*.columns.<terms>.params.orderAgg.dataType: string": "operations/definitions/terms/index.tsx",
  "layers.*.columns.<terms>.params.orderAgg.isBucketed: boolean": "operations/definitions/terms/index.tsx",
  "layers.*.columns.<terms>.params.orderAgg.label: string": "operations/definitions/terms/index.tsx",
  "layers.*.columns.<terms>.params.orderAgg.operationType: string": "operations/definitions/terms/index.tsx",
  "layers.*.columns.<terms>.params.orderAgg.params.emptyAsNull: boolean":
    "operations/definitions/terms/index.tsx",
  "layers.*.columns.<terms>.params.orderAgg.scale: string": "operations/definitions/terms/index.tsx",
  "layers.*.columns.<terms>.params.orderAgg.sourceField: string": "operations/definitions/terms/index.tsx",
  "layers.*.columns.<percentile>.params.percentile: number": "operations/definitions/percentile.tsx",
  "layers.*.columns.<percentile>.params.format.id: string": "operations/definitions/percentile.tsx",
  "layers.*.columns.<percentile>.params.format.params.decimals: number":
    "operations/definitions/percentile.tsx",
  "layers.*.columns.<percentile>.scale: string": "operations/definitions/percentile.tsx",
  "layers.*.columns.<percentile>.sourceField: string": "operations/definitions/percentile.tsx",
  "layers.*.columns.<range>.customLabel: boolean": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.dataType: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.isBucketed: boolean": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.label: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.operationType: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.format.id: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.format.params.decimals: number":
    "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.maxBars: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.parentFormat.id: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.parentFormat.params.replaceInfinity: boolean":
    "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.parentFormat.params.template: string":
    "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.ranges[].from: number": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.ranges[].label: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.ranges[].to: number": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.ranges[].to: null": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.params.type: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.scale: string": "operations/definitions/ranges/ranges.tsx",
  "layers.*.columns.<range>.sourceField: string": "operations/definitions/ranges/ranges.tsx",
  "lnsDatatable.columns[].hidden: boolean": "kbn-lens-common/visualizations/datatable/types.ts",
  "lnsDatatable.columns[].isMetric: boolean": "kbn-lens-common/visualizations/datatable/types.ts",
  "lnsDatatable.columns[].palette.params.progression: string": "kbn-coloring, CustomPaletteParams",
  "lnsDatatable.paging.enabled: boolean": "kbn-lens-common/visualizations/datatable/types.ts",
  "lnsDatatable.paging.size: number": "kbn-lens-common/visualizations/datatable/types.ts",
  "lnsMetric.maxCols: number": "kbn-lens-common/visualizations/metric/types.ts",
  "lnsMetric.palette.params.colorStops[].color: string": "kbn-coloring, CustomPaletteParams",
  "lnsMetric.palette.params.colorStops[].stop: number": "kbn-coloring, CustomPaletteParams",
  "lnsMetric.palette.params.rangeMax: null": "kbn-coloring, CustomPaletteParams",
  // one name until 9.2, a list after it; Kibana turns the one into the other: lens/common/content_management/v2/transforms/split_accessors
  "lnsXY.layers[].splitAccessor: string": "lens/public/visualizations/xy/types.ts",
  "lnsXY.layers[].yConfig[].axisMode: string": "kbn-lens-common/visualizations/xy/types.ts",
  "lnsXY.layers[].yConfig[].color: string": "kbn-lens-common/visualizations/xy/types.ts",
  "lnsXY.layers[].yConfig[].forAccessor: string": "kbn-lens-common/visualizations/xy/types.ts",
  "lnsXY.yRightTitle: string": "kbn-lens-common/visualizations/xy/types.ts",
  "lnsXY.annotations.persistanceType: string": "lens/public/visualizations/xy/persistence.ts",
  "lnsXY.annotations.annotations[].lineStyle: string": "kbn-event-annotation-common/types.ts",
  "lnsXY.annotations.annotations[].lineWidth: number": "kbn-event-annotation-common/types.ts",
  "lnsXY.annotations.annotations[].textField: string": "kbn-event-annotation-common/types.ts",
  "lnsXY.annotations.annotations[].textVisibility: boolean": "kbn-event-annotation-common/types.ts",
};
