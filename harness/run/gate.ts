import { setTimeout as sleep } from "node:timers/promises";
import { type ContainerFacts, parseBrokerPeers, parseFacts } from "../lab/facts.ts";
import { deadContainers, readLog, startServices } from "../lab/start-lab.ts";
import { BenchError } from "../model/error.ts";
import type { GateResult } from "../model/protocol.ts";
import { type Scenario, type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { Session } from "./session.ts";

/** How long a tunnel may take to carry its first request, after its containers run. */
const gateDeadlineMs = 20_000;
/** How long a message, or the broker's line about it, may take. */
const arrivalDeadlineMs = 5_000;
const arrivalPauseMs = 50;
/** Enough of a tunnel's log to hold the line with its facts. */
const factLines = 200;

/** What is known of a scenario once it carries traffic. */
export interface Readiness extends ContainerFacts {
  readyMs: number;
}

/**
 * Starts the tunnel pair and sends one request through each of its entries. The service must see the tunnel server as
 * its peer and the answer must match; no measurement without it. Throws `scenario-failed` with the cause.
 */
export async function openScenario(session: Session, scenario: Scenario): Promise<Readiness> {
  const startedMs = performance.now();
  const services = servicesOf(session, scenario.name);
  if (services.length > 0) await startServices(session.lab, services);
  for (const workload of workloadNames) {
    if (scenario.entry[workload]) await passOne(session, scenario.name, workload, services);
  }
  const readyMs = performance.now() - startedMs;
  return { readyMs, ...(await readFacts(session, scenario.name)) };
}

/** Names of the services that a scenario adds to the lab. */
export function servicesOf(session: Session, scenario: string): string[] {
  return session.lab.resolved.services
    .filter((service) => service.scenario === scenario)
    .map(({ service }) => service);
}

async function passOne(
  session: Session,
  scenario: string,
  workload: WorkloadName,
  services: string[],
): Promise<void> {
  const matches = (answer: GateResult) => answer.scenario === scenario && answer.workload === workload;
  const answered = session.generator.answer("gate", matches);
  session.generator.send({ type: "gate", scenario, workload, deadlineMs: gateDeadlineMs });
  const result = await session.unlessAborted(answered);
  if (!result.ok) throw await notReady(session, result, services);
  const peer = workload === "http" ? result.peer : await mqttPeer(session, scenario, result.seq);
  const expected = session.lab.resolved.expectedPeer[scenario];
  if (peer === expected) return;
  throw new BenchError(
    `${workload} reached the service from ${peer ?? "an unknown address"}, not from its tunnel server ${expected}`,
    {
      code: "scenario-failed",
      hints: [
        "the traffic does not go through the tunnel: look at the scenario's entry and at what its server connects to",
      ],
    },
  );
}

async function notReady(
  session: Session,
  { workload, waitedMs, error }: GateResult,
  services: string[],
): Promise<BenchError> {
  const dead = await deadContainers(session.lab, services);
  const seconds = Math.round(waitedMs / 1_000);
  return new BenchError(
    `not ready after ${seconds} s: ${dead[0] ?? `${workload} through its entry: ${error ?? "no answer"}`}`,
    {
      code: "scenario-failed",
      hints: dead.slice(1),
    },
  );
}

/** QoS 0 is not acknowledged: that the message arrived is the subscriber's to say, and from where, the broker's log. */
async function mqttPeer(session: Session, scenario: string, seq: number): Promise<string | null> {
  const clientId = session.joinContext.clientIds.get(scenario) ?? "";
  const deadlineMs = performance.now() + arrivalDeadlineMs;
  for (;;) {
    const arrived = await session.hasArrived(clientId, seq);
    const log = await readLog(session.lab.container("mqtt-broker"), 1_000);
    const peer = parseBrokerPeers(log).get(clientId) ?? null;
    if (arrived && peer) return peer;
    if (performance.now() > deadlineMs) {
      if (arrived) return null;
      throw new BenchError("mqtt: the message did not reach the subscriber", { code: "scenario-failed" });
    }
    await sleep(arrivalPauseMs, undefined, { signal: session.signal });
  }
}

async function readFacts(session: Session, scenario: string): Promise<ContainerFacts> {
  const found = { implementation: null, cipher: null } as ContainerFacts;
  for (const service of servicesOf(session, scenario)) {
    const facts = parseFacts(await readLog(session.lab.container(service), factLines));
    found.implementation ??= facts.implementation;
    found.cipher ??= facts.cipher;
  }
  return found;
}
