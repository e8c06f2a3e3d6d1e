import { existsSync } from "node:fs";
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AptSource, Distribution } from "./debian.ts";
import { type SetupStep, type Shell, StepFailed, succeeds } from "./step.ts";

const debianImage = "debian:bookworm-slim";
const nodeImage = "node:24-bookworm-slim";
/** Where no registry answers, the pull must not hang. */
const pullTimeoutMs = 120_000;

/** The Debian base image: pulled, or made of Debian's packages under the same name. */
export function debianImageStep(distribution: Distribution, sources: readonly AptSource[]): SetupStep {
  return {
    name: `base image ${debianImage}`,
    ready: () => hasImage(debianImage),
    describe: async () => ({
      doing: `getting ${debianImage}: pulled, or made with debootstrap where no image registry answers (about a minute, once)`,
      commands: [`docker pull ${debianImage}`],
    }),
    async install(shell) {
      if (await pulled(shell, debianImage)) return;
      if (!distribution.installable)
        throw new StepFailed("no image registry answers, and only root on Debian can make the image");
      await makeDebian(shell, sources);
    },
    hint: `make the registry reachable for the engine, or "docker load" ${debianImage} from another machine`,
  };
}

/** The Node base image: pulled, or the Debian one with the Node binary of our npm package. */
export function nodeImageStep(nodeBinary: string): SetupStep {
  return {
    name: `base image ${nodeImage}`,
    ready: () => hasImage(nodeImage),
    describe: async () => ({
      doing: `getting ${nodeImage}: pulled, or ${debianImage} with this Node binary where no image registry answers`,
      commands: [`docker pull ${nodeImage}`],
    }),
    async install(shell) {
      if (!(await pulled(shell, nodeImage))) await makeNode(shell, nodeBinary);
    },
    hint: `make the registry reachable for the engine, or "docker load" ${nodeImage} from another machine`,
  };
}

function hasImage(name: string): Promise<boolean> {
  return succeeds("docker", ["image", "inspect", "--format", "{{.Id}}", name]);
}

async function pulled(shell: Shell, name: string): Promise<boolean> {
  try {
    await shell.run("docker", ["pull", "--quiet", name], { timeoutMs: pullTimeoutMs });
    return true;
  } catch (error) {
    if (error instanceof StepFailed) return false; // its output is in the log; the image is made here instead
    throw error;
  }
}

async function makeDebian(shell: Shell, sources: readonly AptSource[]): Promise<void> {
  const source = sources.find(({ suite }) => suite === "bookworm") ?? sources[0];
  if (!source) throw new StepFailed("no apt source to take the packages from");
  if (!(await succeeds("debootstrap", ["--version"]))) {
    await shell.run("apt-get", ["update"]);
    await shell.run("apt-get", ["install", "--yes", "--no-install-recommends", "debootstrap"]);
  }
  const folder = await mkdtemp("/var/tmp/tunnelbench-base-");
  try {
    const root = join(folder, "root");
    await shell.run("debootstrap", ["--variant=minbase", "bookworm", root, source.uri]);
    await takeAptSources(root);
    await shell.run("sh", [
      "-c",
      `tar -C '${root}' -c . | docker import --change 'CMD ["bash"]' - ${debianImage}`,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Builds inside the image then get the same security updates as this machine. */
async function takeAptSources(root: string): Promise<void> {
  const deb822 = "/etc/apt/sources.list.d/debian.sources";
  const from = existsSync(deb822) ? deb822 : "/etc/apt/sources.list";
  await rm(join(root, "etc/apt/sources.list"), { force: true });
  await mkdir(join(root, "etc/apt/sources.list.d"), { recursive: true });
  await cp(from, join(root, from));
  await rm(join(root, "var/cache/apt/archives"), { recursive: true, force: true });
  await mkdir(join(root, "var/cache/apt/archives/partial"), { recursive: true });
}

async function makeNode(shell: Shell, nodeBinary: string): Promise<void> {
  const folder = await mkdtemp("/var/tmp/tunnelbench-node-");
  try {
    await copyFile(nodeBinary, join(folder, "node"));
    await chmod(join(folder, "node"), 0o755);
    // the same user as in the public image
    await writeFile(
      join(folder, "Dockerfile"),
      `FROM ${debianImage}
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY node /usr/local/bin/node
CMD ["node"]
`,
    );
    await shell.run("docker", ["buildx", "build", "--load", "--tag", nodeImage, folder]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
