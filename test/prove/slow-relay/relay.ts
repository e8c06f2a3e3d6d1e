import { connect, createServer, type Socket } from "node:net";

/**
 * A plain TCP relay that holds each chunk towards the service for a known time before it passes it on, by spinning, so
 * that the delay is exact. Arguments: delay in µs, then LISTEN=HOST:PORT pairs. With 0 it is a relay like any other.
 */
const [delayUs = "0", ...routes] = process.argv.slice(2);
const delayNs = BigInt(delayUs) * 1_000n;

function hold(): void {
  const until = process.hrtime.bigint() + delayNs;
  while (process.hrtime.bigint() < until);
}

function pass(from: Socket, to: Socket, before: () => void): void {
  from.on("data", (chunk) => {
    before();
    to.write(chunk);
  });
  from.on("end", () => to.end());
  from.on("error", () => to.destroy());
}

for (const route of routes) {
  const [listen = "", host = "", port = ""] = route.split(/[=:]/);
  createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ host, port: Number(port), noDelay: true, allowHalfOpen: true });
    pass(near, far, hold);
    pass(far, near, () => undefined);
  }).listen(Number(listen));
}
console.log(`BENCH {"implementation":"Node ${process.versions.node} relay, ${delayUs} µs slower"}`);
process.on("SIGTERM", () => process.exit(0));
