import { type Field, field } from "./field.ts";

/** In every document. */
export const commonFields: readonly Field[] = [
  field("@timestamp", "when it happened; of a summary, when the run started", "date"),
  field("event.dataset", "`tunnelbench.` and the kind of the document"),
  field("host.id", "the machine: the same for all its runs with one kernel"),
  field("bench.run.id", "the run"),
  field("bench.run.profile", "the run's profile"),
];

/** Of what belongs to a phase. */
export const phaseFields: readonly Field[] = [
  field("bench.phase", "the phase, or the trial of a search"),
  field("bench.phase_kind", "what the phase does: `duet`, `slot`, `load`, …"),
  field("bench.instance", "which re-created lab, from 0", "long"),
];

/** Of what belongs to a container. */
export const containerFields: readonly Field[] = [
  field("container.name", "the container: the service's name in the run's compose.yaml"),
  field("container.image.name", "its image, with what it was built from"),
  field("service.name", "the service of the scenario's file, or of the endpoints"),
  field("bench.scenario", "the scenario; absent for the endpoints, which all share"),
  field("bench.role", "`tunnel-client`, `tunnel-server`, `sidecar`, `service`, `broker`, `generator`"),
];

export const scenarioField = field("bench.scenario", "the scenario");
export const workloadField = field("network.protocol", "the workload: `http` or `mqtt`");
