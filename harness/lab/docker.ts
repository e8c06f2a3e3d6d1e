import Docker from "dockerode";
import { BenchError } from "../model/error.ts";
import { CommandMissing, type CommandOptions, type Finished, lastLines, runCommand } from "./process.ts";

const setupHint =
  'run "bench setup", or install Docker Engine with Compose v2 and Buildx; "bench doctor" tells what is missing';

export interface DockerFacts {
  engine: string;
  api: string;
  compose: string;
  storageDriver: string;
  cgroupDriver: string;
}

/** A reachable Docker Engine on this machine, with Compose v2. */
export interface DockerHost {
  api: Docker;
  facts: DockerFacts;
  /** `docker …` on the same engine as `api`; never throws for a non-zero exit. */
  cli(args: readonly string[], options?: CommandOptions): Promise<Finished>;
}

/**
 * Connects to the local engine. Throws `environment` errors that name what is missing: the engine is elsewhere, not
 * reachable, or Compose v2 is not installed.
 */
export async function connectDocker(env: Record<string, string | undefined>): Promise<DockerHost> {
  const socketPath = localSocket(env["DOCKER_HOST"] ?? (await currentContext(env)));
  const api = new Docker({ socketPath });
  const [version, info] = await Promise.all([api.version(), api.info()]).catch((error: Error) => {
    throw new BenchError(`docker daemon not reachable at "${socketPath}": ${error.message}`, {
      code: "environment",
      hints: [setupHint],
      cause: error,
    });
  });
  // the same engine for API and command, whatever context the user has chosen meanwhile
  const pinned = { ...env, DOCKER_HOST: `unix://${socketPath}` };
  const cli = (args: readonly string[], options?: CommandOptions) =>
    runCommand("docker", args, { timeoutMs: 180_000, ...options, env: pinned });
  return {
    api,
    cli,
    facts: {
      engine: version.Version,
      api: version.ApiVersion,
      compose: await composeVersion(cli),
      storageDriver: info.Driver,
      cgroupDriver: info.CgroupDriver,
    },
  };
}

/** The engine of the user's docker context: rootless engines and Docker Desktop listen elsewhere. */
async function currentContext(env: Record<string, string | undefined>): Promise<string | undefined> {
  try {
    const args = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
    const { exitCode, stdout } = await runCommand("docker", args, { env, timeoutMs: 10_000 });
    return exitCode === 0 ? stdout.trim() || undefined : undefined;
  } catch (error) {
    if (error instanceof CommandMissing) return undefined; // said below, once the engine is known to answer
    throw error;
  }
}

/** Counters are read from this machine's /proc and cgroups: an engine elsewhere would be measured as idle. */
function localSocket(dockerHost: string | undefined): string {
  if (!dockerHost) return "/var/run/docker.sock";
  if (dockerHost.startsWith("unix://")) return dockerHost.slice("unix://".length);
  throw new BenchError(`docker engine at "${dockerHost}" is not on this machine`, {
    code: "environment",
    hints: ["bench reads the counters of the machine it runs on: unset DOCKER_HOST, or run bench over there"],
  });
}

async function composeVersion(cli: DockerHost["cli"]): Promise<string> {
  const result = await cli(["compose", "version", "--short"]).catch((error: unknown) => {
    if (error instanceof CommandMissing)
      throw new BenchError("the docker command is not installed", {
        code: "environment",
        hints: [setupHint],
        cause: error,
      });
    throw error;
  });
  const version = result.stdout.trim().replace(/^v/, "");
  if (result.exitCode === 0 && Number(version.split(".")[0]) >= 2) return version;
  throw new BenchError("docker has no Compose v2", {
    code: "environment",
    hints: [setupHint, ...lastLines(result.stderr, 1)],
  });
}
