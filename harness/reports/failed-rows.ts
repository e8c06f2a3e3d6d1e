import type { TableView } from "./view.ts";
import { partialSign } from "./wording.ts";

/** One line for each scenario that has figures although it failed: they may be of a part of the run alone. */
export function partialLines({ rows }: TableView): string[] {
  return rows.flatMap(({ scenario, cells, note }) =>
    cells === null || note === null
      ? []
      : [`${partialSign.trim()} ${scenario.name} ${note}; do not hold its figures against the others'`],
  );
}
