import type { Filter, Mark } from "../definition.ts";

/** Every phase has a snapshot of the host at either edge. */
function hostAt(edge: "start" | "end"): Filter {
  return [
    { field: "bench.subject", is: "host" },
    { field: "bench.edge", is: edge },
  ];
}

/** Where the phases of a run begin and end. */
export const phaseMarks: readonly Mark[] = [
  {
    ...{ id: "phase-start", label: "phase begins", kind: "counters", filter: hostAt("start") },
    ...{ textField: "bench.phase", color: "#6092C0", lineStyle: "solid" },
  },
  {
    ...{ id: "phase-end", label: "phase ends", kind: "counters", filter: hostAt("end") },
    ...{ textField: "bench.phase", color: "#98A2B3", lineStyle: "dashed" },
  },
];
