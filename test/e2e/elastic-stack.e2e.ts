/**
 * compose/elastic.yaml on the real engine, with stand-ins for the two images, because these are not everywhere to be had:
 * small servers of the Node image. It shows what becomes of containers, ports, data and passwords; not that Elasticsearch
 * and Kibana start.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import { parse, stringify } from "yaml";
import { connectDocker } from "../../harness/lab/docker.ts";
import type { StackSettings } from "../../harness/lab/elastic-settings.ts";
import {
  checkPorts,
  connectStack,
  pullStackImages,
  removeStack,
  type Stack,
  stackPorts,
  startStackService,
} from "../../harness/lab/elastic-stack.ts";
import { hasImage } from "../../harness/lab/images.ts";
import { runsOnEngine } from "../../harness/lab/remove.ts";
import { BenchError } from "../../harness/model/error.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { freePort } from "../elastic/free-port.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const standIn = "node:24-bookworm-slim";
const { signal } = new AbortController();

/** Answers on every port that either server has with the password that it was given. */
const server = (port: number, name: string) =>
  `require("node:http").createServer((_, response) => response.end(process.env.${name})).listen(${port})`;
const healthy = (port: number) => [
  "CMD",
  "node",
  "-e",
  `fetch("http://localhost:${port}").then(() => process.exit(0), () => process.exit(1))`,
];

interface ComposeService {
  image: string;
  command?: string[];
  healthcheck: { test: string[] };
}

/** The real file, with the images, commands and checks of the stand-ins. */
function standInFile(
  folder: string,
  change: (services: Record<string, ComposeService>) => void = () => undefined,
): string {
  const document = parse(readFileSync(join(projectFolder, "compose", "elastic.yaml"), "utf8")) as {
    services: Record<string, ComposeService>;
  };
  const { elasticsearch, kibana } = document.services;
  Object.assign(elasticsearch!, {
    image: standIn,
    command: ["node", "-e", server(9200, "ELASTIC_PASSWORD")],
  });
  Object.assign(kibana!, { image: standIn, command: ["node", "-e", server(5601, "ELASTICSEARCH_PASSWORD")] });
  // Node as the first process of a container is deaf to SIGTERM
  for (const service of [elasticsearch, kibana]) Object.assign(service!, { stop_signal: "SIGKILL" });
  Object.assign(elasticsearch!.healthcheck, { test: healthy(9200), interval: "1s" });
  Object.assign(kibana!.healthcheck, { test: healthy(5601), interval: "1s" });
  change(document.services);
  const file = join(folder, "elastic.yaml");
  writeFileSync(file, stringify(document));
  return file;
}

async function makeSettings(): Promise<StackSettings> {
  const [elasticsearchPort, kibanaPort] = [await freePort(), await freePort()];
  return { elasticsearchPort, kibanaPort, password: "geheim-1", kibanaPassword: "geheim-2" };
}

async function unavailable(): Promise<string | null> {
  try {
    const docker = await connectDocker(process.env);
    return (await hasImage(docker, standIn)) ? null : `no image ${standIn}: bench setup`;
  } catch (error) {
    if (error instanceof BenchError) return error.message;
    throw error;
  }
}

async function withStack(
  t: TestContext,
  settings: StackSettings,
  change?: Parameters<typeof standInFile>[1],
): Promise<Stack & AsyncDisposable> {
  const folder = temporaryFolder();
  t.after(() => folder[Symbol.dispose]());
  const file = {
    composeFile: standInFile(folder.path, change),
    project: `tunnelbench-test-${randomUUID().slice(0, 8)}`,
  };
  // a password of the user's own environment must not become that of the stack
  const stack = await connectStack(
    { ...process.env, BENCH_ELASTICSEARCH_PASSWORD: "another" },
    settings,
    file,
  );
  return { ...stack, [Symbol.asyncDispose]: () => removeStack(stack, { volumes: true }) };
}

async function volumesOf({ docker, project }: Stack): Promise<number> {
  const { Volumes } = await docker.api.listVolumes({
    filters: { label: [`com.docker.compose.project=${project}`] },
  });
  return Volumes?.length ?? 0;
}

describe("the stack of bench elastic up", async () => {
  const skip = (await unavailable()) ?? false;

  it("starts on the chosen ports of the loopback, once, and goes without its data or with it", {
    skip,
  }, async (t) => {
    const settings = await makeSettings();
    await using stack = await withStack(t, settings);
    const runs = await runsOnEngine(stack.docker.api);
    assert.deepEqual(await stackPorts(stack), []);
    await pullStackImages(stack, signal, (image) => assert.fail(`${image} is there`));
    await startStackService(stack, "elasticsearch", signal);
    assert.deepEqual(await stackPorts(stack), [settings.elasticsearchPort]);
    await startStackService(stack, "kibana", signal);
    const ask = async (port: number) => (await fetch(`http://127.0.0.1:${port}`)).text();
    assert.equal(await ask(settings.elasticsearchPort), "geheim-1");
    assert.equal(await ask(settings.kibanaPort), "geheim-2");

    const ids = async () =>
      (
        await stack.docker.api.listContainers({
          filters: { label: [`com.docker.compose.project=${stack.project}`] },
        })
      ).map(({ Id }) => Id);
    const before = await ids();
    await checkPorts(stack, settings); // its own ports are no obstacle
    for (const service of ["elasticsearch", "kibana"] as const)
      await startStackService(stack, service, signal);
    assert.deepEqual(await ids(), before);
    assert.deepEqual(await runsOnEngine(stack.docker.api), runs); // bench clean does not see it

    await removeStack(stack, { volumes: false });
    assert.deepEqual([await ids(), await volumesOf(stack)], [[], 2]);
    await removeStack(stack, { volumes: true });
    await removeStack(stack, { volumes: true });
    assert.equal(await volumesOf(stack), 0);
  });

  it("tells a port that another program has", { skip }, async (t) => {
    const settings = await makeSettings();
    await using other = await withStack(t, settings);
    await startStackService(other, "elasticsearch", signal);
    await using stack = await withStack(t, settings);
    await assert.rejects(checkPorts(stack, settings), {
      code: "environment",
      message: `port ${settings.elasticsearchPort} of this machine is in use by another program`,
    });
  });

  it("tells the last words of a server that ends at its start", { skip }, async (t) => {
    await using stack = await withStack(t, await makeSettings(), (services) => {
      services["elasticsearch"]!.command = [
        "node",
        "-e",
        'console.log("max virtual memory too low"); process.exit(78)',
      ];
    });
    await assert.rejects(startStackService(stack, "elasticsearch", signal), (error: BenchError) => {
      assert.equal(error.code, "environment");
      assert.match(error.message, /^elasticsearch does not start: /);
      assert.equal(error.hints[0], "max virtual memory too low");
      return true;
    });
  });

  it("is given up by the user's signal, and then removed without a rest", { skip }, async (t) => {
    const abortion = new AbortController();
    const stack = await withStack(t, await makeSettings(), (services) => {
      services["elasticsearch"]!.healthcheck.test = ["CMD", "false"];
    });
    const label = [`com.docker.compose.project=${stack.project}`];
    const events = await stack.docker.api.getEvents({
      filters: { type: ["container"], event: ["start"], label },
    });
    const starting = startStackService(stack, "elasticsearch", abortion.signal);
    await Promise.race([once(events, "data"), starting]);
    (events as Readable).destroy();
    abortion.abort(new Error("the user's"));
    await assert.rejects(starting, /the user's/);
    await removeStack(stack, { volumes: true });
    assert.deepEqual(await stackPorts(stack), []);
    assert.equal(await volumesOf(stack), 0);
  });
});
