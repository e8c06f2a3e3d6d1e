import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { ContainerCounters, CounterLine } from "../../harness/model/counters.ts";
import type { ScenarioSummary } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const stored = storedRun();
const summary = analyse(stored);

function scenarioNamed(name: string, from = summary): ScenarioSummary {
  return from.scenarios.find((scenario) => scenario.name === name)!;
}

function near(actual: number | null, expected: number, tolerance = 1e-9): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

/** Analyses with the lines of one container changed. */
function withContainer(name: string, change: (line: ContainerCounters) => CounterLine) {
  const counters = stored.counters.map((line) =>
    line.subject === "container" && line.container === name ? change(line) : line,
  );
  return analyse({ ...stored, counters });
}

test("the tunnel's CPU per request is the sum over its containers, from the duet", () => {
  const { tunnel, byRole } = scenarioNamed("stunnel").resources!;
  near(tunnel!.cpuMsPerRequest, 0.1 + 0.11);
  near(byRole["tunnel-client"]!.cpuMsPerRequest, 0.1);
  near(byRole["tunnel-server"]!.cpuMsPerRequest, 0.11);
  assert.equal(byRole.sidecar, null);
});

test("requests without an answer do not make a tunnel look cheaper", () => {
  near(scenarioNamed("shadowsocks").resources!.tunnel!.cpuMsPerRequest, 0.15);
});

test("endpoints and the whole host are charged from the slots, workload by workload", () => {
  const { http, mqtt } = scenarioNamed("stunnel").workloads;
  near(http!.cpu!.serviceMsPerRequest, 0.1);
  near(mqtt!.cpu!.serviceMsPerRequest, 0.05 + 0.05);
  near(http!.cpu!.generatorMsPerRequest, 0.2);
  near(http!.cpu!.tunnelMsPerRequest, 0.21);
});

test("system CPU is busy time less idle floor and generator: services, tunnel and kernel", () => {
  const { workloads, resources } = scenarioNamed("stunnel");
  near(workloads.http!.cpu!.systemMsPerRequest, 0.1 + 0.21 + (0.1 + 0.104) / 2);
  near(workloads.mqtt!.cpu!.systemMsPerRequest, 0.1 + 0.21 + (0.102 + 0.106) / 2);
  near(resources!.systemCpuMsPerRequest, 0.1 + 0.21 + 0.103);
});

test("system CPU is compared with baseline's by pairs of the same round", () => {
  const { systemCpu } = scenarioNamed("stunnel").workloads.http!.vsBaseline!;
  // Rounds 0 and 2: 0.21 of tunnel, and 0.05 more of kernel that grows by 4 % between them.
  near(systemCpu!.shiftMs, (0.26 + 0.262) / 2);
  near(systemCpu!.ratio, 1 + 0.261 / 0.151);
  assert.deepEqual([systemCpu!.n, systemCpu!.level], [2, "round"]);
  // R as in test/stats/compare.test.ts of x <- c(.41, .414), u <- c(.15, .152), with (.03*rho)^2 added to se^2
  near(systemCpu!.relationLow!, 1.6866144008, 1e-8);
  near(systemCpu!.relationHigh!, 3.7703392416, 1e-8);
});

test("with several instances the pairs are the means of the instances", () => {
  const { systemCpu } = scenarioNamed("stunnel", analyse(storedRun(fixtureScenarios, 3))).workloads.http!
    .vsBaseline!;
  near(systemCpu!.shiftMs, 0.261);
  assert.deepEqual([systemCpu!.n, systemCpu!.level, systemCpu!.verdict], [3, "instance", "costlier"]);
});

test("memory is the tunnel's own; that of the shared endpoints belongs to nobody", () => {
  const { tunnel, byRole, hostMemoryMiB } = scenarioNamed("stunnel").resources!;
  assert.deepEqual([tunnel!.memoryMiB, tunnel!.peakMiB], [16, 20]);
  assert.deepEqual([byRole.generator!.memoryMiB, hostMemoryMiB], [null, null]);
});

