import type { RunRecord } from "../../model/run-record.ts";
import type { Gate, Summary } from "../../model/summary.ts";
import { commonValues } from "./context.ts";

type Values = Record<string, unknown>;

/** Of the run, in all its summary documents: rows are filtered by these. */
export function runValues(record: RunRecord, summary: Summary | null): Values {
  const { id: runId, host, tool, plan } = record;
  return {
    "@timestamp": record.startedAt,
    ...commonValues("summaries", { runId, hostId: host.id, profile: plan.profile.name }),
    "event.kind": "metric",
    "bench.grade": summary?.grade.value,
    "bench.run.status": record.status,
    "bench.run.instances": summary?.run.instances,
    "bench.tool.version": tool.version,
    "bench.tool.commit": tool.commit,
    "bench.tool.branch": tool.branch,
    "bench.tool.dirty": tool.dirty,
    "host.os.full": host.os,
    "host.os.kernel": host.kernel,
    "bench.host.cpu_model": host.cpuModel,
    "bench.host.cpu_count": host.cpuCount,
  };
}

/** Of the run's own document only. */
export function wholeRunValues(record: RunRecord, summary: Summary | null): Values {
  const { request, host, plan } = record;
  return {
    "bench.run.started_at": record.startedAt,
    "bench.run.ended_at": record.endedAt,
    "bench.run.status_reason": record.statusReason,
    "bench.run.command": request.command.join(" "),
    "bench.run.seed": record.seed,
    "bench.run.scenarios": request.scenarios,
    "bench.run.deviations": plan.deviations,
    "bench.host.memory_bytes": host.memoryBytes,
    "bench.host.hypervisor": host.hypervisor,
    "bench.host.cgroup_version": host.cgroupVersion,
    "bench.docker.engine": record.docker.engine,
    "bench.record": record,
    ...(summary !== null && judgementValues(summary)),
  };
}

function judgementValues(summary: Summary): Values {
  const { gates, calibration } = summary;
  return {
    "bench.grade_reasons": summary.grade.reasons,
    "bench.gates.warned": idsOf(gates, "warn"),
    "bench.gates.failed": idsOf(gates, "invalid"),
    "bench.calibration.id": calibration?.id,
    "bench.calibration.passed": calibration?.passed,
    "bench.calibration.of": calibration?.of,
    "bench.summary": summary,
  };
}

function idsOf(gates: readonly Gate[], state: Gate["state"]): string[] {
  return gates.filter((gate) => gate.state === state).map(({ id }) => id);
}
