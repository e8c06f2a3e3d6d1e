/**
 * A server as a container of the official image: what users have. The machine that this was written on can pull no
 * image: there, an image built by hand with the same paths and `ELASTIC_PASSWORD` took its place, once.
 */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { CommandMissing, type Finished, lastLines, runCommand } from "../../harness/lab/process.ts";
import type { Machinery, ServerPlan } from "./machinery.ts";
import { isAlive } from "./server-folder.ts";
import { writeSettings } from "./server-settings.ts";

const ownerLabel = "tunnelbench.test.elasticsearch.owner";
const pullMs = 10_000;
const dockerMs = 30_000;

/** Whether the image is on this machine's Docker engine or could be pulled; else why not. */
export async function findImage(image: string): Promise<{ why: string | null }> {
  const present = await docker(["image", "inspect", image], dockerMs);
  if (present.exitCode === 0) return { why: null };
  const pulled = await docker(["pull", "-q", image], pullMs);
  if (pulled.exitCode === 0) return { why: null };
  return { why: pulled.stderr.trim().split(": ").at(-1) ?? "" }; // from the address tried to the cause: the latter is enough
}

async function docker(args: readonly string[], timeoutMs: number, env = {}): Promise<Finished> {
  try {
    return await runCommand("docker", args, { timeoutMs, env });
  } catch (error) {
    if (!(error instanceof CommandMissing)) throw error;
    return { exitCode: 127, stdout: "", stderr: error.message };
  }
}

async function dockerOrThrow(args: readonly string[], env = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await docker(args, dockerMs, env);
  if (exitCode !== 0) throw new Error(`docker ${args[0]} failed: ${lastLines(stderr, 3).join(" / ")}`);
  return stdout.trim();
}

export class ImageServer implements Machinery {
  readonly source = "image";
  #container = "";
  readonly #image: string;
  readonly #plan: ServerPlan;

  constructor(image: string, plan: ServerPlan) {
    this.#image = image;
    this.#plan = plan;
  }

  /** Writes the configuration and creates the container, of which the data is a part: it stays over restarts. */
  async prepare(): Promise<void> {
    await removeOrphans();
    const { folder, port, settings, password, heapMebibytes } = this.#plan;
    const config = join(folder, "config");
    writeSettings(config, { ...settings, "network.host": "0.0.0.0" });
    const files = [
      "elasticsearch.yml",
      ...(settings["xpack.security.http.ssl.key"] ? ["http.crt", "http.key"] : []),
    ];
    for (const file of files) chmodSync(join(config, file), 0o644); // the container's user is not ours
    const mounts = files.flatMap((file) => [
      "-v",
      `${join(config, file)}:/usr/share/elasticsearch/config/${file}:ro`,
    ]);
    const labels = ["--label", `${ownerLabel}=${process.pid}`];
    const secret = password === null ? [] : ["-e", "ELASTIC_PASSWORD"]; // the value from our environment, not the arguments
    const heap = ["-e", `ES_JAVA_OPTS=-Xms${heapMebibytes}m -Xmx${heapMebibytes}m`];
    const args = [
      "create",
      ...labels,
      "-p",
      `127.0.0.1:${port}:9200`,
      ...heap,
      ...secret,
      ...mounts,
      this.#image,
    ];
    this.#container = await dockerOrThrow(args, password === null ? {} : { ELASTIC_PASSWORD: password });
  }

  async start(): Promise<void> {
    await dockerOrThrow(["start", this.#container]);
  }

  async isRunning(): Promise<boolean> {
    return (await dockerOrThrow(["inspect", "-f", "{{.State.Running}}", this.#container])) === "true";
  }

  async output(): Promise<string> {
    const { stdout, stderr } = await docker(["logs", "--tail", "60", this.#container], dockerMs);
    return stdout + stderr;
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (!(await this.isRunning())) return;
    await dockerOrThrow(["kill", "--signal", signal, this.#container]);
    await dockerOrThrow(["wait", this.#container]);
  }

  async remove(): Promise<void> {
    if (this.#container !== "") await dockerOrThrow(["rm", "--force", "--volumes", this.#container]);
  }
}

/** Containers outlive a test that is killed; the next start ends them. */
async function removeOrphans(): Promise<void> {
  const format = `{{.ID}} {{.Label "${ownerLabel}"}}`;
  const lines = await dockerOrThrow(["ps", "-a", "--filter", `label=${ownerLabel}`, "--format", format]);
  for (const line of lastLines(lines, Number.POSITIVE_INFINITY)) {
    const [container = "", owner] = line.split(" ");
    if (!isAlive(Number(owner))) await dockerOrThrow(["rm", "--force", "--volumes", container]);
  }
}
