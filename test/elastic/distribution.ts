/**
 * The distribution of Elasticsearch for integration tests, which Elastic publishes to Maven Central: the true server
 * with few modules and without Java. Kept unpacked in a cache, so that a start takes seconds.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import { addEmailAnalysis } from "./email-analysis.ts";
import { Unavailable } from "./machinery.ts";
import { isRoot } from "./unprivileged.ts";

/** The unpacked distribution and a Java that it runs on. */
export interface Distribution {
  home: string;
  javaHome: string;
}

const downloadMs = 300_000;
const unpackMs = 120_000;

/**
 * The distribution of a version, downloaded and unpacked at its first use.
 * @throws Unavailable or CommandMissing where Java, a tool or the archive cannot be had
 */
export async function findDistribution(
  version: string,
  javaMajors: readonly number[],
): Promise<Distribution> {
  const javaHome = findJava(javaMajors);
  await run("setpriv", ["--version"]); // Linux only; see unprivileged.ts
  const home = join(cacheFolder(), `elasticsearch-${version}-email-analysis`);
  if (!existsSync(home)) await unpack(version, home, javaHome);
  return { home, javaHome };
}

/** root's own cache is closed to the user that the server runs as. */
function cacheFolder(): string {
  const caches = process.env["XDG_CACHE_HOME"] ?? (isRoot() ? "/var/cache" : join(homedir(), ".cache"));
  const folder = join(caches, "tunnelbench", "elasticsearch");
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function findArchive(version: string): Promise<string> {
  const name = `elasticsearch-${version}.zip`;
  const given = process.env["BENCH_TEST_ELASTICSEARCH_ZIPS"];
  if (given !== undefined) {
    if (!existsSync(join(given, name)))
      throw new Unavailable(`no ${name} in "${given}" (BENCH_TEST_ELASTICSEARCH_ZIPS)`);
    return join(given, name);
  }
  const archive = join(cacheFolder(), name);
  if (!existsSync(archive)) await download(version, archive);
  return archive;
}

async function download(version: string, archive: string): Promise<void> {
  const folder = mkdtempSync(`${archive}-`);
  try {
    const artifact = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${version}:zip`;
    const args = [
      "-q",
      "-B",
      "-Dstyle.color=never",
      "dependency:copy",
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${folder}`,
    ];
    await run("mvn", args, downloadMs);
    renameSync(join(folder, `elasticsearch-${version}.zip`), archive);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Unpacks beside the goal and renames, so that two starts at once never see half of it. */
async function unpack(version: string, home: string, javaHome: string): Promise<void> {
  const archive = await findArchive(version);
  const folder = mkdtempSync(`${home}-`);
  const unpacked = join(folder, `elasticsearch-${version}`);
  try {
    await run("unzip", ["-q", archive, "-d", folder]);
    await addEmailAnalysis(unpacked, javaHome, version, run);
    await run("chmod", ["-R", "a+rX", folder]);
    renameSync(unpacked, home);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error; // the other start was first
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a command to its end; its first lines are the reason where it fails, for Maven's and unzip's last ones are advice. */
async function run(command: string, args: readonly string[], timeoutMs = unpackMs): Promise<void> {
  const { exitCode, stdout, stderr } = await runCommand(command, args, { timeoutMs });
  if (exitCode === 0) return;
  throw new Unavailable(`${command} failed: ${(stderr + stdout).trim().split("\n").slice(0, 2).join(" / ")}`);
}

/**
 * The home of a JDK of one of these major versions, by the `release` file that each has. A JDK and not only a Java
 * runtime: email-analysis.ts compiles.
 */
function findJava(majors: readonly number[]): string {
  const folder = "/usr/lib/jvm";
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const homes = [process.env["JAVA_HOME"] ?? "", ...names.map((name) => join(folder, name))];
  for (const major of majors) {
    const home = homes.find((candidate) => javaMajor(candidate) === major);
    if (home !== undefined) return home;
  }
  throw new Unavailable(`no JDK ${majors.join(" or ")} under ${folder} or in JAVA_HOME`);
}

function javaMajor(home: string): number | null {
  const release = join(home, "release");
  if (!existsSync(release) || !existsSync(join(home, "bin", "javac"))) return null;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, "utf8"))?.[1] ?? Number.NaN);
}