test("the study's percentages are means over endpoints and tunnel", () => {
  const { cpuPercentOfContainers, memoryPercentOfContainers } = scenarioNamed("stunnel").resources!;
  const requests = 5 * 2000 - 12;
  const endpointsMs = requests * (0.2 + 0.1 + 0.05 + 0.05);
  near(cpuPercentOfContainers, ((endpointsMs + 2000 * 0.21) / 40_000 / 6) * 100);
  near(memoryPercentOfContainers, (8 / 4096) * 100);
});

test("idle containers lower the study's percentage and nothing else", () => {
  const idle: CounterLine[] = stored.counters.flatMap((line) =>
    line.subject === "container" && line.container === "stunnel-client"
      ? [0, 1, 2, 3, 4].map((index) => ({
          ...line,
          container: `idle-${index}`,
          role: "sidecar" as const,
          cpuNs: 1e9,
          memoryBytes: 0,
        }))
      : [],
  );
  const { resources } = scenarioNamed(
    "stunnel",
    analyse({ ...stored, counters: [...stored.counters, ...idle] }),
  );
  const before = scenarioNamed("stunnel").resources!;
  near(resources!.tunnel!.cpuMsPerRequest, 0.21);
  assert.equal(resources!.tunnel!.memoryMiB, 16);
  near(resources!.cpuPercentOfContainers, (before.cpuPercentOfContainers! * 6) / 11);
});

test("wire bytes come from the wire leg of the tunnel's client, for baseline from the generator's", () => {
  const { network, workloads } = scenarioNamed("stunnel");
  assert.deepEqual([network!.wireBytesPerRequest, network!.wireOverheadRatio], [1000, 1.25]);
  assert.equal(workloads.mqtt!.wireBytesPerRequest, 1000);
  assert.deepEqual(
    [
      scenarioNamed("baseline").network!.wireBytesPerRequest,
      scenarioNamed("baseline").network!.wireOverheadRatio,
    ],
    [800, 1],
  );
});

test("datagrams that a socket drops are counted although no device saw a drop", () => {
  const { socketDrops, deviceDrops, retransmits } = scenarioNamed("shadowsocks").network!;
  assert.deepEqual([socketDrops, deviceDrops, retransmits], [3, 0, 0]);
});

test("a namespace that cannot be read leaves drops unknown, not zero", () => {
  const { network, reasons } = scenarioNamed(
    "stunnel",
    withContainer("stunnel-server", (line) => ({ ...line, network: null })),
  );
  assert.deepEqual([network!.socketDrops, network!.deviceDrops, network!.retransmits], [null, null, null]);
  assert.match(reasons["network.socketDrops"]!, /"stunnel-server" cannot be read/);
});

test("a counter that the kernel does not have leaves the sum unknown", () => {
  const changed = withContainer("stunnel-client", (line) => {
    const { "TcpExt.TCPRcvQDrop": _absent, ...protocol } = line.network!.protocol;
    return { ...line, network: { ...line.network!, protocol } };
  });
  const { network, reasons } = scenarioNamed("stunnel", changed);
  assert.equal(network!.socketDrops, null);
  assert.equal(reasons["network.socketDrops"], "the kernel does not tell TcpExt.TCPRcvQDrop");
});

test("counters that run backwards tell of a restart, not of a negative cost", () => {
  const changed = withContainer("stunnel-client", (line) =>
    line.edge === "end" ? { ...line, cpuNs: 0 } : line,
  );
  const { resources, reasons } = scenarioNamed("stunnel", changed);
  assert.equal(resources!.tunnel!.cpuMsPerRequest, null);
  assert.match(reasons["resources.tunnel.cpuMsPerRequest"]!, /was restarted$/);
});

test("without counters there are latencies but no costs", () => {
  const { workloads, resources } = scenarioNamed("stunnel", analyse({ ...stored, counters: [] }));
  assert.equal(workloads.http!.latencyUs.p50!.value, 901);
  assert.deepEqual(
    [workloads.http!.cpu, resources!.tunnel, resources!.systemCpuMsPerRequest],
    [null, null, null],
  );
});

