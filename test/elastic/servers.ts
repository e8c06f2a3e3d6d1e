/**
 * Real Elasticsearch servers for tests and benchmarks: the official image where Docker has it or can pull it, else
 * Elastic's distribution for integration tests from Maven Central, else a reason to skip.
 *
 *     test("…", async (t) => {
 *       await using server = await tryStart({ version: "9.2", security: "password" });
 *       if (server.skipped !== null) return t.skip(server.skipped);
 *       await using client = clientOf(server);      // or server.url, server.username, server.password, server.caFile
 *       await server.kill();                        // SIGKILL; nobody answers until
 *       await server.restart();                     // same address, same data
 *     });
 *
 * A start takes some 10 s and 1 GB. When the test ends, however it ends, server and folder are removed. servers-admin.ts
 * makes API keys and users and blocks indices.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { CommandMissing } from "../../harness/lab/process.ts";
import { BenchError } from "../../harness/model/error.ts";
import { findDistribution } from "./distribution.ts";
import { DistributionServer } from "./distribution-server.ts";
import { freePort } from "./free-port.ts";
import { findImage, ImageServer } from "./image-server.ts";
import { type Machinery, type ServerPlan, Unavailable } from "./machinery.ts";
import { RunningServer } from "./running-server.ts";
import { makeServerFolder, removeServerFolder } from "./server-folder.ts";
import { type Security, serverSettings } from "./server-settings.ts";
import { makeCertificates } from "./tls.ts";

/** What each version is exactly, and the Java majors its distribution runs on, the first one found. */
const versions = {
  "8.19": { exact: "8.19.21", javaMajors: [17, 21] },
  "9.2": { exact: "9.2.0", javaMajors: [25, 21] },
} as const;

export type ServerVersion = keyof typeof versions;
/** Those that tests of more than one version run on; BENCH_TEST_ELASTICSEARCH names one, where there is little time. */
export const serverVersions = (Object.keys(versions) as ServerVersion[]).filter((version) =>
  [version, undefined, ""].includes(process.env["BENCH_TEST_ELASTICSEARCH"]),
);

export interface ServerOptions {
  version: ServerVersion;
  /** "off" unless told. */
  security?: Security;
  /** More lines for `elasticsearch.yml`. */
  settings?: Readonly<Record<string, string>>;
  /** 512 unless told. */
  heapMebibytes?: number;
}

export interface ElasticsearchServer extends AsyncDisposable {
  skipped: null;
  source: Machinery["source"];
  version: string;
  url: string;
  /** Certificate of the private CA; null without TLS. */
  caFile: string | null;
  username: string;
  /** Random; nobody asks for it with security off. */
  password: string;
  /** The server's process as it counts itself: in a container that is not this machine's id. */
  pid: number;
  folder: string;
  /** SIGKILL; returns when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; returns when it is gone. */
  stop(): Promise<void>;
  /** Ends it if it runs, and starts it at the same address with the same data. */
  restart(): Promise<void>;
  /** The last of what it printed. */
  output(): Promise<string>;
}

export interface SkippedServer extends AsyncDisposable {
  /** Why there can be no server here. */
  skipped: string;
}

/** Starts a server, or tells why this machine cannot have one. A server that fails at its start is an error. */
export async function tryStart(options: ServerOptions): Promise<ElasticsearchServer | SkippedServer> {
  try {
    return await start(options);
  } catch (error) {
    if (!isLack(error)) throw error;
    return { skipped: error.message, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

/**
 * Starts a server.
 * @throws BenchError `environment` where this machine cannot have one
 */
export async function startElasticsearch(options: ServerOptions): Promise<ElasticsearchServer> {
  const server = await tryStart(options);
  if (server.skipped === null) return server;
  throw new BenchError(`no Elasticsearch ${options.version} on this machine: ${server.skipped}`, {
    code: "environment",
    hints: ["give Docker the image, or install Maven, unzip and the Java that the message names"],
  });
}

async function start({ version, security = "off", ...options }: ServerOptions): Promise<ElasticsearchServer> {
  const build = await findBuild(version);
  await using owned = new AsyncDisposableStack();
  const folder = owned.adopt(makeServerFolder(), removeServerFolder);
  const caFile = security === "tls" ? await makeCertificates(join(folder, "config")) : null;
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const machinery = build({
    folder,
    port,
    settings: serverSettings(security, options.settings ?? {}),
    password: security === "off" ? null : password,
    heapMebibytes: options.heapMebibytes ?? 512,
  });
  const url = `${security === "tls" ? "https" : "http"}://127.0.0.1:${port}`;
  const server = owned.use(
    new RunningServer(machinery, { folder, url, caFile, username: "elastic", password }),
  );
  await machinery.prepare();
  await server.restart();
  owned.move(); // from here on the caller owns it
  return server;
}

/** Image before distribution. */
async function findBuild(version: ServerVersion): Promise<(plan: ServerPlan) => Machinery> {
  const { exact, javaMajors } = versions[version];
  const image = `elasticsearch:${exact}`;
  const { why } = await findImage(image);
  if (why === null) return (plan) => new ImageServer(image, plan);
  try {
    const distribution = await findDistribution(exact, javaMajors);
    return (plan) => new DistributionServer(distribution, plan);
  } catch (error) {
    if (!isLack(error)) throw error;
    throw new Unavailable(`no image ${image} (${why}) and no distribution (${error.message})`);
  }
}

/** Whether the machine lacks something: no fault of the server's or the test's. */
function isLack(error: unknown): error is Error {
  return error instanceof Unavailable || error instanceof CommandMissing;
}
