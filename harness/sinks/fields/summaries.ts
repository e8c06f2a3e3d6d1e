import { metrics } from "../../model/metrics.ts";
import { outcomes } from "../../model/sample.ts";
import { commonFields, scenarioField, workloadField } from "./common.ts";
import { type Field, field } from "./field.ts";
import { metricFields } from "./metric-field.ts";

/** In both kinds of documents, so that rows can be filtered by them: Lens joins nothing. */
const runFields: readonly Field[] = [
  field("event.kind", "`metric`"),
  field("bench.kind", "`workload` (one a run, scenario and workload) or `run` (one a run)"),
  field("bench.grade", "A, B or C: how good the instrument was"),
  field("bench.run.status", "`complete`, `interrupted`, `failed`, or `running` where bench was killed"),
  field("bench.run.instances", "re-created labs that were measured to the end", "long"),
  field("bench.tool.version", "version of bench"),
  field("bench.tool.commit", "commit that bench ran from"),
  field("bench.tool.branch", "branch that bench ran from"),
  field("bench.tool.dirty", "with changes that were not committed", "boolean"),
  field("host.os.full", "operating system"),
  field("host.os.kernel", "kernel"),
  field("bench.host.cpu_model", "processor"),
  field("bench.host.cpu_count", "processors", "long"),
];

const wholeRunFields: readonly Field[] = [
  field("bench.run.started_at", "start", "date"),
  field("bench.run.ended_at", "end", "date"),
  field("bench.run.status_reason", "why it ended early"),
  field("bench.run.command", "the command"),
  field("bench.run.seed", "repeats the schedule"),
  field("bench.run.scenarios", "its scenarios"),
  field("bench.run.deviations", "where the plan departs from its profile"),
  field("bench.grade_reasons", "why not A"),
  field("bench.gates.warned", "gates that warned"),
  field("bench.gates.failed", "gates that made it invalid"),
  field("bench.calibration.id", "the host's newest calibration then"),
  field("bench.calibration.passed", "known answers that it found", "long"),
  field("bench.calibration.of", "known answers that it looked for", "long"),
  field("bench.host.memory_bytes", "memory", "long"),
  field("bench.host.hypervisor", "hypervisor"),
  field("bench.host.cgroup_version", "control groups", "long"),
  field("bench.docker.engine", "Docker Engine"),
  field("bench.summary", "the whole summary.json", "stored"),
  field("bench.record", "the whole run.json", "stored"),
];

const scenarioFields: readonly Field[] = [
  scenarioField,
  workloadField,
  field("bench.scenario_title", "what the scenario is"),
  field("bench.implementation", "what really ran"),
  field("bench.cipher", "its cipher"),
  field("bench.encrypts", "claims to encrypt", "boolean"),
  field("bench.authenticates", "`psk`, `certificate`, `public-key` or `none`"),
  field("bench.modifies_services", "needs changed services", "boolean"),
  field("bench.reason", "why it is unsupported or failed"),
  field("bench.is_carried", "whether it carried this workload", "boolean"),
  ...outcomes.map((outcome) =>
    field(
      `bench.outcomes.${outcome}`,
      outcome === "ok"
        ? "requests of the duet that were answered and verified"
        : "requests of the duet that ended so",
      "long",
    ),
  ),
  field(
    "bench.infinite",
    "metrics whose value is infinite, because too many requests had no answer; their own fields are absent",
  ),
  field("bench.flags", "remarks on this row: `not-steady`, `scheduled-differs`, …"),
];

/** The study's own figures, only of a run with its protocol. */
const studyFields: readonly Field[] = [
  ...["mean", "min", "max"].map((statistic) =>
    field(`bench.study.${statistic}_ms`, `one-way delay in whole milliseconds, ${statistic}`, "double"),
  ),
  ...["p50", "p95", "p99"].flatMap((statistic) => {
    const title = `one-way delay, ${statistic}, beside it; a message that never came is infinitely late`;
    return [
      field(`bench.study.${statistic}_us`, title, "double"),
      field(`bench.study.${statistic}_us_low`, `${title}: low end of 95 %`, "double"),
      field(`bench.study.${statistic}_us_high`, `${title}: high end of 95 %`, "double"),
    ];
  }),
  field("bench.study.ingested", "messages that were ingested in the window", "long"),
  field("bench.study.sent", "messages that were due in it", "long"),
  field("bench.study.missing", "of these: never came", "long"),
  field("bench.study.cpu_percent", "mean over all containers", "double"),
  field("bench.study.memory_percent", "mean over all containers", "double"),
  field("bench.study.containers", "containers", "long"),
  field("bench.study.drops", "packet drops and errors", "long"),
];

/** HTTP's metrics and MQTT's have the same fields. */
function uniqueFields(fields: readonly Field[]): Field[] {
  return [...new Map(fields.map((one) => [one.name, one])).values()];
}

/** Flat, because Lens cannot read nested fields (Kibana's issue 150158). */
export const summaryFields: readonly Field[] = [
  ...commonFields,
  ...runFields,
  ...wholeRunFields,
  ...scenarioFields,
  ...uniqueFields(metrics.flatMap(metricFields)),
  ...studyFields,
];