test("time that a CPU waits for a disk or is stolen is not charged to the requests", () => {
  const counters = stored.counters.map((line) => {
    // Not in the idle slots: there it would be taken for idle floor and cancel out.
    if (line.subject !== "host" || line.edge !== "end" || line.phase.endsWith("idle")) return line;
    return { ...line, idleNs: line.idleNs - 50e6, iowaitNs: 20e6, stealNs: 30e6 };
  });
  const { workloads } = scenarioNamed("stunnel", analyse({ ...stored, counters }));
  near(workloads.http!.cpu!.systemMsPerRequest, 0.1 + 0.21 + 0.102);
});

test("network counters that fall tell of a restart, not of negative bytes", () => {
  const changed = withContainer("stunnel-client", (line) =>
    line.edge === "start"
      ? {
          ...line,
          network: { ...line.network!, byLeg: { wire: { ...line.network!.byLeg["wire"]!, txBytes: 1e9 } } },
        }
      : line,
  );
  const { network, reasons } = scenarioNamed("stunnel", changed);
  assert.equal(network!.wireBytesPerRequest, null);
  assert.match(reasons["network.wireBytesPerRequest"]!, /ran backwards/);
});

/** Analyses with every request of some phases released 6 ms late, and their CPU, bytes and drops a thousandfold. */
function withBadRounds(rounds: RegExp) {
  const samples = stored.samples.map((sample) =>
    rounds.test(sample.phase) ? { ...sample, readyNs: sample.intendedNs + 6e6 } : sample,
  );
  const counters = stored.counters.map((line): CounterLine => {
    if (line.edge === "start" || !rounds.test(line.phase)) return line;
    if (line.subject === "host") return { ...line, idleNs: line.idleNs / 1000 };
    return line.subject === "container" ? { ...line, cpuNs: line.cpuNs * 1000 } : line;
  });
  return analyse({ ...stored, samples, counters });
}

test("a round that a gate made invalid enters no cost of any scenario", () => {
  const changed = withBadRounds(/^i0-r2-/);
  const { workloads } = scenarioNamed("stunnel", changed);
  near(workloads.http!.cpu!.tunnelMsPerRequest, 0.21);
  near(workloads.http!.cpu!.serviceMsPerRequest, 0.1);
  near(workloads.http!.cpu!.systemMsPerRequest, 0.1 + 0.21 + 0.1);
  assert.deepEqual(workloads.http!.slots, { sent: 240, ok: 240, errors: 0 });
  assert.deepEqual(workloads.mqtt!.slots, scenarioNamed("stunnel").workloads.mqtt!.slots);
  near(scenarioNamed("baseline", changed).workloads.http!.cpu!.generatorMsPerRequest, 0.2);
});

test("a comparison of costs says that rounds were dropped", () => {
  const { workloads, reasons } = scenarioNamed("stunnel", withBadRounds(/^i0-r2-/));
  assert.equal(workloads.http!.vsBaseline!.systemCpu, null);
  assert.equal(
    reasons["workloads.http.vsBaseline.systemCpu"],
    "fewer than two rounds with slots of both: 1 of 4 rounds of slots dropped",
  );
});

test("a cost says how many rounds it rests on", () => {
  const roundsOf = (from = summary) => scenarioNamed("stunnel", from).workloads.http!.cpu!.rounds;
  assert.deepEqual([roundsOf(), roundsOf(withBadRounds(/^i0-r2-/))], [2, 1]);
});

test("a workload without a round left has no slot figures and says why", () => {
  const { workloads, network, reasons } = scenarioNamed("stunnel", withBadRounds(/^i0-r[02]-/));
  assert.deepEqual(
    [workloads.http!.cpu, workloads.http!.wireBytesPerRequest, workloads.http!.slots],
    [null, null, null],
  );
  const reason = "the 2 rounds with its slots dropped: dispatch lag, p99 6 ms (more than 5 ms)";
  for (const name of ["cpu", "wireBytesPerRequest", "slots"])
    assert.equal(reasons[`workloads.http.${name}`], reason);
  near(workloads.mqtt!.cpu!.tunnelMsPerRequest, 0.21);
  assert.equal(network!.wireBytesPerRequest, 1000);
});
