import type { EndpointsFile } from "../lab/compose-endpoints.ts";
import type { DockerHost } from "../lab/docker.ts";
import type { LabImage } from "../lab/images.ts";
import type { CreatedLab, LabRequest } from "../lab/start-lab.ts";
import type { Phase, Plan } from "../model/plan.ts";
import type { RunRecord, ScenarioRecord } from "../model/run-record.ts";
import type { Scenario } from "../model/scenario.ts";
import type { RunFolder } from "../store/run-folder.ts";
import type { RunSink } from "./execute.ts";
import { LiveMedians } from "./live-medians.ts";
import type { PhaseProgress, Progress } from "./progress.ts";
import type { Session } from "./session.ts";

export interface RunContextOptions {
  docker: DockerHost;
  folder: RunFolder;
  record: RunRecord;
  scenarios: readonly Scenario[];
  endpoints: EndpointsFile;
  images: readonly LabImage[];
  captureImage: string;
  progress: Progress;
  signal: AbortSignal;
  sink?: RunSink;
}

/** As often as the heartbeat, whose answers it shows. */
const progressMs = 1_000;

/** What all parts of a run under way share: the record that is written, and who still takes part. */
export class RunContext {
  readonly docker: DockerHost;
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly endpoints: EndpointsFile;
  readonly images: readonly LabImage[];
  readonly captureImage: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly sink: RunSink | undefined;
  readonly epochNs: bigint;
  readonly #scenarios: readonly Scenario[];
  readonly #startedMs = performance.now();
  readonly #medians = new LiveMedians();

  constructor(options: RunContextOptions) {
    this.docker = options.docker;
    this.folder = options.folder;
    this.record = options.record;
    this.endpoints = options.endpoints;
    this.images = options.images;
    this.captureImage = options.captureImage;
    this.progress = options.progress;
    this.signal = options.signal;
    this.sink = options.sink;
    this.epochNs = BigInt(options.record.epochNs);
    this.#scenarios = options.scenarios;
  }

  get plan(): Plan {
    return this.record.plan;
  }

  /** Scenarios that are neither unsupported nor failed. */
  measurable(): Scenario[] {
    return this.#scenarios.filter(({ name }) => this.scenarioRecord(name).status === "ok");
  }

  scenarioRecord(name: string): ScenarioRecord {
    const found = this.record.scenarios.find((scenario) => scenario.name === name);
    if (!found) throw new Error(`scenario "${name}" is not in the run`);
    return found;
  }

  /** Marks a scenario as failed with its first reason; what was measured of it stays. */
  fail(name: string, reason: string): void {
    const scenario = this.scenarioRecord(name);
    if (scenario.status === "failed") return;
    scenario.status = "failed";
    scenario.reason = reason;
    this.progress.warn(`scenario "${name}" failed: ${reason}`);
  }

  /** The lab of the scenarios that still take part. */
  labRequest(instance: number, signal: AbortSignal): LabRequest {
    const { docker, endpoints, record, folder } = this;
    const images = Object.fromEntries(this.images.map(({ key, reference }) => [key, reference]));
    const scenarios = this.measurable();
    return { docker, endpoints, signal, images, instance, scenarios, runId: record.id, folder: folder.path };
  }

  saveRecord(): Promise<void> {
    return this.folder.writeRun(this.record);
  }

  /**
   * Tells the terminal how a phase goes on, once a second: with what the generator answers to the heartbeat, and between loads,
   * which it does not interrupt for an answer, with the time alone.
   */
  followPhase(session: Session, { name, scenarios }: Phase): Disposable {
    let counts = { sent: 0, failed: 0 };
    const tell = () => this.progress.phase({ phase: name, scenarios, ...counts, ...this.#liveFacts() });
    tell();
    const timer = setInterval(tell, progressMs);
    const stop = session.generator.onAnswer((answer) => {
      if (answer.type === "progress") counts = { sent: answer.sent, failed: answer.failed };
      if (answer.type === "rows") this.#medians.add(answer.rows);
    });
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        stop();
        this.#medians.endPhase();
      },
    };
  }

  #liveFacts(): Pick<PhaseProgress, "elapsedSeconds" | "remainingSeconds" | "medianUs"> {
    const elapsedSeconds = (performance.now() - this.#startedMs) / 1_000;
    const remainingSeconds = Math.max(0, this.plan.expectedSeconds - elapsedSeconds);
    return { elapsedSeconds, remainingSeconds, medianUs: this.#medians.current() };
  }

  /** The proof that the services are the same for all: image, command and environment of the endpoints. */
  async describeEndpoints(lab: CreatedLab): Promise<RunRecord["endpoints"]> {
    const endpoints = lab.resolved.services.filter(({ scenario }) => scenario === null);
    return Promise.all(
      endpoints.map(async ({ service, image }) => {
        const { Config } = await lab.container(service).inspect();
        return { service, image, command: Config.Cmd ?? [], environment: Config.Env ?? [] };
      }),
    );
  }
}
