import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { documentKinds } from "../../harness/sinks/fields/field.ts";
import { dashboards } from "../../kibana/all.ts";
import { toNdjson } from "../../kibana/saved-objects.ts";
import { importedDashboards, importedObjects, importFile, namesIn, panelsOf } from "./imported.ts";

describe("kibana/tunnelbench.ndjson", () => {
  it("is what the definitions give: node kibana/generate.ts", () => {
    assert.equal(readFileSync(importFile, "utf8"), toNdjson(dashboards));
  });

  it("has a data view for every kind of document and four dashboards, each id once", () => {
    const ids = importedObjects().map(({ type, id }) => `${type} ${id}`);
    assert.deepEqual(ids, [
      ...documentKinds.map((kind) => `index-pattern tunnelbench-${kind}`),
      ...["comparison", "one-run", "history", "study-2020"].map((name) => `dashboard tunnelbench-${name}`),
    ]);
  });

  it("points only to objects that stand before", () => {
    const known = new Set<string>();
    for (const { id, type, references } of importedObjects()) {
      for (const reference of references)
        assert.ok(known.has(`${reference.type} ${reference.id}`), reference.name);
      known.add(`${type} ${id}`);
    }
  });

  it("has the references of each panel twice: in the panel, and with its id in front in the dashboard", () => {
    for (const dashboard of importedDashboards()) {
      const ofPanels = panelsOf(dashboard).flatMap(({ panelIndex, embeddableConfig }) =>
        embeddableConfig.attributes.references.map(({ id, name }) => `${id} ${panelIndex}:${name}`),
      );
      const listed = dashboard.references.map(({ id, name }) => `${id} ${name}`);
      assert.deepEqual(
        listed.filter((name) => !name.includes(" controlGroup_")),
        ofPanels,
      );
    }
  });

  it("gives every layer of a panel its data view, and names no other", () => {
    for (const { embeddableConfig } of importedDashboards().flatMap(panelsOf)) {
      const { references, state } = embeddableConfig.attributes;
      const drawn = state.visualization.layers?.filter(({ layerType }) => layerType === "data");
      const data = (drawn ?? [state.visualization]).map(({ layerId }) => String(layerId));
      assert.deepEqual(data.toSorted(), Object.keys(state.datasourceStates.formBased.layers));
      const marks = (state.visualization.layers ?? []).filter(({ layerType }) => layerType === "annotations");
      assert.deepEqual(
        references.map(({ name }) => name),
        [
          ...data.map((id) => `indexpattern-datasource-layer-${id}`),
          ...marks.map(({ layerId }) => `xy-visualization-layer-${String(layerId)}`),
        ],
      );
    }
  });

  it("names in what is drawn only columns and layers that are there", () => {
    for (const { title, embeddableConfig } of importedDashboards().flatMap(panelsOf)) {
      const { state } = embeddableConfig.attributes;
      const { layers } = state.datasourceStates.formBased;
      const drawn = {
        ...state.visualization,
        layers: state.visualization.layers?.filter(({ layerType }) => layerType === "data"),
      };
      assert.deepEqual(namesIn(drawn, /^layerId$/).toSorted(), Object.keys(layers), title);
      const ordered = Object.values(layers).flatMap(({ columnOrder }) => columnOrder);
      assert.equal(new Set(ordered).size, ordered.length, `${title}: a column's id is of one layer alone`);
      for (const { columnOrder, columns } of Object.values(layers))
        assert.deepEqual(columnOrder.toSorted(), Object.keys(columns).toSorted());
      const names = namesIn(
        drawn,
        /^(columnId|accessors|xAccessor|splitAccessor|metricAccessor|breakdownByAccessor|forAccessor)$/,
      );
      assert.deepEqual([...new Set(names)].toSorted(), ordered.toSorted(), title);
    }
  });

  it("gives each control its data view", () => {
    for (const { attributes, references } of importedDashboards()) {
      const { panelsJSON } = attributes["controlGroupInput"] as { panelsJSON: string };
      const controls = Object.keys(JSON.parse(panelsJSON) as object);
      assert.ok(controls.length > 0);
      assert.deepEqual(
        references
          .map(({ name }) => name)
          .filter((name) => name.startsWith("controlGroup_"))
          .toSorted(),
        controls.map((id) => `controlGroup_${id}:optionsListDataView`).toSorted(),
      );
    }
  });

  it("has only panels of Lens, in the kinds that replaced the deprecated ones", () => {
    for (const { type, embeddableConfig } of importedDashboards().flatMap(panelsOf)) {
      assert.equal(type, "lens");
      const { visualizationType, state } = embeddableConfig.attributes;
      assert.match(visualizationType, /^(lnsDatatable|lnsXY|lnsMetric)$/);
      assert.deepEqual(Object.keys(state.datasourceStates), ["formBased", "textBased"]);
    }
  });

  it("lays the panels of a dashboard side by side on a grid of 48", () => {
    for (const dashboard of importedDashboards()) {
      const taken = new Map<string, string>();
      for (const { panelIndex, gridData } of panelsOf(dashboard)) {
        assert.equal(gridData.i, panelIndex);
        assert.ok(gridData.x + gridData.w <= 48, panelIndex);
        for (let x = gridData.x; x < gridData.x + gridData.w; x++)
          for (let y = gridData.y; y < gridData.y + gridData.h; y++) {
            assert.equal(taken.get(`${x} ${y}`), undefined, `${panelIndex} at ${x} ${y}`);
            taken.set(`${x} ${y}`, panelIndex);
          }
      }
    }
  });
});
