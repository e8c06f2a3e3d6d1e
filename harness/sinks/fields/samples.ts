import { commonFields, phaseFields, scenarioField, workloadField } from "./common.ts";
import { type Field, field } from "./field.ts";

/** A line of samples.ndjson.gz: one request. */
export const sampleFields: readonly Field[] = [
  ...commonFields,
  ...phaseFields,
  scenarioField,
  workloadField,
  field("bench.block", "second of the phase in which it was due", "long"),
  field("event.sequence", "counts the requests of one scenario and workload through the run", "long"),
  field("event.outcome", "`success`, or `failure` for everything that was not answered and verified"),
  field(
    "bench.outcome",
    "how it ended: `ok`, `timeout`, `refused`, `reset`, `status`, `mismatch`, `lost`, `unsent`",
  ),
  field(
    "bench.is_measured",
    "in a phase of kind `duet`, `slot`, `connect` or `study`, and after its settling time",
    "boolean",
  ),
  field("event.duration", "latency in ns: done − ready; absent where there was no verified answer", "long"),
  field("bench.latency_us", "the same in µs", "double"),
  field(
    "bench.censored_latency_us",
    "the same, but for a failed request its time limit: it was at least that late. Percentiles over it leave nothing out",
    "double",
  ),
  field("bench.scheduled_latency_us", "done − intended", "double"),
  field("bench.one_way_us", "received − sent", "double"),
  field("bench.first_byte_us", "first − ready", "double"),
  field("bench.dispatch_lag_us", "ready − intended: the generator's own lateness", "double"),
  ...["intended", "ready", "sent", "first", "done", "received"].map((moment) =>
    field(`bench.time.${moment}_ns`, `\`${moment}Ns\` of the line, ns since the run's epoch`, "long"),
  ),
  field("bench.duplicates", "MQTT: copies beyond the first", "long"),
  field("bench.is_reordered", "MQTT: arrived after a later number", "boolean"),
];
