import type { SavedObject } from "../../harness/kibana/our-objects.ts";

/** A data view and a dashboard of it, in the form of an export. */
export const dataView: SavedObject = {
  type: "index-pattern",
  id: "tunnelbench-summaries",
  attributes: {
    name: "tunnelbench summaries",
    title: "tunnelbench-summaries-*",
    timeFieldName: "@timestamp",
  },
  references: [],
  typeMigrationVersion: "8.0.0",
};

export const dashboard: SavedObject = {
  type: "dashboard",
  id: "tunnelbench-comparison",
  attributes: {
    title: "Comparison",
    panelsJSON: JSON.stringify([
      { type: "lens", panelIndex: "p50", gridData: { x: 0, y: 0, w: 24, h: 12, i: "p50" } },
      { type: "lens", panelIndex: "p99", gridData: { x: 24, y: 0, w: 24, h: 12, i: "p99" } },
    ]),
    kibanaSavedObjectMeta: { searchSourceJSON: '{"query":{"query":"","language":"kuery"},"filter":[]}' },
    timeRestore: false,
  },
  references: [
    { type: "index-pattern", id: "tunnelbench-summaries", name: "p50:layer" },
    { type: "index-pattern", id: "tunnelbench-summaries", name: "p99:layer" },
  ],
  typeMigrationVersion: "10.2.0",
};

/** The two as a file. */
export const ndjson = `${JSON.stringify(dataView)}\n${JSON.stringify(dashboard)}\n`;
