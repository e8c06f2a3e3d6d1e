import { randomBytes } from "node:crypto";
import { type Capture as Recorded, readCapture } from "../evidence/capture.ts";
import type { Secret } from "../evidence/search.ts";
import { judge } from "../evidence/verdict.ts";
import { wirePcap } from "../evidence/wire-pcap.ts";
import { type Capture, startCapture } from "../lab/capture.ts";
import type { Control } from "../model/evidence.ts";
import type { Phase } from "../model/plan.ts";
import type { Sample } from "../model/sample.ts";
import { type Scenario, workloadNames } from "../model/scenario.ts";
import { digestOf, secretOf } from "../model/secret.ts";
import { references } from "../model/summary.ts";
import { runPhase } from "./phase.ts";
import type { RunContext } from "./run-context.ts";
import type { Session } from "./session.ts";

/** What is kept of a wire: enough to look at with Wireshark. */
const keptPcapBytes = 256 * 1024;
const neverSentCount = 64;

/**
 * The evidence phase: tcpdump beside the generator (client legs, baseline's wire) and beside every tunnel server (wire,
 * server leg) while known secrets pass; then each scenario's verdict goes into the run folder.
 */
export async function gatherEvidence(context: RunContext, session: Session, phase: Phase): Promise<void> {
  const scenarios = context.measurable();
  const captures = await startCaptures(context, session, scenarios);
  const { samples, timeline } = await runPhase(session, phase);
  const recorded = await stopCaptures(context, captures);
  context.record.timeline.push(timeline);
  await context.folder.appendSamples(samples);
  await judgeAll(context, session, scenarios, samples, recorded);
  await context.saveRecord();
}

/**
 * Captures by the name of what they listen beside: `generator`, or the scenario of the tunnel server. One that does not
 * start is missing; the verdict then says so.
 */
async function startCaptures(
  context: RunContext,
  session: Session,
  scenarios: readonly Scenario[],
): Promise<Map<string, Capture>> {
  const { docker, captureImage: image, record } = context;
  const servers = scenarios.flatMap(({ name }) => {
    const own = session.lab.resolved.services.filter(({ scenario }) => scenario === name);
    const server = own.find(({ role }) => role === "tunnel-server");
    return server ? [{ name, service: server.service }] : [];
  });
  const started = new Map<string, Capture>();
  await Promise.all(
    [{ name: "generator", service: "generator" }, ...servers].map(async ({ name, service }) => {
      const target = session.lab.container(service);
      const busy = service === "generator";
      const common = { api: docker.api, image, runId: record.id };
      const capture = await orWarn(context, name, startCapture({ ...common, scenario: name, target, busy }));
      if (capture) started.set(name, capture);
    }),
  );
  return started;
}

/** A capture that fails makes evidence invalid, not the run. */
async function orWarn<Value>(context: RunContext, name: string, work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.progress.warn(`the capture beside "${name}" failed: ${(error as Error).message}`);
    return null;
  }
}

async function stopCaptures(
  context: RunContext,
  captures: ReadonlyMap<string, Capture>,
): Promise<Map<string, Recorded>> {
  const recorded = new Map<string, Recorded>();
  await Promise.all(
    [...captures].map(async ([name, capture]) => {
      const recording = await orWarn(context, name, capture.stop().then(readCapture));
      if (recording) recorded.set(name, recording);
    }),
  );
  return recorded;
}

async function judgeAll(
  context: RunContext,
  session: Session,
  scenarios: readonly Scenario[],
  samples: readonly Sample[],
  captures: ReadonlyMap<string, Recorded>,
): Promise<void> {
  const generator = captures.get("generator");
  if (!generator) return; // without it no control can be checked: no verdict, and the warning has said why
  const legs = session.lab.resolved.networks.flatMap(({ name, scenario, leg, subnet }) =>
    scenario !== null && leg !== null ? [{ network: name, scenario, leg, subnet }] : [],
  );
  const common = { legs, generator, neverSent: neverSentSecrets() };
  let baselineWire: Control | null = null;
  for (const { name, entry } of [...scenarios].sort(baselineFirst)) {
    const tunnelServer = captures.get(name) ?? null;
    const secrets = sentSecrets(session, name, samples);
    const workloads = workloadNames.filter((workload) => entry[workload]);
    const verdict = judge({ ...common, scenario: name, workloads, secrets, tunnelServer, baselineWire });
    if (name === references.baseline) baselineWire = verdict.controls.baselineWire;
    await context.folder.writeEvidence(
      verdict,
      wirePcap(tunnelServer ?? generator, legs, name, keptPcapBytes),
    );
  }
}

/** Its wire is a control of all others. */
function baselineFirst(one: Scenario, other: Scenario): number {
  return Number(other.name === references.baseline) - Number(one.name === references.baseline);
}

/**
 * What must not be readable: the secret of each message that arrived (one that was lost on the way proves nothing about
 * the wire), and of each HTTP answer the digest that it carried back, for the other direction.
 */
function sentSecrets(session: Session, scenario: string, samples: readonly Sample[]): Secret[] {
  const { key, clientIds } = session.joinContext;
  return samples
    .filter((sample) => sample.scenario === scenario && sample.outcome === "ok")
    .flatMap(({ workload, seq }) => {
      const hex = secretOf(key, clientIds.get(scenario) ?? "", workload, seq);
      const sent = { id: `${workload}-${seq}`, workload, hex };
      const answered = { id: `${workload}-${seq}-answer`, workload, hex: digestOf(hex) };
      return workload === "http" ? [sent, answered] : [sent];
    });
}

function neverSentSecrets(): Secret[] {
  return Array.from({ length: neverSentCount }, (_, index) => ({
    id: `never-${index}`,
    workload: "http",
    hex: randomBytes(32).toString("hex"),
  }));
}
