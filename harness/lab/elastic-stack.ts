import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { BenchError } from "../model/error.ts";
import { projectFolder } from "../model/tool.ts";
import { connectDocker, type DockerHost } from "./docker.ts";
import type { StackSettings } from "./elastic-settings.ts";
import { hasImage } from "./images.ts";
import { lastLines } from "./process.ts";
import { readLog } from "./start-lab.ts";

/** Host-wide name that is held while the stack is started or removed: two at once take turns. */
export const stackName = "tunnelbench-elastic";

const stackComposeFile = join(projectFolder, "compose", "elastic.yaml");

/** Half a gigabyte each over a slow line. */
const pullTimeoutMs = 1_800_000;
const startTimeoutSeconds = 300;

export type StackService = "elasticsearch" | "kibana";

/** The engine, and a compose file on it as one project. */
export interface Stack extends StackFile {
  docker: DockerHost;
}

export interface StackFile {
  composeFile: string;
  project: string;
}

const ownFile: StackFile = { composeFile: stackComposeFile, project: stackName };

/** Connects to the engine; the settings go to compose through its environment, never as arguments. */
export async function connectStack(
  env: Record<string, string | undefined>,
  settings: StackSettings | null,
  file: StackFile = ownFile,
): Promise<Stack> {
  const docker = await connectDocker({
    ...env,
    // compose needs values also where it only removes
    BENCH_STACK_PASSWORD: settings?.password ?? "",
    BENCH_KIBANA_SYSTEM_PASSWORD: settings?.kibanaPassword ?? "",
    BENCH_ELASTICSEARCH_PORT: String(settings?.elasticsearchPort ?? ""),
    BENCH_KIBANA_PORT: String(settings?.kibanaPort ?? ""),
  });
  return { docker, ...file };
}

/** Ports of this machine that running containers of the stack have; empty: it is not running. */
export async function stackPorts({ docker, project }: Stack): Promise<number[]> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const containers = await docker.api.listContainers({ filters });
  return containers.flatMap(({ Ports }) => Ports.map(({ PublicPort }) => PublicPort)).filter(Boolean);
}

/** Throws `environment` where another program has one of the ports, `bad-input` where both are the same. */
export async function checkPorts(stack: Stack, settings: StackSettings): Promise<void> {
  const wanted = { "--port": settings.elasticsearchPort, "--kibana-port": settings.kibanaPort };
  if (settings.elasticsearchPort === settings.kibanaPort)
    throw new BenchError(`--port and --kibana-port are both ${settings.kibanaPort}`, { code: "bad-input" });
  const own = await stackPorts(stack);
  for (const [flag, port] of Object.entries(wanted)) {
    if (own.includes(port) || !(await isTaken(port))) continue;
    throw new BenchError(`port ${port} of this machine is in use by another program`, {
      code: "environment",
      hints: [`choose another with ${flag}, or end that program`],
    });
  }
}

/** Pulls what the engine lacks. Throws `environment` where it cannot be had. */
export async function pullStackImages(
  stack: Stack,
  signal: AbortSignal,
  onPull: (image: string) => void,
): Promise<void> {
  const { stdout } = await compose(stack, ["config", "--images"]);
  for (const image of stdout.split("\n").filter(Boolean)) {
    if (await hasImage(stack.docker, image)) continue;
    onPull(image);
    const result = await stack.docker.cli(["pull", "--quiet", image], { timeoutMs: pullTimeoutMs, signal });
    signal.throwIfAborted();
    if (result.exitCode !== 0) throw notPulled(image, result.stderr);
  }
}

/** Starts a service and waits until it is healthy; does nothing where it is. Throws `environment` with the end of its log. */
export async function startStackService(
  stack: Stack,
  service: StackService,
  signal: AbortSignal,
): Promise<void> {
  const wait = ["--detach", "--wait", "--wait-timeout", String(startTimeoutSeconds)];
  const timeoutMs = (startTimeoutSeconds + 60) * 1_000;
  const result = await compose(stack, ["up", ...wait, "--no-deps", service], { timeoutMs, signal });
  signal.throwIfAborted();
  if (result.exitCode === 0) return;
  throw new BenchError(`${service} does not start: ${lastLines(result.stderr, 1)[0] ?? "no reason given"}`, {
    code: "environment",
    hints: [
      ...lastLines(await logOf(stack, service), 3),
      'each of the two may take 2 GB of memory; "bench doctor" tells what else may be wrong here',
    ],
  });
}

async function logOf({ docker, project }: Stack, service: StackService): Promise<string> {
  const label = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`];
  const [container] = await docker.api.listContainers({ all: true, filters: { label } });
  return container ? readLog(docker.api.getContainer(container.Id), 20) : "";
}

/** Removes containers and network, and with `volumes` all data. Throws `environment`. */
export async function removeStack(stack: Stack, { volumes }: { volumes: boolean }): Promise<void> {
  const result = await compose(stack, ["down", ...(volumes ? ["--volumes"] : [])]);
  if (result.exitCode === 0) return;
  throw new BenchError("docker did not remove Elasticsearch and Kibana", {
    code: "environment",
    hints: lastLines(result.stderr, 3),
  });
}

function compose(
  { docker, composeFile, project }: Stack,
  args: readonly string[],
  options?: Parameters<DockerHost["cli"]>[1],
) {
  return docker.cli(["compose", "--project-name", project, "--file", composeFile, ...args], options);
}

function notPulled(image: string, stderr: string): BenchError {
  return new BenchError(
    `image "${image}" cannot be pulled: ${lastLines(stderr, 1)[0] ?? "no reason given"}`,
    {
      code: "environment",
      hints: [
        `make the registry reachable for the engine, or bring the image here: "docker save ${image}" elsewhere, "docker load" here`,
        'or use servers that run already: "bench kibana setup --url …", "bench push --elasticsearch …"',
      ],
    },
  );
}

async function isTaken(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return false;
  } catch (error) {
    // below 1024 only root may listen; the engine is root and will say what it finds
    if ((error as NodeJS.ErrnoException).code === "EACCES") return false;
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return true;
    throw error;
  } finally {
    server.close();
  }
}
