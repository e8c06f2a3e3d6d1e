import { setTimeout as pause } from "node:timers/promises";
import { lastLines } from "../../harness/lab/process.ts";
import { clientOf } from "./client.ts";
import type { Machinery } from "./machinery.ts";
import { removeServerFolder } from "./server-folder.ts";
import type { ElasticsearchServer } from "./servers.ts";

type Place = Pick<ElasticsearchServer, "folder" | "url" | "caFile" | "username" | "password">;

const readyMs = 120_000;
const betweenLooksMs = 100;

/** The owner of one server and its folder. */
export class RunningServer implements ElasticsearchServer {
  readonly skipped = null;
  readonly source: Machinery["source"];
  readonly url: string;
  readonly caFile: string | null;
  readonly username: string;
  readonly password: string;
  readonly folder: string;
  version = "";
  pid = Number.NaN;
  readonly #machinery: Machinery;

  constructor(machinery: Machinery, place: Place) {
    this.#machinery = machinery;
    this.source = machinery.source;
    this.folder = place.folder;
    this.url = place.url;
    this.caFile = place.caFile;
    this.username = place.username;
    this.password = place.password;
  }

  async kill(): Promise<void> {
    await this.#machinery.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#machinery.end("SIGTERM");
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.#machinery.start();
    await this.#untilReady();
  }

  output(): Promise<string> {
    return this.#machinery.output();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill(); // nothing of it is kept, so no need to be gentle
    await this.#machinery.remove();
    removeServerFolder(this.folder);
  }

  /** Asks until the server tells its version and has opened its indices. */
  async #untilReady(): Promise<void> {
    await using client = clientOf(this);
    const deadline = Date.now() + readyMs;
    while (Date.now() < deadline && (await this.#machinery.isRunning())) {
      try {
        await client.cluster.health({ wait_for_status: "yellow", timeout: "30s" });
        const nodes = await client.transport.request<LocalNode>({
          method: "GET",
          path: "/_nodes/_local",
          querystring: { filter_path: "nodes.*.version,nodes.*.process.id" },
        });
        const node = Object.values(nodes.nodes)[0]!;
        this.version = node.version;
        this.pid = node.process.id;
        return;
      } catch {
        await pause(betweenLooksMs); // not yet: why it never came is told below
      }
    }
    const lines = lastLines(await this.output(), 20).join("\n  ");
    throw new Error(`Elasticsearch at ${this.url} did not become ready; it last printed:\n  ${lines}`);
  }
}

interface LocalNode {
  nodes: Record<string, { version: string; process: { id: number } }>;
}
