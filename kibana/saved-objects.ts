import { type DocumentKind, documentKinds } from "../harness/sinks/fields/field.ts";
import { controlGroup, controlId } from "./controls.ts";
import type { Dashboard, Panel } from "./definition.ts";
import { text } from "./json.ts";
import { dataViewId, lensAttributes, type Reference } from "./lens.ts";

/** One line of an import into Kibana. */
export interface SavedObject {
  id: string;
  type: "index-pattern" | "dashboard";
  attributes: Record<string, unknown>;
  references: Reference[];
  coreMigrationVersion: string;
  typeMigrationVersion: string;
  managed: boolean;
}

/**
 * The format that the objects are written in: Kibana brings older ones up to its own and refuses newer ones. Dashboards exported
 * from 8.x carry 10.2.0 (elastic/integrations has many), and 9.x has 10.3.0 and more (elastic/kibana, dashboard_saved_object.ts);
 * Lens had no migration of this kind after 8.9.0 (saved_object_migrations.ts), data views none after 8.0.0 (data_views.ts).
 */
const versions = {
  coreMigrationVersion: "8.8.0",
  typeMigrationVersion: { "index-pattern": "8.0.0", dashboard: "10.2.0" },
} as const;

function savedObject(
  type: SavedObject["type"],
  id: string,
  attributes: Record<string, unknown>,
  references: Reference[],
): SavedObject {
  const { coreMigrationVersion } = versions;
  const typeMigrationVersion = versions.typeMigrationVersion[type];
  return { attributes, coreMigrationVersion, id, managed: false, references, type, typeMigrationVersion };
}

/** A data view for each kind of document, all months. */
export function dataViews(): SavedObject[] {
  return documentKinds.map((kind) =>
    savedObject("index-pattern", dataViewId(kind), dataViewAttributes(kind), []),
  );
}

function dataViewAttributes(kind: DocumentKind): Record<string, unknown> {
  return {
    // there may be no index yet: a run without loads has none of that kind
    allowNoIndex: true,
    fieldAttrs: "{}",
    fieldFormatMap: "{}",
    fields: "[]",
    name: `tunnelbench ${kind}`,
    runtimeFieldMap: "{}",
    sourceFilters: "[]",
    timeFieldName: "@timestamp",
    title: `tunnelbench-${kind}-*`,
    typeMeta: "{}",
  };
}

/** Attributes as elastic/kibana, dashboard_saved_object/schema/v2: whatever has structure is text. */
export function dashboardObject(dashboard: Dashboard): SavedObject {
  const { id, title, description, from, controls, panels } = dashboard;
  const attributes = {
    controlGroupInput: controlGroup(controls),
    description,
    kibanaSavedObjectMeta: {
      searchSourceJSON: text({ filter: [], query: { language: "kuery", query: "" } }),
    },
    optionsJSON: text({
      ...{
        hidePanelTitles: false,
        syncColors: true,
        syncCursor: true,
        syncTooltips: false,
        useMargins: true,
      },
    }),
    panelsJSON: text(panels.map(dashboardPanel)),
    timeFrom: from,
    timeRestore: true,
    timeTo: "now",
    title,
    version: 1,
  };
  return savedObject("dashboard", id, attributes, dashboardReferences(dashboard));
}

function dashboardPanel(panel: Panel): object {
  const { id, position, title, since } = panel;
  return {
    embeddableConfig: {
      attributes: lensAttributes(panel),
      enhancements: {},
      hidePanelTitles: false,
      // "Pre 9.4 the time_range state was stored in a camelCased key called timeRange", which later ones still read:
      // elastic/kibana, presentation_publishing/interfaces/fetch/bwc/time_range_transforms.ts
      ...(since !== undefined && { timeRange: { from: since, to: "now" } }),
    },
    gridData: { ...position, i: id },
    panelIndex: id,
    title,
    type: "lens",
  };
}

/** Those of a panel carry its id before their name. */
function dashboardReferences({ controls, panels }: Dashboard): Reference[] {
  const ofPanels = panels.flatMap((panel) =>
    lensAttributes(panel).references.map((reference) => ({
      ...reference,
      name: `${panel.id}:${reference.name}`,
    })),
  );
  const ofControls = controls.map((control) => ({
    id: dataViewId(control.kind),
    name: `controlGroup_${controlId(control)}:optionsListDataView`,
    type: "index-pattern",
  }));
  return [...ofPanels, ...ofControls];
}

/** The lines of the file that `bench kibana setup` imports: what is pointed to comes first. */
export function toNdjson(dashboards: readonly Dashboard[]): string {
  const objects = [...dataViews(), ...dashboards.map(dashboardObject)];
  return objects.map((object) => `${text(object)}\n`).join("");
}
