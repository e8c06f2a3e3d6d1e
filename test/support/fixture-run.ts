import type { StoredRun } from "../../harness/analysis/analyse.ts";
import type { EvidenceVerdict } from "../../harness/model/evidence.ts";
import type { Phase, Plan } from "../../harness/model/plan.ts";
import type { LoopBlock } from "../../harness/model/protocol.ts";
import { type RunRecord, runSchema } from "../../harness/model/run-record.ts";
import { fixtureContainers, fixtureCounters } from "./fixture-counters.ts";
import { fixturePlan, second, startOf } from "./fixture-plan.ts";
import { dispatchLagNs, fixtureSamples } from "./fixture-samples.ts";
import { type FixtureScenario, fixtureScenarios } from "./fixture-scenarios.ts";

const startedAt = "2026-11-21T10:15:00.000Z";
const secrets = 32;

/** A stored run whose figures follow from the round numbers of its scenarios. */
export function storedRun(scenarios: readonly FixtureScenario[] = fixtureScenarios, instances = 1) {
  const plan = fixturePlan(scenarios, instances);
  return {
    run: runRecord(plan, scenarios),
    samples: fixtureSamples(plan, scenarios),
    counters: fixtureCounters(plan, scenarios),
    evidence: scenarios.flatMap(evidenceOf),
    calibration: {
      id: "20261119T080000Z-ca1b",
      at: "2026-11-19T08:00:00.000Z",
      passed: 25,
      of: 25,
      ageDays: 2,
    },
  } satisfies StoredRun;
}

function runRecord(plan: Plan, scenarios: readonly FixtureScenario[]): RunRecord {
  const names = scenarios.map(({ name }) => name);
  return {
    schema: runSchema,
    id: "20261121T101500Z-f1c5",
    startedAt,
    endedAt: "2026-11-21T10:17:05.000Z",
    status: "complete",
    statusReason: null,
    tool: { version: "0.1.0", commit: "0123abc", dirty: false },
    request: { command: ["bench", "run", "--scenario", "all"], scenarios: names, explicit: false },
    seed: plan.seed,
    epochNs: "123456789",
    plan,
    host: fixtureHost(),
    docker: {
      engine: "20.10.24",
      api: "1.41",
      compose: "2.26.1",
      storageDriver: "overlay2",
      cgroupDriver: "cgroupfs",
    },
    subnet: "198.18.0.0/22",
    scenarios: scenarios.map(recordOf),
    containers: fixtureContainers(scenarios).map((container) => ({
      ...container,
      ...imageOf(container.service),
    })),
    endpoints: [
      {
        service: "http-server",
        image: "tunnelbench/http-server",
        command: ["node", "main.js"],
        environment: [],
      },
    ],
    identityChanges: [],
    timeline: plan.phases.map((phase) => ({
      ...{ phase: phase.name, instance: phase.instance, startedAt, reason: null },
      generator:
        phase.kind === "idle"
          ? null
          : {
              cpuNs: 1e8,
              eventLoopUtilization: 0.125,
              dispatchLagP99Ns: dispatchLagNs,
              blocks: loopBlocks(phase),
            },
      startNs: startOf(plan, phase),
      endNs: startOf(plan, phase) + phase.seconds * second,
      status: "done",
    })),
  };
}

/** One a second: a timer is at most 2 ms late, and the garbage collector pauses for at most 3 ms. */
function loopBlocks({ seconds }: Phase): LoopBlock[] {
  return Array.from({ length: Math.ceil(seconds) }, (_, block) => {
    return { block, eventLoopUtilization: 0.125, loopDelayMaxNs: 2e6, gcMaxNs: 3e6, gcTotalNs: 4e6 };
  });
}

function fixtureHost(): RunRecord["host"] {
  return {
    os: "Debian GNU/Linux 12",
    kernel: "6.18.0",
    cpuModel: "Test CPU <2 GHz> & more",
    cpuCount: 2,
    memoryBytes: 4096 * 2 ** 20,
    hypervisor: "Firecracker",
    cgroupVersion: 1,
    clocksource: "tsc",
    bootId: "00000000-0000-0000-0000-000000000000",
    irqTimeAccounting: false,
  };
}

function recordOf({
  name,
  title,
  encrypts,
  status,
  reason,
  implementation = `${name} 1.0`,
}: FixtureScenario): RunRecord["scenarios"][number] {
  return {
    ...{
      name,
      title,
      encrypts,
      status,
      reason,
      file: `/bench/compose/${name}.yaml`,
      modifiesServices: false,
    },
    implementation: status === "ok" ? implementation : null,
    cipher: encrypts ? "AES-256-GCM" : null,
    authenticates: encrypts ? "psk" : "none",
    readyMs: status === "ok" ? 850 : null,
  };
}

function imageOf(service: string) {
  const image = `tunnelbench/${service}`;
  return {
    image,
    imageIdentity: { reference: image, contextHash: "c0ffee", packagesHash: null, packages: null },
  };
}

function evidenceOf({ name, evidence, pairMs }: FixtureScenario): EvidenceVerdict[] {
  if (evidence === null) return [];
  const all = { found: secrets, expected: secrets };
  const found = evidence === "readable" ? secrets : 0;
  const leg = pairMs === null ? null : evidence === "invalid" ? { found: 30, expected: secrets } : all;
  return [
    {
      scenario: name,
      verdict: evidence,
      reason: evidence === "invalid" ? "2 of 32 secrets are missing on the client leg" : null,
      secrets: { http: secrets / 2, mqtt: secrets / 2 },
      wire: {
        found,
        expected: secrets,
        byEncoding: found > 0 ? { raw: found } : {},
        packets: 400,
        bytes: 60_000,
      },
      controls: {
        clientLeg: leg,
        serverLeg: pairMs === null ? null : all,
        baselineWire: all,
        neverSent: { found: 0, expected: 64 },
      },
      captureDrops: 0,
    },
  ];
}
