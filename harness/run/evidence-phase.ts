import { randomBytes } from "node:crypto";
import { type Capture as Recorded, type Recording, readCapture } from "../evidence/capture.ts";
import type { Secret } from "../evidence/search.ts";
import { judge } from "../evidence/verdict.ts";
import { wirePcap } from "../evidence/wire-pcap.ts";
import { type Capture, startCapture } from "../lab/capture.ts";
import { BenchError } from "../model/error.ts";
import type { Control, EvidenceVerdict } from "../model/evidence.ts";
import type { Phase } from "../model/plan.ts";
import type { Sample } from "../model/sample.ts";
import type { Scenario } from "../model/scenario.ts";
import { secretOf } from "../model/secret.ts";
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
  const recordings = new Map(
    await Promise.all([...captures].map(async ([name, capture]) => [name, await capture.stop()] as const)),
  );
  context.record.timeline.push(timeline);
  await context.folder.appendSamples(samples);
  await judgeAll(context, session, scenarios, samples, recordings);
  await context.saveRecord();
}

/** Captures by the name of what they listen beside: `generator`, or the scenario of the tunnel server. */
async function startCaptures(
  context: RunContext,
  session: Session,
  scenarios: readonly Scenario[],
): Promise<Map<string, Capture>> {
  const { docker, captureImage: image, record } = context;
  const servers = scenarios.flatMap(({ name }) => {
    const server = session.lab.resolved.services.find(
      (one) => one.scenario === name && one.role === "tunnel-server",
    );
    return server ? [{ name, service: server.service }] : [];
  });
  const wanted = [{ name: "generator", service: "generator" }, ...servers];
  const started = await Promise.all(
    wanted.map(async ({ name, service }) => {
      const target = session.lab.container(service);
      const busy = service === "generator";
      return [
        name,
        await startCapture({ api: docker.api, image, runId: record.id, scenario: name, target, busy }),
      ] as const;
    }),
  );
  return new Map(started);
}

async function judgeAll(
  context: RunContext,
  session: Session,
  scenarios: readonly Scenario[],
  samples: readonly Sample[],
  recordings: ReadonlyMap<string, Recording>,
): Promise<void> {
  const generator = readCapture(requireRecording(recordings, "generator"));
  const networks = session.lab.resolved.networks;
  const legs = networks.flatMap(({ name, scenario, leg, subnet }) =>
    scenario !== null && leg !== null ? [{ network: name, scenario, leg, subnet }] : [],
  );
  const neverSent = neverSentSecrets();
  let baselineWire: Control | null = null;
  for (const scenario of [...scenarios].sort((one) => (one.name === references.baseline ? -1 : 0))) {
    const tunnelServer = readOrNull(recordings.get(scenario.name));
    const secrets = sentSecrets(session, scenario.name, samples);
    const verdict = judge({
      scenario: scenario.name,
      legs,
      secrets,
      neverSent,
      generator,
      tunnelServer,
      baselineWire,
    });
    if (scenario.name === references.baseline) baselineWire = verdict.controls.baselineWire;
    const pcap = wirePcap(tunnelServer ?? generator, legs, scenario.name, keptPcapBytes);
    await keepVerdict(context, verdict, pcap);
  }
}

async function keepVerdict(context: RunContext, verdict: EvidenceVerdict, pcap: Buffer): Promise<void> {
  context.verdicts.push(verdict);
  await context.folder.writeEvidence(verdict, pcap);
}

/** Only secrets that arrived: one that was lost on the way proves nothing about the wire. */
function sentSecrets(session: Session, scenario: string, samples: readonly Sample[]): Secret[] {
  const { key, clientIds } = session.joinContext;
  return samples
    .filter((sample) => sample.scenario === scenario && sample.outcome === "ok")
    .map(({ workload, seq }) => ({
      id: `${workload}-${seq}`,
      workload,
      hex: secretOf(key, clientIds.get(scenario) ?? "", workload, seq),
    }));
}

function neverSentSecrets(): Secret[] {
  return Array.from({ length: neverSentCount }, (_, index) => ({
    id: `never-${index}`,
    workload: "http",
    hex: randomBytes(32).toString("hex"),
  }));
}

function requireRecording(recordings: ReadonlyMap<string, Recording>, name: string): Recording {
  const recording = recordings.get(name);
  if (!recording) throw new Error(`no capture of "${name}"`);
  return recording;
}

/** A capture that cannot be read makes the scenario's evidence invalid; it does not end the run. */
function readOrNull(recording: Recording | undefined): Recorded | null {
  if (!recording) return null;
  try {
    return readCapture(recording);
  } catch (error) {
    if (error instanceof BenchError) return null;
    throw error;
  }
}
