import { lastLines } from "../lab/process.ts";
import { type CreatedLab, readLog } from "../lab/start-lab.ts";
import type { Death } from "../lab/watch.ts";
import { BenchError } from "../model/error.ts";
import type { RunContext } from "./run-context.ts";

/** Its output is the protocol, so it has no log to quote. */
const silentServices = ["generator", "mqtt-server"];

/**
 * What to do about a container that ends by itself: one of the endpoints ends the run, one of a scenario fails that
 * scenario, at once while it is being opened, so that nobody waits for an answer that cannot come.
 */
export class Deaths {
  /** Rejects when an endpoint dies; never resolves. */
  readonly ofEndpoint: Promise<never>;
  readonly #lab: CreatedLab;
  readonly #context: RunContext;
  readonly #endRun: (error: unknown) => void;
  readonly #opening = new Map<string, (error: unknown) => void>();
  #ignored = false;

  constructor(lab: CreatedLab, context: RunContext) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined); // raced against the measurement
    this.ofEndpoint = promise;
    this.#endRun = reject;
    this.#lab = lab;
    this.#context = context;
  }

  /** The lab is being removed: a container that ends from now on is no news. */
  ignore(): void {
    this.#ignored = true;
  }

  /** Rejects when a container of the scenario dies before `opened` is called; never resolves. */
  whileOpening(scenario: string): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined); // raced against the opening
    this.#opening.set(scenario, reject);
    return promise;
  }

  opened(scenario: string): void {
    this.#opening.delete(scenario);
  }

  note(death: Death): void {
    if (death.role === "probe") return; // the evidence phase sees the end of its capture and says so
    if (this.#ignored || this.#context.signal.aborted || this.#isFailed(death)) return;
    this.#explain(death).then((error) => this.#deliver(death, error), this.#endRun);
  }

  /** Its containers are being ended by us. */
  #isFailed({ scenario }: Death): boolean {
    return scenario !== null && this.#context.scenarioRecord(scenario).status === "failed";
  }

  #deliver({ scenario }: Death, error: BenchError): void {
    if (this.#ignored) return;
    const failOpening = this.#opening.get(scenario ?? "");
    if (scenario === null) this.#endRun(error);
    else if (failOpening) failOpening(error);
    else this.#context.fail(scenario, `${error.message}, in the middle of the run`);
  }

  async #explain({ service, exitCode, outOfMemory }: Death): Promise<BenchError> {
    const why = outOfMemory ? "ran out of memory" : `exited with code ${exitCode}`;
    const log = silentServices.includes(service) ? "" : await readLog(this.#lab.container(service), 5);
    const [line] = lastLines(log, 1);
    return new BenchError(`container "${service}" ${why}${line ? `: ${line}` : ""}`, {
      code: "scenario-failed",
      hints: [`its log is in ${this.#context.folder.path}/logs`],
    });
  }
}
