import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { BenchError } from "../model/error.ts";
import { labels } from "./labels.ts";

/** A capture under way in the network namespace of another container. */
export interface Capture {
  /** Stops it and returns all that was captured, with what tcpdump said at its end. */
  stop(): Promise<{ pcap: Buffer; stderr: string }>;
}

export interface CaptureRequest {
  api: Docker;
  image: string;
  runId: string;
  scenario: string;
  /** The container whose namespace is captured. */
  target: Docker.Container;
  /** The namespace carries the traffic of all scenarios. */
  busy: boolean;
}

/** A namespace that all scenarios share sees far more packets at once than one tunnel's: twice the image's buffer. */
const busyArguments = "-i any --immediate-mode -U -s 65000 -B 65536 -w - not ifindex 1".split(" ");
/** Packets may still wait for tcpdump when the traffic ends: it is stopped after so much silence on its output. */
const quietMs = 250;
const patienceMs = 3_000;
const memoryLimitBytes = 256 * 2 ** 20;

/** Starts tcpdump beside the target and resolves once it listens. Throws `scenario-failed` when it cannot. */
export async function startCapture({
  api,
  image,
  runId,
  scenario,
  target,
  busy,
}: CaptureRequest): Promise<Capture> {
  const container = await api.createContainer({
    Image: image,
    ...(busy ? { Cmd: busyArguments } : {}),
    AttachStdout: true,
    AttachStderr: true,
    Labels: { [labels.run]: runId, [labels.scenario]: scenario, [labels.role]: "probe" },
    HostConfig: {
      NetworkMode: `container:${target.id}`,
      CapDrop: ["ALL"],
      CapAdd: ["NET_RAW"],
      LogConfig: { Type: "none", Config: {} },
      Memory: memoryLimitBytes,
      PidsLimit: 16,
      ReadonlyRootfs: true,
    },
  });
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  container.modem.demuxStream(stream, stdout, stderr);
  const packets: Buffer[] = [];
  let lastPacketMs = 0;
  stdout.on("data", (chunk: Buffer) => {
    packets.push(chunk);
    lastPacketMs = performance.now();
  });
  let said = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = once(stream, "end");
  ended.catch(() => undefined); // `stop` waits for it again and sees the failure
  await container.start();
  await untilListening(stderr, () => said, ended);
  return {
    async stop() {
      await untilQuiet(() => lastPacketMs);
      await container.kill({ signal: "SIGINT" });
      const stopped = Promise.all([container.wait(), ended]).then(() => true);
      const inTime = await Promise.race([stopped, sleep(patienceMs, false, { ref: false })]);
      await container.remove({ force: true });
      if (inTime) return { pcap: Buffer.concat(packets), stderr: said };
      throw new BenchError("tcpdump did not stop when told to", { code: "scenario-failed" });
    },
  };
}

async function untilQuiet(lastPacketMs: () => number): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (performance.now() < deadlineMs && performance.now() - lastPacketMs() < quietMs) await sleep(50);
}

async function untilListening(
  stderr: PassThrough,
  said: () => string,
  ended: Promise<unknown>,
): Promise<void> {
  while (!/listening on /.test(said())) {
    const outcome = await Promise.race([once(stderr, "data").then(() => "more"), ended.then(() => "ended")]);
    if (outcome !== "ended" || /listening on /.test(said())) continue;
    throw new BenchError(`the capture did not start: ${said().trim().split("\n").at(-1)}`, {
      code: "scenario-failed",
    });
  }
}
