import { Agent, request } from "node:http";
import { SocksProxyAgent } from "socks-proxy-agent";
import type { ConnectionUse } from "../../harness/model/plan.ts";
import type { TargetAddress } from "../../harness/model/protocol.ts";
import type { Clock } from "../shared/clock.ts";
import { type Flight, outcomeOfError } from "./flight.ts";
import type { Message } from "./message.ts";

export interface HttpReply {
  seq: number;
  digest: string;
  /** Receive time of the service: CLOCK_MONOTONIC in nanoseconds, a decimal string. */
  received_monotonic_ns: string;
  /** The peer that the service saw. */
  peer: string;
}

export interface SendOptions {
  /** @default "kept" */
  connections?: ConnectionUse;
  onReply?: (reply: HttpReply) => void;
}

export interface HttpClient {
  send(message: Message, flight: Flight, options?: SendOptions): void;
  close(): void;
}

/** The same bytes through every tunnel: the `host` a client would send must not differ with the entry's address. */
export const requestPath = "/process_data";
export const fixedHeaders = { host: "http-server:9000", "content-type": "application/json" };

/**
 * A client without a limit on how many requests are in flight: nothing is held back, METHOD.md §1.2. On a fresh
 * connection, its set-up lies between `readyNs` and `sentNs`, and firstNs − readyNs is the time to first byte.
 */
export function openHttpClient(address: TargetAddress, clock: Clock, timeoutMs: number): HttpClient {
  const agents = { kept: agentFor(address, "kept"), fresh: agentFor(address, "fresh") };
  const { host, port } = address.socksTarget ?? address;
  return {
    close() {
      agents.kept.destroy();
      agents.fresh.destroy();
    },
    send(message, flight, { connections = "kept", onReply } = {}) {
      const outgoing = request({
        agent: agents[connections],
        protocol: "http:",
        host,
        port,
        path: requestPath,
        method: "POST",
        headers: { ...fixedHeaders, "content-length": message.body.length },
      });
      const timer = setTimeout(() => {
        flight.land("timeout");
        outgoing.destroy();
      }, timeoutMs);
      outgoing.on("socket", (socket) => {
        socket.setNoDelay(true); // a proxy's agent does not; where it is on already, this costs nothing
        if (!socket.connecting) flight.row.sentNs = clock.now();
        else socket.once("connect", () => (flight.row.sentNs = clock.now()));
      });
      outgoing.on("error", (error) => {
        clearTimeout(timer);
        flight.land(outcomeOfError(error));
      });
      outgoing.on("response", (response) => {
        flight.row.firstNs = clock.now();
        const chunks: Buffer[] = [];
        response.on("error", (error: NodeJS.ErrnoException) => {
          clearTimeout(timer); // cut off in the middle of the answer
          flight.land(outcomeOfError(error));
        });
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          clearTimeout(timer);
          const reply = response.statusCode === 200 ? parseReply(Buffer.concat(chunks)) : null;
          const matches = reply?.seq === message.seq && reply.digest === message.digest;
          flight.row.receivedNs = reply ? clock.fromAbsolute(reply.received_monotonic_ns) : null;
          flight.row.doneNs = matches ? clock.now() : null;
          flight.land(response.statusCode !== 200 ? "status" : matches ? "ok" : "mismatch");
          if (reply) onReply?.(reply);
        });
      });
      outgoing.end(message.body);
    },
  };
}

/** Without `keepAlive` the agent asks for `connection: close` and ends each connection after its answer. */
function agentFor(address: TargetAddress, use: ConnectionUse): Agent {
  const options = { keepAlive: use === "kept", noDelay: true, maxSockets: Number.POSITIVE_INFINITY };
  if (address.protocol === "tcp") return new Agent(options);
  const socks = new SocksProxyAgent(`socks5h://${address.host}:${address.port}`, options);
  // agent-base otherwise finds out from stack traces whether a request is for HTTP or HTTPS: 200 µs a request here
  Object.assign(socks, { protocol: "http:", defaultPort: 80 });
  return socks as unknown as Agent;
}

/** A reply that is not the service's JSON is a mismatch, not an error of ours: whatever is at the other end may answer. */
function parseReply(body: Buffer): HttpReply | null {
  try {
    const reply = JSON.parse(body.toString("utf8")) as Partial<HttpReply> | null;
    return /^\d{1,20}$/.test(reply?.received_monotonic_ns ?? "") ? (reply as HttpReply) : null;
  } catch {
    return null;
  }
}
