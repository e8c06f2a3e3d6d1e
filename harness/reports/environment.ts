import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";

const bytesPerGiB = 2 ** 30;

/** What the numbers hold for: machine, versions, and how to repeat the run. The record adds what the summary lacks. */
export function environmentFacts(
  { run, host, tool }: Summary,
  record?: RunRecord,
): [name: string, value: string][] {
  const commit = tool.commit === null ? "" : ` (${tool.commit}${tool.dirty ? ", changed" : ""})`;
  const memory = `${(host.memoryBytes / bytesPerGiB).toFixed(1)} GiB`;
  const facts: [string, string][] = [
    ["command", run.command.join(" ")],
    ["seed", run.seed],
    ["started", run.startedAt],
    ["status", run.statusReason === null ? run.status : `${run.status}: ${run.statusReason}`],
    ["tunnelbench", `${tool.version}${commit}`],
    [
      "machine",
      `${host.cpuCount} × ${host.cpuModel}, ${memory}${host.hypervisor ? `, ${host.hypervisor}` : ""}`,
    ],
    [
      "system",
      `${host.os}, kernel ${host.kernel}, cgroup v${host.cgroupVersion ?? "?"}, clock ${host.clocksource ?? "?"}`,
    ],
  ];
  if (record === undefined) return facts;
  const { engine, api, compose } = record.docker;
  return [
    ...facts,
    ["Docker", `engine ${engine}, API ${api}, Compose ${compose}`],
    ["traffic", trafficOf(record.plan.profile)],
    ["endpoints", record.endpoints.map(({ service, image }) => `${service} (${image})`).join(", ") || "none"],
  ];
}

function trafficOf({ payloadBytes, duet, study, timeoutSeconds }: RunRecord["plan"]["profile"]): string {
  const rate = duet
    ? `${duet.ratePerSecond} requests/s`
    : study
      ? `one message every ${study.everySeconds} s`
      : null;
  const pace = rate === null ? "" : ` ${rate} per scenario and workload,`;
  return `${payloadBytes} B,${pace} timeout ${timeoutSeconds} s`;
}
