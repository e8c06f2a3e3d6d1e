import { BenchError } from "../model/error.ts";
import type { Answer, HttpClient } from "./client.ts";
import { isElasticsearch, notKibana, notLoggedIn, refusal } from "./refusal.ts";
import { Unreachable } from "./unreachable.ts";
import { checkVersion } from "./version.ts";

/** Time as the waiting sees it; a test brings its own. */
export interface Clock {
  nowMs(): number;
  /** Throws when the wait is given up. */
  sleep(ms: number): Promise<void>;
}

export interface WaitLimits {
  /** How long Kibana may say that it is not ready. */
  readyMs: number;
  /** How long nothing may answer at all, since the start or the last answer. */
  connectMs: number;
}

/** Kibana migrates its objects when it starts: a minute is usual, three are not. */
export const patient: WaitLimits = { readyMs: 180_000, connectMs: 20_000 };
/** For a look at what is there now. */
export const impatient: WaitLimits = { readyMs: 0, connectMs: 0 };

const pauseMs = 2_000;

/** What waits for 503: also a proxy before a Kibana that is starting. */
const notReady = new Set([502, 503, 504]);

interface Waiting {
  clock: Clock;
  limits: WaitLimits;
  /** Told before each pause. */
  onWait(text: string): void;
}

/**
 * Waits until Kibana answers `GET /api/status` with 200 and returns its version, which is one that we support.
 * Kibana's source: core/packages/status/server-internal/src/routes/status.ts (503 while a core service is
 * unavailable; without a login only `status.overall.level`, no version) and status_preboot.ts; before its routes are
 * there, http_service.ts answers 503 "Kibana server is not ready yet" as text. Throws `environment`.
 */
export async function waitForKibana(client: HttpClient, { clock, limits, onWait }: Waiting): Promise<string> {
  const startMs = clock.nowMs();
  let lastAnswerMs = startMs;
  for (;;) {
    const answer = await tryStatus(client);
    const nowMs = clock.nowMs();
    if (answer instanceof Unreachable) {
      if (nowMs - lastAnswerMs >= limits.connectMs) throw answer;
      onWait("nothing answers yet");
    } else {
      lastAnswerMs = nowMs;
      if (!notReady.has(answer.status)) return versionOf(client, answer);
      if (nowMs - startMs >= limits.readyMs) throw stillNotReady(client, answer, nowMs - startMs);
      onWait(`not ready, ${Math.round((nowMs - startMs) / 1000)} s`);
    }
    await clock.sleep(pauseMs);
  }
}

async function tryStatus(client: HttpClient): Promise<Answer | Unreachable> {
  try {
    return await client.get("/api/status");
  } catch (error) {
    if (error instanceof Unreachable) return error;
    throw error;
  }
}

function versionOf(client: HttpClient, answer: Answer): string {
  const { status, json } = answer;
  if (isElasticsearch(answer)) throw notKibana(client, answer);
  if (status === 401) throw notLoggedIn(client);
  if (status === 403 || (status >= 300 && status < 400)) throw refusal(client, answer, "read the status");
  const { number } = objectIn(json, "version");
  if (typeof number === "string") {
    checkVersion(number, client.url);
    return number;
  }
  // who is not logged in is told the level and nothing else
  if (typeof objectIn(objectIn(json, "status"), "overall")["level"] === "string") throw notLoggedIn(client);
  throw notKibana(client, answer);
}

function stillNotReady(client: HttpClient, { json, text, status }: Answer, waitedMs: number): BenchError {
  const { summary } = objectIn(objectIn(json, "status"), "overall");
  const said = typeof summary === "string" ? summary : text.split("\n")[0]!.slice(0, 120);
  const waitedSeconds = Math.round(waitedMs / 1000);
  const waited = waitedSeconds > 0 ? ` after ${waitedSeconds} s` : "";
  return new BenchError(`Kibana at "${client.url}" is not ready${waited}: ${said || `status ${status}`}`, {
    code: "environment",
    hints: ["look at Kibana's log: most often it cannot reach Elasticsearch; then give the command again"],
  });
}

function objectIn(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const inner = value[key];
  return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
}
