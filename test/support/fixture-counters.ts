import type {
  ContainerCounters,
  CounterLine,
  HarnessCounters,
  HostCounters,
  NetworkCounters,
  SnapshotHeader,
} from "../../harness/model/counters.ts";
import type { Phase, Plan } from "../../harness/model/plan.ts";
import type { Role } from "../../harness/model/scenario.ts";
import { second, startOf } from "./fixture-plan.ts";
import type { FixtureScenario } from "./fixture-scenarios.ts";

const mebibyte = 2 ** 20;
/** CPU that the idle machine uses, per second. */
const idleFloorMsPerSecond = 30;
/** Of these the harness itself uses so much. */
const harnessMsPerSecond = 10;
/** So long some task waits for a CPU. */
const pressureMsPerSecond = 5;
/** A slot's requests cost the kernel 2 % more in each later round. */
const roundGrowth = 0.02;

export interface FixtureContainer {
  name: string;
  scenario: string | null;
  role: Role;
  service: string;
}

/** Endpoints and the pairs of all scenarios that ran. */
export function fixtureContainers(scenarios: readonly FixtureScenario[]): FixtureContainer[] {
  const endpoints: FixtureContainer[] = [
    { name: "generator", scenario: null, role: "generator", service: "generator" },
    { name: "http-server", scenario: null, role: "service", service: "http-server" },
    { name: "mqtt-broker", scenario: null, role: "broker", service: "mqtt-broker" },
    { name: "mqtt-server", scenario: null, role: "service", service: "mqtt-server" },
  ];
  const pairs = scenarios
    .filter(({ status, pairMs }) => status === "ok" && pairMs !== null)
    .flatMap(({ name }): FixtureContainer[] => [
      { name: `${name}-client`, scenario: name, role: "tunnel-client", service: "client" },
      { name: `${name}-server`, scenario: name, role: "tunnel-server", service: "server" },
    ]);
  return [...endpoints, ...pairs];
}

/** Snapshots at both edges of all measuring phases, 1 ms wide; the start edge follows the settling. */
export function fixtureCounters(plan: Plan, scenarios: readonly FixtureScenario[]): CounterLine[] {
  const containers = fixtureContainers(scenarios);
  return plan.phases
    .filter(({ kind }) => kind !== "warmup")
    .flatMap((phase) => {
      const charges = containers.map((container) => chargeOf(container, phase, scenarios));
      return (["start", "end"] as const).flatMap((edge) => {
        const fromStart = edge === "start" ? phase.settleSeconds : phase.seconds;
        const atNs = startOf(plan, phase) + fromStart * second;
        const header = { phase: phase.name, edge, instance: phase.instance, atNs, spreadNs: 1e6 };
        const share = edge === "start" ? 0 : 1;
        return [
          {
            ...header,
            ...hostAt(phase, charges, share, scenarios),
            wallClockUs: atNs / 1000,
            wallClockAtNs: atNs,
          },
          { ...header, ...harnessAt(phase, share) },
          ...charges.map((charge) => ({ ...header, ...containerAt(charge, share) })),
        ];
      });
    });
}

interface Charge {
  container: FixtureContainer;
  cpuNs: number;
  wireBytes: number;
  socketDrops: number;
}

/** Verified requests of a scenario between the edges of a phase. */
function requestsIn(phase: Phase, scenario: FixtureScenario): number {
  if (!phase.scenarios.includes(scenario.name)) return 0;
  const offered = (phase.seconds - phase.settleSeconds) * phase.ratePerSecond * phase.workloads.length;
  return Math.round(offered) - (phase.kind === "duet" ? scenario.timeouts : 0);
}

function chargeOf(container: FixtureContainer, phase: Phase, scenarios: readonly FixtureScenario[]): Charge {
  const charge = { container, cpuNs: 0, wireBytes: 0, socketDrops: 0 };
  for (const scenario of scenarios) {
    const requests = requestsIn(phase, scenario);
    const isOwn = container.scenario === scenario.name;
    if (container.scenario !== null && !isOwn) continue;
    charge.cpuNs += requests * msPerRequest(container, phase, scenario) * 1e6;
    const carriesWire = isOwn || (container.role === "generator" && scenario.pairMs === null);
    if (carriesWire) charge.wireBytes += requests * scenario.wireBytes;
    if (isOwn && container.role === "tunnel-server" && phase.kind === "duet")
      charge.socketDrops += scenario.socketDrops;
  }
  return charge;
}

