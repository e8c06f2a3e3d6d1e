import { createHash } from "node:crypto";
import type Docker from "dockerode";

/** Installed packages of an image made locally: with the hash of its build context its identity, DESIGN.md §3. */
export interface PackagesIdentity {
  packagesHash: string | null;
  packages: number | null;
}

/** Reads the package database out of a container; `null`s for an image that is not Debian's kind. */
export async function readPackages(container: Docker.Container): Promise<PackagesIdentity> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await container.getArchive({ path: "/var/lib/dpkg/status" });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return { packagesHash: null, packages: null };
    throw error;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const list = installedPackages(firstFileOfTar(Buffer.concat(chunks)).toString("utf8"));
  return { packagesHash: createHash("sha256").update(list.join("\n")).digest("hex"), packages: list.length };
}

/** `name version` of each installed package, sorted; format: deb-control(5) paragraphs of dpkg's status file. */
export function installedPackages(status: string): string[] {
  return status
    .split(/\n\n+/)
    .filter((paragraph) => /^Status: .* installed$/m.test(paragraph))
    .map((paragraph) => `${field(paragraph, "Package")} ${field(paragraph, "Version")}`)
    .sort();
}

function field(paragraph: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
}

/** The engine sends one file as a tar: 512 bytes of header with the size in octal at 124 (POSIX ustar), then the file. */
function firstFileOfTar(tar: Buffer): Buffer {
  const size = Number.parseInt(tar.toString("latin1", 124, 136), 8);
  return tar.subarray(512, 512 + size);
}
