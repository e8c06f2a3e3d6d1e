import { Agent, request } from "node:http";
import { openLines } from "../../harness/sinks/run-source.ts";
import { readRunRecord } from "../../harness/store/read-run.ts";
import { type StoredFile, startPosition, storedFiles } from "../../harness/store/stored-in.ts";

/** As the push sends them: about as many bytes a request, as many requests at once. */
const bodyBytes = 1_000_000;
const requestsAtOnce = 2;

/** All lines of a run as bodies of `_bulk`, made before anything is timed. */
export async function readyMadeBodies(folder: string): Promise<{ bodies: Buffer[]; documents: number }> {
  const record = await readRunRecord(folder);
  const bodies: Buffer[] = [];
  let lines: string[] = [];
  let bytes = 0;
  let documents = 0;
  const flush = () => {
    if (lines.length > 0) bodies.push(Buffer.from(lines.join("")));
    lines = [];
    bytes = 0;
  };
  for (const file of Object.keys(storedFiles) as StoredFile[]) {
    await using source = openLines(folder, record, file, startPosition);
    for await (const { index, id, body } of source.take(Number.POSITIVE_INFINITY)) {
      lines.push(`${JSON.stringify({ index: { _index: index, _id: id } })}\n${body}\n`);
      bytes += lines.at(-1)!.length;
      documents++;
      if (bytes >= bodyBytes) flush();
    }
  }
  flush();
  return { bodies, documents };
}

/** Posts them without any client, and returns the seconds that it took. */
export async function postBodies(url: string, bodies: readonly Buffer[]): Promise<number> {
  using agent = keepAlive();
  const queue = [...bodies];
  const startedMs = performance.now();
  const worker = async () => {
    for (let body = queue.shift(); body; body = queue.shift()) await post(url, body, agent.agent);
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, worker));
  return (performance.now() - startedMs) / 1_000;
}

function keepAlive(): Disposable & { agent: Agent } {
  const agent = new Agent({ keepAlive: true });
  return { agent, [Symbol.dispose]: () => agent.destroy() };
}

/** What the server says of single documents is not looked at, so that only its work is timed; the caller counts. */
function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  const path = "/_bulk?filter_path=errors";
  const headers = { "content-type": "application/x-ndjson", "content-length": body.length };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method: "POST", agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`_bulk answers ${response.statusCode}`));
      response.on("end", resolve).resume();
    });
    sent.on("error", reject).end(body);
  });
}
