import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { labels } from "./labels.ts";

/** A container of the run that ended by itself. */
export interface Death {
  service: string;
  scenario: string | null;
  role: string;
  exitCode: number;
  outOfMemory: boolean;
}

interface EngineEvent {
  Action: string;
  Actor: { Attributes: Record<string, string> };
}

/**
 * Calls back when a container of the run dies, from the engine's event stream: nothing is polled while measuring.
 * One-shot containers that end with 0 are not deaths.
 */
export async function watchDeaths(
  api: Docker,
  runId: string,
  onDeath: (death: Death) => void,
): Promise<AsyncDisposable> {
  const filters = { label: [`${labels.run}=${runId}`], event: ["die", "oom"] };
  const stream = (await api.getEvents({ filters })) as Readable;
  let outOfMemory = new Set<string>();
  createInterface({ input: stream }).on("line", (line) => {
    const { Action, Actor } = JSON.parse(line) as EngineEvent;
    const { Attributes } = Actor;
    const service = Attributes["com.docker.compose.service"] ?? Attributes["name"] ?? "";
    if (Action === "oom") outOfMemory = outOfMemory.add(service);
    const exitCode = Number(Attributes["exitCode"]);
    if (Action !== "die" || exitCode === 0) return;
    const scenario = Attributes[labels.scenario] ?? null;
    onDeath({
      service,
      scenario,
      role: Attributes[labels.role] ?? "",
      exitCode,
      outOfMemory: outOfMemory.has(service),
    });
  });
  stream.on("error", () => undefined); // the engine went away: the phase under way fails and says so
  return {
    async [Symbol.asyncDispose]() {
      stream.destroy();
    },
  };
}
