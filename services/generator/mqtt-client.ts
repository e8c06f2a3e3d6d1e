import { connectAsync, type MqttClient } from "mqtt";
import type { TargetAddress } from "../../harness/model/protocol.ts";
import type { Clock } from "../shared/clock.ts";
import type { Flight } from "./flight.ts";
import type { Message } from "./message.ts";
import { pendingFlights } from "./pending-flights.ts";

export interface MqttPublisher {
  send(message: Message, flight: Flight): void;
  close(): void;
}

/**
 * A publisher with one kept connection, QoS 0 as in the study. Its flights land at once: whether a message arrived is
 * the subscriber's to say, and the harness joins the two. One that the socket cannot take lands when it can, with the
 * connection's end, or after `timeoutMs`.
 */
export async function openMqttPublisher(
  address: TargetAddress,
  clientId: string,
  clock: Clock,
  timeoutMs: number,
): Promise<MqttPublisher> {
  const url = `mqtt://${address.host}:${address.port}`;
  const options = {
    clientId,
    keepalive: 0,
    reconnectPeriod: 200,
    connectTimeout: timeoutMs,
    queueQoSZero: false,
  };
  // no retries inside the library: a tunnel that is not up yet must answer, so that the gate can tell when it gives up
  const client = await connectAsync(url, options, false);
  disableNagle(client);
  client.on("connect", () => disableNagle(client));
  client.on("error", () => undefined); // the publish that follows fails and says so in its own sample
  const topic = `secret/${clientId}`;
  const pending = pendingFlights(clock, timeoutMs);
  client.on("close", () => pending.endAll("reset")); // the library forgets what waits for a socket that is gone
  return {
    close: () => client.end(true),
    send(message, flight) {
      if (!client.connected) return flight.land("refused");
      let isTaken = false;
      client.publish(topic, message.body, { qos: 0 }, (error) => {
        isTaken = true;
        pending.delete(flight);
        flight.land(error ? "reset" : "ok");
      });
      flight.row.sentNs = clock.now();
      if (!isTaken) pending.add(flight);
    },
  };
}

/** Raw sockets of Node start with Nagle's algorithm on, METHOD.md §1.4. */
function disableNagle(client: MqttClient): void {
  (client.stream as unknown as { setNoDelay?: (on: boolean) => void }).setNoDelay?.(true);
}
