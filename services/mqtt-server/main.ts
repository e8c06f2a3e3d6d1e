import { connect } from "mqtt";
import type { HelloCommand, Receipt, SubscriberCommand } from "../../harness/model/protocol.ts";
import { digestOf } from "../../harness/model/secret.ts";
import { type Clock, clockSince } from "../shared/clock.ts";
import { answer, processFacts, serveCommands } from "../shared/control.ts";

/** The study's MQTT server: subscribes to `secret/#` and notes when each message came and what it carried. */
const receiptsPerLine = 1_000;
let clock: Clock | null = null;
let receipts: Receipt[] = [];

async function handle(command: SubscriberCommand): Promise<void> {
  if (command.type === "hello") return greet(command);
  if (command.type === "flush") return flush();
}

async function greet({ epochNs }: HelloCommand): Promise<void> {
  clock = clockSince(epochNs);
  const client = connect("mqtt://mqtt-broker:1883", { keepalive: 0, reconnectPeriod: 200 });
  // both start at the same time, so the broker may not listen yet; the harness gives up after its own deadline
  client.on("error", () => undefined);
  await new Promise<void>((resolve) => client.once("connect", () => resolve()));
  (client.stream as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
  client.on("message", receive);
  await client.subscribeAsync("secret/#", { qos: 0 });
  answer({ type: "ready", ...processFacts() });
}

function receive(topic: string, payload: Buffer): void {
  if (!clock) return;
  const receivedNs = clock.now();
  const { seq, digest } = readMessage(payload);
  receipts.push({
    clientId: topic.slice("secret/".length),
    seq,
    receivedNs,
    verifiedNs: clock.now(),
    digest,
  });
}

/** A message that was damaged on its way still counts as an arrival; its number -1 belongs to no request. */
function readMessage(payload: Buffer): { seq: number; digest: string } {
  try {
    const { seq, secret } = JSON.parse(payload.toString("utf8")) as { seq: number; secret: string };
    return { seq, digest: digestOf(secret) };
  } catch {
    return { seq: -1, digest: "" };
  }
}

function flush(): void {
  const all = receipts;
  receipts = [];
  let from = 0;
  do {
    const part = all.slice(from, from + receiptsPerLine);
    from += receiptsPerLine;
    answer({ type: "receipts", receipts: part, last: from >= all.length });
  } while (from < all.length);
}

serveCommands<SubscriberCommand>(handle);
process.on("SIGTERM", () => process.exit(0));
