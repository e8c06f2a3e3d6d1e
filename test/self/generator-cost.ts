import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { projectFolder } from "../../harness/model/tool.ts";
import { fixedHeaders, requestPath } from "../../services/generator/http-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Cost, connections, messages, seconds } from "./generator-clients.ts";
import { median } from "./median.ts";

/**
 * CPU of the generating process per request, for the same work: POST of 256 B to the project's own service in another
 * process on loopback, closed loop. The clients in turn, three rounds, medians. Prints only: it decides no build.
 *
 *     node test/self/generator-cost.ts [folder whose node_modules have undici and autocannon]
 */
const rounds = 3;
const clientsFile = fileURLToPath(new URL("./generator-clients.ts", import.meta.url));
const packages = process.argv[2] ?? projectFolder;
const run = promisify(execFile);
using temporary = temporaryFolder();

/** Statically what every request is; with `verified` a list, and each answer compared with it. */
const wrkStatic = `wrk.method = "POST"
wrk.path = "${requestPath}"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Host"] = "${fixedHeaders.host}"
wrk.body = ${luaText(messages[0]!.body.toString())}
`;
const wrkVerified = `${wrkStatic}
local requests, digests, at = {}, {}, 0
${messages.map(({ seq, body, digest }) => `requests[${seq + 1}] = ${luaText(body.toString())} digests[${seq}] = "${digest}"`).join("\n")}
verified, failed = 0, 0
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init()
  for index, body in ipairs(requests) do requests[index] = wrk.format(nil, nil, nil, body) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function response(status, headers, body)
  local seq, digest = body:match('^{"seq":(%d+),"digest":"(%x+)"')
  if status == 200 and seq and digests[tonumber(seq)] == digest then verified = verified + 1 else failed = failed + 1 end
end
function done()
  for _, thread in ipairs(threads) do print("VERIFIED " .. thread:get("verified") .. " FAILED " .. thread:get("failed")) end
end
`;

function luaText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** CPU of the children that have ended, in steps of 10 ms: fields 16 and 17 of proc(5). */
function childrenCpuUs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10_000;
}

async function runClient(name: string, port: number): Promise<Cost> {
  const { stdout } = await run(process.execPath, [clientsFile, name, `${port}`, packages]);
  return JSON.parse(stdout) as Cost;
}

async function runWrk(script: string, port: number): Promise<Cost> {
  const before = childrenCpuUs();
  const file = join(temporary.path, "wrk.lua");
  writeFileSync(file, script);
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", file, `http://127.0.0.1:${port}`];
  const { stdout } = await run("wrk", args);
  const cpuUs = childrenCpuUs() - before;
  const verified = /VERIFIED (\d+) FAILED (\d+)/.exec(stdout);
  const [, count = "0"] = verified ?? /(\d+) requests in/.exec(stdout) ?? [];
  const bad = verified?.[2] ?? /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0;
  return { verified: Number(count), failed: Number(bad), cpuUs };
}

async function hasWrk(): Promise<boolean> {
  const [code] = (await once(spawn("sh", ["-c", "command -v wrk"], { stdio: "ignore" }), "exit")) as [number];
  return code === 0;
}

function hasPackage(name: string): boolean {
  try {
    createRequire(join(packages, "package.json")).resolve(name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}

const wrkIsThere = await hasWrk();
const contestants = [
  { name: "bare client on net sockets", isThere: true, run: (port: number) => runClient("bare", port) },
  { name: "paced client on node:http", isThere: true, run: (port: number) => runClient("paced", port) },
  { name: "undici", isThere: hasPackage("undici"), run: (port: number) => runClient("undici", port) },
  {
    name: "autocannon",
    isThere: hasPackage("autocannon"),
    run: (port: number) => runClient("autocannon", port),
  },
  { name: "wrk (nothing verified)", isThere: wrkIsThere, run: (port: number) => runWrk(wrkStatic, port) },
  { name: "wrk with verifying Lua", isThere: wrkIsThere, run: (port: number) => runWrk(wrkVerified, port) },
];

const service = spawn(process.execPath, [clientsFile, "serve"], { stdio: ["ignore", "pipe", "inherit"] });
const [line] = (await once(service.stdout, "data")) as [Buffer];
const port = Number(line.toString());
const costs = new Map<string, Cost[]>(contestants.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const contestant of contestants) {
    if (contestant.isThere) costs.get(contestant.name)!.push(await contestant.run(port));
  }
}
service.kill();

const perRequestUs = (name: string) =>
  median(costs.get(name)!.map(({ cpuUs, verified }) => cpuUs / verified));
const reference = perRequestUs(contestants[0]!.name);
console.log(`${"client".padEnd(30)} CPU-µs/request    ratio  requests/s   failed`);
for (const { name, isThere } of contestants) {
  if (!isThere) {
    console.log(`${name}: not installed`);
    continue;
  }
  const own = costs.get(name)!;
  const us = perRequestUs(name);
  const rate = median(own.map(({ verified }) => verified / seconds));
  const failed = own.reduce((sum, one) => sum + one.failed, 0);
  console.log(
    `${name.padEnd(30)} ${us.toFixed(1).padStart(14)} ${(us / reference).toFixed(2).padStart(8)} ${rate.toFixed(0).padStart(11)} ${`${failed}`.padStart(8)}`,
  );
}
