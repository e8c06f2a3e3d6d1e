import type { WorkloadName } from "./scenario.ts";

/** Whole milliseconds one way, averaged by the study's Kibana. */
export interface PublishedLatency {
  meanMs: number;
  minMs: number;
  maxMs: number;
}

export interface PublishedRow {
  /** Our name for the study's laboratory. */
  scenario: string;
  http: PublishedLatency;
  mqtt: PublishedLatency | null;
  cpuPercent: number;
  memoryPercent: number;
  containers: number;
  drops: number;
}

/** Table II of the 2020 study (PAPER.md). Its Shadowsocks was reached through SOCKS5, with a changed client. */
export const studyTable: readonly PublishedRow[] = [
  {
    scenario: "baseline",
    http: { meanMs: 9.326, minMs: 2, maxMs: 16 },
    mqtt: { meanMs: 1.832, minMs: 0, maxMs: 6 },
    ...{ cpuPercent: 0.849, memoryPercent: 0.791, containers: 9, drops: 0 },
  },
  {
    scenario: "shadowsocks-socks5",
    http: { meanMs: 9.679, minMs: 3, maxMs: 24 },
    mqtt: null,
    ...{ cpuPercent: 0.534, memoryPercent: 0.658, containers: 11, drops: 0 },
  },
  {
    scenario: "wireguard",
    http: { meanMs: 10.81, minMs: 3, maxMs: 19 },
    mqtt: { meanMs: 4.002, minMs: 1, maxMs: 12 },
    ...{ cpuPercent: 0.547, memoryPercent: 0.465, containers: 13, drops: 0 },
  },
  {
    scenario: "stunnel",
    http: { meanMs: 16.943, minMs: 4, maxMs: 56 },
    mqtt: { meanMs: 3.184, minMs: 1, maxMs: 21 },
    ...{ cpuPercent: 4.87, memoryPercent: 0.486, containers: 13, drops: 0 },
  },
];

/** What may stand for a laboratory of the study where the study's own way did not run. */
const standIns: Readonly<Record<string, string>> = { "shadowsocks-socks5": "shadowsocks" };

/** The scenario of a run that stands for one of the study's: itself, or its stand-in if only that was measured. */
export function standingFor(scenario: string, measured: readonly string[]): string {
  const standIn = standIns[scenario];
  return standIn !== undefined && !measured.includes(scenario) && measured.includes(standIn)
    ? standIn
    : scenario;
}

/** The study's order by mean latency, lowest first, of one workload: HTTP and MQTT differ. */
export function studyOrder(workload: WorkloadName): { scenario: string; meanMs: number }[] {
  return studyTable
    .flatMap((row) => {
      const published = row[workload];
      return published === null ? [] : [{ scenario: row.scenario, meanMs: published.meanMs }];
    })
    .toSorted((a, b) => a.meanMs - b.meanMs);
}
