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
 * Keys that were made (exit code 0) are not a death; a tunnel that ends is one, whatever its code.
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
    const event = parseEvent(line);
    if (!event) return;
    const { Action, Actor } = event;
    const { Attributes } = Actor;
    const service = Attributes["com.docker.compose.service"] ?? Attributes["name"] ?? "";
    if (Action === "oom") outOfMemory = outOfMemory.add(service);
    const exitCode = Number(Attributes["exitCode"]);
    if (Action !== "die" || (Attributes[labels.role] === "keys" && exitCode === 0)) return;
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

/** The engine may go away in the middle of a line: what is cut off is no event. */
function parseEvent(line: string): EngineEvent | null {
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return null;
  }
}
