import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What this machine is, as far as set-up needs it. */
export interface Distribution {
  id: string;
  codename: string;
  /** Packages can be installed: Debian or Ubuntu, as root. */
  installable: boolean;
}

/** Releases whose successor's Compose and Buildx run on them: single files that need libc 2.34. */
export const nextRelease: Readonly<Record<string, string>> = { bookworm: "trixie" };

/** Reads os-release(5). */
export async function readDistribution(): Promise<Distribution> {
  const text = await readFile("/etc/os-release", "utf8").catch(emptyWhenMissing);
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, "m").exec(text)?.[1] ?? "";
  const id = value("ID");
  return {
    id,
    codename: value("VERSION_CODENAME"),
    installable: (id === "debian" || id === "ubuntu") && process.getuid?.() === 0,
  };
}

/** A source of packages as the machine has it set up. */
export interface AptSource {
  uri: string;
  suite: string;
  signedBy: string | null;
}

/** The machine's own apt sources: never a host name of ours. */
export async function readAptSources(aptFolder = "/etc/apt"): Promise<AptSource[]> {
  const listed = await readdir(join(aptFolder, "sources.list.d")).catch(() => [] as string[]);
  const files = [
    join(aptFolder, "sources.list"),
    ...listed.map((name) => join(aptFolder, "sources.list.d", name)),
  ];
  const texts = await Promise.all(
    files
      .filter((file) => file.endsWith(".list") || file.endsWith(".sources"))
      .map(async (file) => ({ file, text: await readFile(file, "utf8").catch(emptyWhenMissing) })),
  );
  return texts.flatMap(({ file, text }) =>
    file.endsWith(".sources") ? parseDeb822(text) : parseOneLine(text),
  );
}

/** sources.list(5), deb822 format. */
export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) => {
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.+)$`, "mi").exec(paragraph)?.[1]?.trim();
    if (!field("Types")?.split(/\s+/).includes("deb") || field("Enabled")?.toLowerCase() === "no") return [];
    const uris = field("URIs")?.split(/\s+/) ?? [];
    const suites = field("Suites")?.split(/\s+/) ?? [];
    const signedBy = field("Signed-By") ?? null;
    return uris.flatMap((uri) => suites.map((suite) => ({ uri, suite, signedBy })));
  });
}

/** sources.list(5), one-line format. */
export function parseOneLine(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/.exec(line.trim());
    if (!match) return [];
    const signedBy = /signed-by=(\S+)/.exec(match[1] ?? "")?.[1] ?? null;
    return [{ uri: match[2]!, suite: match[3]!, signedBy }];
  });
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}
