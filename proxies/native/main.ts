import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Server } from "node:net";
import { parseArgs } from "node:util";
import {
  type Address,
  clientSide,
  keyExchange,
  plainSide,
  type Report,
  serverSide,
  suite,
} from "./tunnel.ts";

const usage = "usage: main.ts client|server --keys FOLDER|--plain PORT=HOST:PORT…";

/** Connections fail loudly but without payload; the ones that work leave no trace. */
const report: Report = (reason) => console.error(`tunnel: connection failed: ${reason}`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keys: { type: "string" }, plain: { type: "boolean" } },
});
const [side, ...services] = positionals;
const startSide = selectSide();
if (services.length === 0) throw new Error(usage);

// As PID 1 a process without a handler ignores the signal.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
for (const service of services) await start(service);
console.log(`BENCH ${JSON.stringify(facts())}`);

/** Encrypts or not only as told: neither is the default. */
function selectSide(): (target: Address) => Server {
  if ((side !== "client" && side !== "server") || (values.keys === undefined) === (values.plain !== true))
    throw new Error(usage);
  if (values.keys === undefined) return (target) => plainSide(target, report);
  const read = (name: string) => readFileSync(`${values.keys}/${name}`, "utf8");
  const own = { ca: read("ca.pem"), cert: read(`${side}.pem`), key: read(`${side}.key`) };
  if (side === "client") return (target) => clientSide(target, { ...own, peer: "server" }, report);
  return (target) => serverSide(target, { ...own, peer: "client" }, report);
}

/** Resolves the name once: a look-up for every connection would be measured as a cost of the tunnel. */
async function start(service: string): Promise<void> {
  const [, port, host, targetPort] = /^(\d+)=([^:]+):(\d+)$/.exec(service) ?? [];
  if (port === undefined || host === undefined) throw new Error(`bad service "${service}"; ${usage}`);
  const { address } = await lookup(host, { family: 4 });
  const server = startSide({ host: address, port: Number(targetPort) });
  await once(server.listen(Number(port)), "listening");
}

function facts() {
  const node = `Node ${process.versions.node}`;
  if (values.plain) return { implementation: `${node} relay` };
  const openssl = process.versions.openssl.split("+")[0];
  return { implementation: `${node} TLS (OpenSSL ${openssl})`, cipher: `${suite}, ${keyExchange}` };
}
