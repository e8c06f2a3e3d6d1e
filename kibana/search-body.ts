import type { Dashboard, Mark, Panel } from "./definition.ts";
import { toQuery } from "./filter.ts";
import { type Layer, layersOf, withOwnFilter } from "./layers.ts";
import { nested, type TimeRange } from "./search-aggregations.ts";
import { type Aggregations, type Row, readRows } from "./search-rows.ts";
import { overTime, value } from "./values.ts";

/** What is chosen at the top of a dashboard. */
export interface Selection extends TimeRange {
  /** null: no run is picked. */
  runId: string | null;
}

/** A request that a panel makes, and what it draws from the answer. */
export interface PanelQuery {
  panel: string;
  title: string;
  index: string;
  body: { size: 0; query: object; aggs: object };
  /** Labels of the columns that are calculated; the others name the bucket. */
  calculated: string[];
  /** One row a bucket, by the columns' labels. */
  read(response: { aggregations?: unknown }): Row[];
}

/**
 * The requests that Kibana makes for the panels of a dashboard, compiled from the same definitions as the panels: the aggregations
 * of elastic/kibana, data/common/search/aggs, as the operations of Lens ask for them (lens/public/datasources/form_based/operations).
 */
export function panelQueries(dashboard: Dashboard, selection: Selection): PanelQuery[] {
  return dashboard.panels.map(withOwnFilter).flatMap((panel) => {
    const marks = panel.type === "chart" ? panel.marks : [];
    return [
      ...layersOf(panel).map((layer) => layerQuery(panel, layer, selection)),
      ...marks.map((mark) => markQuery(panel, mark, selection)),
    ];
  });
}

function layerQuery(panel: Panel, layer: Layer, selection: Selection): PanelQuery {
  const { id, kind, filter, since } = panel;
  const title = layer.name === "main" ? panel.title : `${panel.title}: ${layer.values[0]!.label}`;
  return {
    ...{ panel: id, title, index: `tunnelbench-${kind}-*` },
    body: {
      size: 0,
      query: selected(selection, toQuery(filter), since),
      aggs: nested(kind, layer.buckets, layer.values, selection, 0),
    },
    calculated: layer.values.map(({ label }) => label),
    read: ({ aggregations }) => readRows(aggregations as Aggregations, layer),
  };
}

/** Kibana's own request for annotations: elastic/kibana, event_annotation/common/fetch_event_annotations. */
function markQuery(panel: Panel, mark: Mark, selection: Selection): PanelQuery {
  // Kibana asks for ten texts by top_metrics; top_hits reads the same fields and is on every server
  const columns = {
    buckets: [overTime],
    values: [value("count", "marks", null), value("last_value", "text", mark.textField)],
  };
  return {
    ...{ panel: panel.id, title: `${panel.title}: ${mark.label}`, index: `tunnelbench-${mark.kind}-*` },
    body: {
      size: 0,
      query: selected(selection, toQuery(mark.filter)),
      aggs: nested(mark.kind, columns.buckets, columns.values, selection, 0),
    },
    calculated: columns.values.map(({ label }) => label),
    read: ({ aggregations }) => readRows(aggregations as Aggregations, columns),
  };
}

/** The time range, the chosen run, and the panel's own query. */
function selected({ runId, from, to }: Selection, own: object, since?: string): object {
  const format = "strict_date_optional_time";
  const [gte, lte] = since === undefined ? [from.toISOString(), to.toISOString()] : [since, "now"];
  const time = { range: { "@timestamp": { format, gte, lte } } };
  const run = runId === null ? [] : [{ match_phrase: { "bench.run.id": runId } }];
  return { bool: { must: [], filter: [own, time, ...run], should: [], must_not: [] } };
}
