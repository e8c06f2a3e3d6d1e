import type { DocumentKind } from "../harness/sinks/fields/field.ts";

/** What a document must have; all of them. Written once, compiled to KQL for Kibana and to a query for the tests. */
export type Condition =
  | { field: string; is: string | boolean }
  | { field: string; isOneOf: readonly string[] }
  | { field: string; exists: true };
export type Filter = readonly Condition[];

/** What makes rows, series or tiles. */
export type Bucket =
  | Terms
  /** `1s`, or what 1,000 bars allow: Kibana makes a finer interval longer where the time range needs it. */
  | { operation: "date_histogram"; label: string; field: "@timestamp"; interval: "1s" }
  /** From each edge to the next; the last one is open. */
  | { operation: "range"; label: string; field: string; edges: readonly number[] };

export interface Terms {
  operation: "terms";
  label: string;
  field: string;
  size: number;
  /** By the value itself, or by the first document that has it. */
  order: "asc" | "desc" | "time";
  /** Of a table: chooses its documents, but is not shown. */
  isHidden?: true;
}

export type Calculation =
  | "max"
  | "min"
  | "average"
  | "median"
  | "unique_count"
  | "percentile"
  | "last_value"
  | "count";

/** A number, or with `last_value` a word. */
export interface Value {
  operation: Calculation;
  label: string;
  /** null: documents are counted. */
  field: string | null;
  filter: Filter;
  decimals: number;
  format: "number" | "bytes";
  /** The study's colours: upper ends of green and of the following ranges. */
  studyRange: readonly number[] | null;
  /** Of `percentile`. */
  percentile: number | null;
}

/** Place on Kibana's grid, which is 48 wide. */
export interface Position {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Moments that are drawn into a chart over time. */
export interface Mark {
  id: string;
  label: string;
  kind: DocumentKind;
  filter: Filter;
  /** What is written beside the line. */
  textField: string;
  color: string;
  lineStyle: "solid" | "dashed";
}

interface PanelBase {
  id: string;
  title: string;
  /** Shown behind the title's question mark. */
  note?: string;
  kind: DocumentKind;
  filter: Filter;
  position: Position;
  /** Shown from then on, whatever the dashboard's time range is: summaries carry the start of a run, which a narrowed range leaves out. */
  since?: "now-10y";
}

export interface Table extends PanelBase {
  type: "table";
  rows: readonly Bucket[];
  values: readonly Value[];
  /** Label of the column that it is sorted by, ascending. */
  sortedBy?: string;
}

export interface Chart extends PanelBase {
  type: "chart";
  series: "line" | "bar" | "bar_stacked";
  x: Bucket;
  split: Bucket | null;
  value: Value;
  scale: "linear" | "log";
  marks: readonly Mark[];
  /** Counted along the same x, as red bars with an axis of their own. */
  counted: Value | null;
}

/** One large number, or one a value of `per`. */
export interface Tiles extends PanelBase {
  type: "tiles";
  per: Bucket | null;
  value: Value;
}

export type Panel = Table | Chart | Tiles;

/** A list to choose values of one field from; it filters every panel of the dashboard. */
export interface Control {
  field: string;
  title: string;
  kind: DocumentKind;
  isSingle: boolean;
}

export interface Dashboard {
  id: string;
  title: string;
  description: string;
  /** What it shows when it is opened, back from now: `now-1y`. */
  from: string;
  controls: readonly Control[];
  panels: readonly Panel[];
}
