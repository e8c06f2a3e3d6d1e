import type { ContainerCounters } from "../../model/counters.ts";
import type { RunContext } from "./context.ts";

/** What both kinds of lines say of their container. */
export function containerValues(
  context: RunContext,
  { container, scenario, role }: Pick<ContainerCounters, "container" | "scenario" | "role">,
): Record<string, unknown> {
  const facts = context.container(container);
  return {
    "container.name": container,
    "container.image.name": facts?.image,
    "service.name": facts?.service,
    "bench.scenario": scenario,
    "bench.role": role,
  };
}
