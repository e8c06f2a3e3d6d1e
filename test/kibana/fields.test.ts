import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fieldsByKind } from "../../harness/sinks/fields/all.ts";
import type { DocumentKind } from "../../harness/sinks/fields/field.ts";
import { dashboards } from "../../kibana/all.ts";
import type { Filter, Panel, Value } from "../../kibana/definition.ts";
import { layersOf } from "../../kibana/layers.ts";

const panels = dashboards.flatMap((dashboard) => dashboard.panels);

function typeOf(kind: DocumentKind, name: string): string | undefined {
  return fieldsByKind[kind].find((field) => field.name === name)?.type;
}

/** What Elasticsearch can do with a type: numbers are calculated, words are read from the last document. */
const fitting: Readonly<Record<Value["operation"], RegExp>> = {
  max: /^(long|double)$/,
  min: /^(long|double)$/,
  average: /^(long|double)$/,
  median: /^(long|double)$/,
  percentile: /^(long|double)$/,
  unique_count: /^keyword$/,
  last_value: /^(keyword|date|boolean|long|double)$/,
  count: /^none$/,
};

function checkFilter(panel: Panel, kind: DocumentKind, filter: Filter): void {
  for (const condition of filter) {
    const type = typeOf(kind, condition.field);
    assert.notEqual(type, undefined, `${panel.id}: ${kind} has no ${condition.field}`);
    if ("isOneOf" in condition) assert.equal(type, "keyword", condition.field);
    if ("is" in condition)
      assert.equal(type, typeof condition.is === "boolean" ? "boolean" : "keyword", condition.field);
  }
}

describe("the fields that the dashboards name", () => {
  it("are written, and have a type that fits what is asked of them", () => {
    for (const panel of panels) {
      const buckets = layersOf(panel).flatMap((layer) => layer.buckets);
      const values = layersOf(panel).flatMap((layer) => layer.values);
      checkFilter(panel, panel.kind, panel.filter);
      for (const { operation, field } of buckets) {
        const fits = { terms: /^keyword$/, date_histogram: /^date$/, range: /^(long|double)$/ }[operation];
        assert.match(typeOf(panel.kind, field) ?? "absent", fits, `${panel.id}: ${field}`);
      }
      for (const { operation, field, filter } of values) {
        assert.match(
          field === null ? "none" : (typeOf(panel.kind, field) ?? "absent"),
          fitting[operation],
          `${panel.id}: ${field}`,
        );
        checkFilter(panel, panel.kind, filter);
      }
      for (const mark of panel.type === "chart" ? panel.marks : []) {
        checkFilter(panel, mark.kind, mark.filter);
        assert.equal(typeOf(mark.kind, mark.textField), "keyword");
      }
    }
  });

  it("of a control are in the documents of every panel: a control filters them all", () => {
    for (const { controls, panels } of dashboards)
      for (const { field } of controls)
        for (const panel of panels) {
          const marks = panel.type === "chart" ? panel.marks.map(({ kind }) => kind) : [];
          for (const kind of [panel.kind, ...marks])
            assert.equal(typeOf(kind, field), "keyword", `${panel.id}: ${field}`);
        }
  });

  it("of one panel have labels that differ, so that a column can be told from another", () => {
    for (const panel of panels)
      for (const { buckets, values } of layersOf(panel)) {
        const labels = [...buckets, ...values].map(({ label }) => label);
        assert.equal(new Set(labels).size, labels.length, panel.id);
        if (panel.type === "table" && panel.sortedBy !== undefined)
          assert.ok(labels.includes(panel.sortedBy));
      }
  });

  it("of a panel over time are those of documents that are spread over the run: a summary carries its start alone", () => {
    for (const { id, panels } of dashboards)
      for (const panel of panels) {
        const operations = layersOf(panel).flatMap(({ buckets }) => buckets.map((one) => one.operation));
        const isNarrowed = id === "tunnelbench-one-run" && panel.since === undefined;
        if (operations.includes("date_histogram") || isNarrowed)
          assert.notEqual(panel.kind, "summaries", panel.id);
      }
    const oneRun = dashboards.find(({ id }) => id === "tunnelbench-one-run")!;
    for (const { kind, field } of oneRun.controls) assert.notEqual(kind, "summaries", field);
  });

  it("show every percentile of requests with the failed ones in it", () => {
    const ofSamples = panels
      .filter(({ kind }) => kind === "samples")
      .flatMap(layersOf)
      .flatMap(({ values }) => values);
    const percentiles = ofSamples.filter(({ operation }) => operation === "percentile");
    assert.ok(percentiles.length > 0);
    for (const { field } of percentiles) assert.equal(field, "bench.censored_latency_us");
  });
});
