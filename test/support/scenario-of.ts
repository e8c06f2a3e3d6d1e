import { type Scenario, type WorkloadName, workloadNames } from "../../harness/model/scenario.ts";

/** A scenario without containers that carries the workloads. */
export function scenarioOf(name: string, carries: readonly WorkloadName[] = workloadNames): Scenario {
  const entry = { protocol: "tcp", service: "client", port: 5000 } as const;
  return {
    name,
    file: `/lab/compose/${name}.yaml`,
    title: name,
    summary: null,
    homepage: null,
    layer: null,
    cipher: null,
    encrypts: true,
    authenticates: "psk",
    modifiesServices: false,
    requires: [],
    entry: Object.fromEntries(carries.map((workload) => [workload, entry])),
    services: [],
    volumes: [],
  };
}
