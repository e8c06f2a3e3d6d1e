import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import dockerignore from "@balena/dockerignore";
import { build } from "esbuild";
import { BenchError } from "../model/error.ts";
import type { ServiceSpec } from "../model/scenario.ts";
import { type ImageBuild, imageBuild, imageKey } from "./compose-images.ts";
import type { DockerHost } from "./docker.ts";
import { lastLines } from "./process.ts";

/** An image that a lab needs. One that is built carries the hash of its build in its name, so equal ones are built once. */
export interface LabImage {
  /** How the composer asks for it: `imageKey` of the build, or the name of a ready image. */
  key: string;
  reference: string;
  /** null for a ready image. */
  build: ImageBuild | null;
  contextHash: string | null;
}

const bundledServices = ["generator", "http-server", "mqtt-server"];

/** Bundles each service with its packages into one file, `dist/main.mjs` in its build context. */
export async function bundleServices(servicesFolder: string): Promise<void> {
  await Promise.all(
    bundledServices.map((name) =>
      build({
        entryPoints: [join(servicesFolder, name, "main.ts")],
        outfile: join(servicesFolder, name, "dist", "main.mjs"),
        bundle: true,
        platform: "node",
        format: "esm",
        target: "node24",
        logLevel: "silent",
        // CommonJS packages inside the bundle still ask for `require`
        banner: {
          js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        },
      }),
    ),
  );
}

/** The image that a build gives, whether or not it exists yet. */
export async function imageOf(build: ImageBuild): Promise<LabImage> {
  const { context, ...rest } = build;
  const contextHash = await hashContext(context, JSON.stringify(rest));
  const name = basename(context)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return {
    key: imageKey(build),
    build,
    contextHash,
    reference: `tunnelbench/${name}:${contextHash.slice(0, 12)}`,
  };
}

/** The images of some services, each once. */
export async function imagesOf(services: readonly ServiceSpec[]): Promise<LabImage[]> {
  const images = await Promise.all(
    services.map((service) => {
      const build = imageBuild(service);
      if (build) return imageOf(build);
      const reference = String(service.compose["image"]);
      return { key: reference, reference, build: null, contextHash: null };
    }),
  );
  return [...new Map(images.map((image) => [image.key, image])).values()];
}

/** Builds or pulls the image if the engine does not have it. Throws `scenario-failed` with the end of the output. */
export async function ensureImage(docker: DockerHost, image: LabImage, signal?: AbortSignal): Promise<void> {
  if (await hasImage(docker, image.reference)) return;
  const args = image.build ? buildArguments(image, image.build) : ["pull", "--quiet", image.reference];
  const result = await docker.cli(args, { timeoutMs: 600_000, ...(signal ? { signal } : {}) });
  if (result.exitCode === 0) return;
  throw new BenchError(`image "${image.key}" cannot be ${image.build ? "built" : "pulled"}`, {
    code: "scenario-failed",
    hints: [...lastLines(result.stderr, 6), 'if it is a base image that is missing: "bench setup"'],
  });
}

function buildArguments(
  { reference, contextHash }: LabImage,
  { context, dockerfile, args }: ImageBuild,
): string[] {
  const labels = ["--label", "bench.image=true", "--label", `bench.context=${contextHash}`];
  const file = dockerfile ? ["--file", join(context, dockerfile)] : [];
  const given = Array.isArray(args)
    ? args.map(String)
    : Object.entries(args ?? {}).map(([name, value]) => `${name}=${value}`);
  const buildArgs = given.flatMap((pair) => ["--build-arg", pair]);
  return [
    "buildx",
    "build",
    "--load",
    "--progress",
    "plain",
    "--tag",
    reference,
    ...labels,
    ...file,
    ...buildArgs,
    context,
  ];
}

/** True when the engine has an image of that name. */
export async function hasImage(docker: DockerHost, reference: string): Promise<boolean> {
  try {
    await docker.api.getImage(reference).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/** SHA-256 over names, contents and execute permission of the files that the build sees (.dockerignore applied), in sorted order. */
async function hashContext(context: string, options: string): Promise<string> {
  const ignoreText = await readFile(join(context, ".dockerignore"), "utf8").catch(emptyWhenMissing);
  const ignore = dockerignore.default().add(ignoreText);
  const entries = await readdir(context, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new BenchError(`build context "${context}" cannot be read: ${error.message}`, {
      code: "bad-input",
    });
  });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(context, join(entry.parentPath, entry.name)))
    .filter((file) => !ignore.ignores(file))
    .sort();
  const hash = createHash("sha256").update(`${options}\0`);
  for (const file of files) {
    const path = join(context, file);
    const mark = (await stat(path)).mode & 0o111 ? "x" : ""; // a forgotten chmod +x must lead to another image
    hash
      .update(`${file}\0${mark}\0`)
      .update(await readFile(path))
      .update("\0");
  }
  return hash.digest("hex");
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}
