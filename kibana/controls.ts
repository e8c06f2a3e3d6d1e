import type { Control } from "./definition.ts";
import { text } from "./json.ts";

/** What a dashboard keeps of its controls. */
export function controlGroup(controls: readonly Control[]): object {
  const panels = controls.map((control, order) => [
    controlId(control),
    {
      explicitInput: {
        enhancements: {},
        fieldName: control.field,
        id: controlId(control),
        selectedOptions: [],
        singleSelect: control.isSingle,
        sort: { by: "_key", direction: "desc" },
        title: control.title,
      },
      grow: true,
      order,
      type: "optionsListControl",
      width: "medium",
    },
  ]);
  return {
    chainingSystem: "HIERARCHICAL",
    controlStyle: "oneLine",
    ignoreParentSettingsJSON: text({
      ...{ ignoreFilters: false, ignoreQuery: false, ignoreTimerange: false, ignoreValidations: false },
    }),
    panelsJSON: text(Object.fromEntries(panels)),
  };
}

export function controlId({ field }: Control): string {
  return `control-${field.replaceAll(/[._]/g, "-")}`;
}
