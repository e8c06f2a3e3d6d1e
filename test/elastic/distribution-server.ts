import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { lastLines, runCommand } from "../../harness/lab/process.ts";
import type { Distribution } from "./distribution.ts";
import type { Machinery, ServerPlan } from "./machinery.ts";
import { writeSettings } from "./server-settings.ts";
import { asServer, giveToServer } from "./unprivileged.ts";

const keptOutputBytes = 32_768;

/** A server as a process of this machine, of the distribution that `home` holds. */
export class DistributionServer implements Machinery {
  readonly source = "distribution";
  #process: ChildProcess | null = null;
  #gone: Promise<void> = Promise.resolve();
  #output = "";
  readonly #distribution: Distribution;
  readonly #plan: ServerPlan;

  constructor(distribution: Distribution, plan: ServerPlan) {
    this.#distribution = distribution;
    this.#plan = plan;
  }

  /** Writes configuration, and the password of `elastic` into the server's keystore. */
  async prepare(): Promise<void> {
    const { folder, port, settings, password } = this.#plan;
    const config = join(folder, "config");
    cpSync(join(this.#distribution.home, "config"), config, { recursive: true });
    writeSettings(config, {
      ...settings,
      "network.host": "127.0.0.1",
      "http.port": String(port),
      "transport.port": "0", // any: there is no second node
      "path.data": join(folder, "data"),
      "path.logs": join(folder, "logs"),
    });
    giveToServer(folder);
    if (password !== null) await this.#keepPassword(password);
  }

  async #keepPassword(password: string): Promise<void> {
    const [command, args] = asServer(this.#tool("elasticsearch-keystore"), [
      "add",
      "-f",
      "-x",
      "bootstrap.password",
    ]);
    const { exitCode, stdout, stderr } = await runCommand(command, args, {
      env: this.#environment(),
      input: password,
      timeoutMs: 60_000,
    });
    if (exitCode !== 0)
      throw new Error(`elasticsearch-keystore failed: ${lastLines(stdout + stderr, 5).join(" / ")}`);
  }

  start(): void {
    const [command, args] = asServer(this.#tool("elasticsearch"), []);
    // A process group of its own, so that the launcher and the server that it starts can be killed in one go.
    const child = spawn(command, args, {
      env: this.#environment(),
      cwd: this.#plan.folder,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutputBytes);
      });
    }
    this.#process = child;
    // "close" and not "exit": the server inherits the output, which so ends only when both processes are gone.
    this.#gone = once(child, "close").then(() => {
      this.#process = null;
    });
  }

  isRunning(): boolean {
    return this.#process !== null;
  }

  output(): Promise<string> {
    return Promise.resolve(this.#output);
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const pid = this.#process?.exitCode === null ? this.#process.pid : undefined;
    if (pid !== undefined) process.kill(signal === "SIGKILL" ? -pid : pid, signal);
    await this.#gone;
  }

  async remove(): Promise<void> {} // the folder is the caller's

  #tool(name: string): string {
    return join(this.#distribution.home, "bin", name);
  }

  #environment(): NodeJS.ProcessEnv {
    const { folder, heapMebibytes } = this.#plan;
    return {
      PATH: process.env["PATH"],
      ES_JAVA_HOME: this.#distribution.javaHome,
      ES_JAVA_OPTS: `-Xms${heapMebibytes}m -Xmx${heapMebibytes}m`,
      ES_PATH_CONF: join(folder, "config"),
      ES_TMPDIR: join(folder, "temporary"),
    };
  }
}
