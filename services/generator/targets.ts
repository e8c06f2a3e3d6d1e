import type { HelloCommand, Target } from "../../harness/model/protocol.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";
import type { Clock } from "../shared/clock.ts";
import { type HttpClient, openHttpClient } from "./http-client.ts";
import { buildMessage, type Message } from "./message.ts";
import { type MqttPublisher, openMqttPublisher } from "./mqtt-client.ts";

/** Connections and sequence numbers to one scenario; they last as long as the lab. */
export interface OpenTarget {
  target: Target;
  http: HttpClient | null;
  mqtt: MqttPublisher | null;
  /** Its scenario failed: nothing is sent to it any more. */
  closed: boolean;
  /** The next message of a workload, sequence numbers counting from 0 through the whole run. */
  nextMessage(workload: WorkloadName): Message;
}

/** What a scenario needs before its first request. */
export function openTarget(target: Target, hello: HelloCommand, clock: Clock): OpenTarget {
  const key = Buffer.from(hello.keyHex, "hex");
  const nextSeq = { http: 0, mqtt: 0 };
  const http = target.addresses.http;
  return {
    target,
    http: http ? openHttpClient(http, clock, hello.timeoutMs) : null,
    mqtt: null,
    closed: false,
    nextMessage: (workload) =>
      buildMessage({
        key,
        clientId: target.clientId,
        workload,
        seq: nextSeq[workload]++,
        payloadBytes: hello.payloadBytes,
      }),
  };
}

/** Opens the MQTT connection if it is not open yet; rejects when the broker does not answer through the tunnel. */
export async function openMqtt(open: OpenTarget, hello: HelloCommand, clock: Clock): Promise<MqttPublisher> {
  const address = open.target.addresses.mqtt;
  if (!address) throw new Error(`scenario "${open.target.scenario}" carries no mqtt`);
  open.mqtt ??= await openMqttPublisher(address, open.target.clientId, clock, hello.timeoutMs);
  return open.mqtt;
}
