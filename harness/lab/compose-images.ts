import { BenchError } from "../model/error.ts";
import type { ServiceSpec } from "../model/scenario.ts";

/** What an image is made from. */
export interface ImageBuild {
  /** Absolute folder. */
  context: string;
  /** Path in the context, where it is not `Dockerfile`. */
  dockerfile?: string;
  /** Build arguments as the file writes them: a map, or a list of NAME=value. */
  args?: unknown;
}

/** What a service's image is built from, or null where it names a ready image. */
export function imageBuild({ buildContext, compose }: ServiceSpec): ImageBuild | null {
  if (buildContext === null) return null;
  const { dockerfile, args } = (compose["build"] ?? {}) as { dockerfile?: string; args?: unknown };
  return {
    context: buildContext,
    ...(dockerfile === undefined || dockerfile === "Dockerfile" ? {} : { dockerfile }),
    ...(args === undefined ? {} : { args }),
  };
}

/** Tells images apart: the path of the context, and what else the build was given, if anything. */
export function imageKey({ context, ...rest }: ImageBuild): string {
  return Object.keys(rest).length === 0 ? context : `${context} ${JSON.stringify(rest)}`;
}

/** Name of the image that a service runs; throws where none was built for it. */
export function imageOfService(service: ServiceSpec, images: Readonly<Record<string, string>>): string {
  const build = imageBuild(service);
  const image = build ? images[imageKey(build)] : service.compose["image"];
  if (typeof image === "string") return image;
  throw new BenchError(
    `no image was built for the service "${service.name}" from ${build && imageKey(build)}`,
    {
      code: "bad-input",
      hints: ["a folder with one Dockerfile and no build arguments always works"],
    },
  );
}
