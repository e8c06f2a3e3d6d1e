import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../harness/model/tool.ts";

type Json = Record<string, unknown>;

export interface Layer {
  columnOrder: string[];
  columns: Record<
    string,
    { operationType: string; sourceField: string; dataType: string; filter?: { query: string } }
  >;
}

export interface ImportedPanel {
  panelIndex: string;
  type: string;
  title: string;
  gridData: { x: number; y: number; w: number; h: number; i: string };
  embeddableConfig: {
    attributes: {
      visualizationType: string;
      references: { id: string; name: string; type: string }[];
      state: {
        datasourceStates: { formBased: { layers: Record<string, Layer> } } & Json;
        query: { query: string };
        visualization: { layers?: Json[]; layerId?: string } & Json;
      };
    };
  };
}

export interface ImportedObject extends Json {
  id: string;
  type: string;
  typeMigrationVersion: string;
  attributes: Json;
  references: { id: string; name: string; type: string }[];
}

export const importFile = join(projectFolder, "kibana", "tunnelbench.ndjson");

/** The lines of the committed file. */
export function importedObjects(): ImportedObject[] {
  const lines = readFileSync(importFile, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as ImportedObject);
}

export function importedDashboards(): ImportedObject[] {
  return importedObjects().filter(({ type }) => type === "dashboard");
}

export function panelsOf({ attributes }: ImportedObject): ImportedPanel[] {
  return JSON.parse(attributes["panelsJSON"] as string) as ImportedPanel[];
}

/** Every text that a visualization's state has under a key that names a column or a layer. */
export function namesIn(state: unknown, keys: RegExp): string[] {
  if (Array.isArray(state)) return state.flatMap((entry) => namesIn(entry, keys));
  if (typeof state !== "object" || state === null) return [];
  return Object.entries(state).flatMap(([key, entry]) =>
    keys.test(key) ? ([entry].flat() as string[]) : namesIn(entry, keys),
  );
}
