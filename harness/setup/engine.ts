import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type AptSource, type Distribution, nextRelease } from "./debian.ts";
import { type SetupStep, type Shell, StepFailed, succeeds } from "./step.ts";

/** Where the Docker CLI looks for plug-ins that no package of the system owns. */
const pluginFolder = "/usr/local/lib/docker/cli-plugins";
const daemonLog = "/var/log/tunnelbench-dockerd.log";
/** Where the daemons note that they run. */
const pidFiles = {
  dockerd: "/var/run/docker.pid",
  containerd: "/var/run/docker/containerd/containerd.pid",
};
/** A daemon that has to make its first storage folder takes some seconds. */
const daemonAttempts = 60;

/** The engine of the machine's own release, so that no library of the system changes. */
export function engineStep(): SetupStep {
  return {
    name: "Docker Engine",
    ready: async () =>
      (await succeeds("docker", ["--version"])) &&
      ((await daemonReachable()) || (await succeeds("dockerd", ["--version"]))),
    describe: async () => ({
      doing: "installing Docker Engine (docker.io) from this machine's own release",
      commands: ["apt-get update", "apt-get install --yes --no-install-recommends docker.io iptables"],
    }),
    async install(shell) {
      await shell.run("apt-get", ["update"]);
      await shell.run("apt-get", ["install", "--yes", "--no-install-recommends", "docker.io", "iptables"]);
    },
    hint: "install Docker Engine as its documentation says for this system, then repeat the command",
  };
}

/** Compose v2 or Buildx: from the machine's own release if it has it, else one file of the next release's package. */
export function pluginStep(
  plugin: "compose" | "buildx",
  distribution: Distribution,
  sources: readonly AptSource[],
): SetupStep {
  const packages = plugin === "compose" ? ["docker-compose-v2", "docker-compose"] : ["docker-buildx"];
  const release = nextRelease[distribution.codename];
  return {
    name: plugin === "compose" ? "Docker Compose v2" : "Docker Buildx",
    ready: async () => succeeds("docker", [plugin, "version"]),
    describe: async () => ({
      doing: `installing ${plugin} as a Docker CLI plug-in${release ? ` (one file from ${release}'s package into ${pluginFolder})` : ""}`,
      commands: release
        ? [
            `apt-get download docker-${plugin} # from ${release}`,
            `dpkg -x docker-${plugin}_*.deb x`,
            `cp x/usr/libexec/docker/cli-plugins/docker-${plugin} ${pluginFolder}/`,
          ]
        : [`apt-get install --yes --no-install-recommends ${packages[0]}`],
    }),
    async install(shell) {
      if (release) return installFromNextRelease(shell, plugin, release, sources, distribution.codename);
      await installFirst(shell, packages);
    },
    hint: `put the docker-${plugin} binary into ~/.docker/cli-plugins, then repeat the command`,
  };
}

/** Starts the daemon when nothing else does: systemd where it runs, else by hand, detached from this process. */
export function daemonStep(): SetupStep {
  const systemd = existsSync("/run/systemd/system");
  return {
    name: "Docker daemon",
    ready: daemonReachable,
    describe: async () => ({
      doing: systemd ? "starting the docker service" : `starting dockerd (its log: ${daemonLog})`,
      commands: [systemd ? "systemctl start docker" : "dockerd &"],
    }),
    async install(shell) {
      if (systemd) await shell.run("systemctl", ["start", "docker"]);
      else startDaemon();
      if (await answersSoon()) return;
      if (!systemd) await shell.run("tail", ["-n", "5", daemonLog]); // into the log of this step
      throw new StepFailed("the daemon does not answer");
    },
    hint: `see ${systemd ? "journalctl -u docker" : daemonLog}`,
  };
}

/** True when an engine answers. */
export function daemonReachable(): Promise<boolean> {
  return succeeds("docker", ["version", "--format", "{{.Server.Version}}"]);
}

function startDaemon(): void {
  for (const [name, file] of Object.entries(pidFiles)) forgetDeadProcess(name, file);
  const log = openSync(daemonLog, "a");
  spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log] }).unref();
}

/**
 * Removes a file that names a process which is not that program: after a crash the number may belong to somebody else by
 * now, and dockerd then believes that it runs already. A file whose process is right stays.
 */
export function forgetDeadProcess(name: string, file: string, processes = "/proc"): void {
  const pid = readOrNull(file)?.trim();
  if (!pid) return;
  const running = readOrNull(`${processes}/${pid}/comm`)?.trim();
  if (running !== name) rmSync(file, { force: true });
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function answersSoon(): Promise<boolean> {
  for (let attempt = 0; attempt < daemonAttempts; attempt++) {
    if (await daemonReachable()) return true;
    await sleep(500);
  }
  return false;
}

async function installFirst(shell: Shell, packages: readonly string[]): Promise<void> {
  await shell.run("apt-get", ["update"]);
  for (const name of packages) {
    if (await succeeds("apt-cache", ["show", name])) {
      await shell.run("apt-get", ["install", "--yes", "--no-install-recommends", name]);
      return;
    }
  }
  throw new StepFailed(`this release has none of ${packages.join(", ")}`);
}

/** apt with lists and cache of its own: the machine's apt never learns of the other release. */
async function installFromNextRelease(
  shell: Shell,
  plugin: string,
  release: string,
  sources: readonly AptSource[],
  codename: string,
): Promise<void> {
  const source = sources.find(({ suite }) => suite === codename);
  if (!source) throw new StepFailed(`no apt source of ${codename} to read ${release} from`);
  const folder = await mkdtemp("/var/tmp/tunnelbench-plugin-");
  try {
    await mkdir(join(folder, "lists/partial"), { recursive: true });
    await mkdir(join(folder, "cache/archives/partial"), { recursive: true });
    const signed = source.signedBy ? `[signed-by=${source.signedBy}] ` : "";
    await writeFile(join(folder, "sources.list"), `deb ${signed}${source.uri} ${release} main\n`);
    const options = [
      `Dir::Etc::sourcelist=${folder}/sources.list`,
      "Dir::Etc::sourceparts=-",
      `Dir::State::lists=${folder}/lists`,
      `Dir::Cache=${folder}/cache`,
    ];
    const apt = options.flatMap((option) => ["-o", option]);
    await shell.run("apt-get", [...apt, "update"]);
    await shell.run("apt-get", [...apt, "download", `docker-${plugin}`], { cwd: folder });
    const archive = (await readdir(folder)).find((name) => name.endsWith(".deb"));
    if (!archive) throw new StepFailed("apt downloaded no package");
    await shell.run("dpkg", ["-x", join(folder, archive), join(folder, "unpacked")]);
    await mkdir(pluginFolder, { recursive: true });
    const target = join(pluginFolder, `docker-${plugin}`);
    await copyFile(join(folder, `unpacked/usr/libexec/docker/cli-plugins/docker-${plugin}`), target);
    await chmod(target, 0o755);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