function msPerRequest({ role, name }: FixtureContainer, phase: Phase, scenario: FixtureScenario): number {
  if (role === "tunnel-client") return scenario.pairMs!.client;
  if (role === "tunnel-server") return scenario.pairMs!.server;
  if (role === "generator") return 0.2;
  const workload = phase.workloads.length === 1 ? phase.workloads[0] : "both";
  if (name === "http-server") return workload === "mqtt" ? 0 : 0.1;
  return workload === "http" ? 0 : 0.05;
}

function hostAt(
  phase: Phase,
  charges: readonly Charge[],
  share: number,
  scenarios: readonly FixtureScenario[],
): Omit<HostCounters, keyof SnapshotHeader> {
  const seconds = phase.seconds - phase.settleSeconds;
  const growth = 1 + roundGrowth * (phase.round ?? 0);
  const kernelNs = scenarios.reduce(
    (sum, each) => sum + requestsIn(phase, each) * each.kernelMs * growth * 1e6,
    0,
  );
  const ownNs = charges.reduce((sum, { cpuNs }) => sum + cpuNs, 0);
  const busyNs = ownNs + kernelNs + seconds * idleFloorMsPerSecond * 1e6;
  const capacityNs = 2 * seconds * second;
  return {
    subject: "host",
    cpuCount: 2,
    idleNs: share * (capacityNs - busyNs),
    iowaitNs: 0,
    stealNs: 0,
    userNs: share * ownNs,
    systemNs: share * (busyNs - ownNs),
    softirqNs: 0,
    memoryAvailableBytes: 2048 * mebibyte,
    cpuPressureNs: share * seconds * pressureMsPerSecond * 1e6,
    swapInPages: 12,
    frequencyKHz: null,
    conntrack: { count: 100, max: 65_536 },
  };
}

function harnessAt(phase: Phase, share: number): Omit<HarnessCounters, keyof SnapshotHeader> {
  const seconds = phase.seconds - phase.settleSeconds;
  const cpuNs = 2e9 + share * seconds * harnessMsPerSecond * 1e6;
  return { subject: "harness", cpuNs, residentBytes: 80 * mebibyte };
}

function containerAt(
  { container, cpuNs, wireBytes, socketDrops }: Charge,
  share: number,
): Omit<ContainerCounters, keyof SnapshotHeader> {
  return {
    subject: "container",
    container: container.name,
    scenario: container.scenario,
    role: container.role,
    cpuNs: 5e9 + share * cpuNs,
    memoryBytes: 8 * mebibyte,
    memoryPeakBytes: 10 * mebibyte,
    memoryLimitBytes: null,
    throttledNs: 0,
    oomKills: 0,
    network: networkAt(share * wireBytes, share * socketDrops, container.scenario ? "wire" : "baseline-wire"),
  };
}

/** Three quarters of the bytes go out, so that no direction can stand for both. */
function networkAt(wireBytes: number, socketDrops: number, leg: string): NetworkCounters {
  const rxBytes = wireBytes / 4;
  const txBytes = wireBytes - rxBytes;
  const packets = { rxPackets: 0, txPackets: 0 };
  return {
    ...{ rxBytes, txBytes, ...packets, rxDropped: 0, txDropped: 0, rxErrors: 0, txErrors: 0 },
    byLeg: { [leg]: { rxBytes, txBytes, ...packets, dropped: 0 } },
    protocol: {
      "Tcp.RetransSegs": 0,
      "Udp.RcvbufErrors": socketDrops,
      "Udp.SndbufErrors": 0,
      "TcpExt.TCPBacklogDrop": 0,
      "TcpExt.TCPRcvQDrop": 0,
      "TcpExt.ListenDrops": 0,
    },
  };
}
