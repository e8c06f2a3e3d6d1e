import { lookup } from "node:dns/promises";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { holdMemory } from "./faults/hold.ts";
import { isRoute, type Options, parseOptions, type Route, usage } from "./options.ts";
import { createPacer } from "./pacer.ts";
import { planFaults } from "./plan-faults.ts";
import { createRelay, type RelayOptions } from "./relay.ts";

/** So long before a time that must be kept the relay stops sleeping: a timer is up to this much late, METHOD.md §1.3. */
const spinMs = 1.5;

const args = process.argv.slice(2);
const options = readOptions();
const counts: Record<string, number> = {};
const faults = planFaults(options, (what) => (counts[what] = (counts[what] ?? 0) + 1));
const isPrecise = Object.values(faults)
  .flat()
  .some((fault) => fault.isPrecise);
const shared = {
  pacer: createPacer(isPrecise ? spinMs : 0),
  noDelay: !options.nagle,
  report: (reason: string) => console.error(`relay: connection failed: ${reason}`),
};
const memory = holdMemory(options["hold-mib"] ?? 0);

// As PID 1 a process without a handler ignores the signal.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, end);
for (const route of options.routes) await listen(route, { ...shared, faults: faults[route.protocol] });
const knobs = args.filter((arg) => !isRoute(arg)).join(" ");
const implementation = `Node ${process.versions.node} fault relay${knobs === "" ? "" : `: ${knobs}`}`;
console.log(`BENCH ${JSON.stringify({ implementation })}`);

function readOptions(): Options {
  try {
    return parseOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

/** Resolves the name once, at the start. */
async function listen({ protocol, port, target }: Route, relayOptions: RelayOptions): Promise<void> {
  const { address } = await lookup(target.host, { family: 4 });
  const server = createRelay({ ...target, host: address }, protocol, relayOptions);
  await once(server.listen(port), "listening");
  console.log(`listening ${protocol} ${(server.address() as AddressInfo).port}`);
}

/** What was done is printed, so that an observed count can be held against it. */
function end(): void {
  console.log(`COUNTS ${JSON.stringify({ ...counts, heldBytes: memory.length })}`);
  process.exit(0);
}
