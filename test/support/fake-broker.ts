import { createServer, type Socket } from "node:net";
import { type Loopback, loopback } from "./loopback.ts";

/** Bytes of a CONNACK that accepts, MQTT 3.1.1 §3.2. */
const connack = Buffer.from([0x20, 0x02, 0x00, 0x00]);

/** A broker that accepts every client and keeps what comes after its CONNECT. */
export async function fakeBroker(): Promise<
  Loopback & { received(): Buffer; untilReceived(bytes: number): Promise<void> }
> {
  const chunks: Buffer[] = [];
  let waiting: { bytes: number; resolve: () => void } | null = null;
  const received = () => Buffer.concat(chunks);
  const server = createServer((socket: Socket) => {
    socket.once("data", () => {
      socket.write(connack);
      socket.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (waiting && received().length >= waiting.bytes) waiting.resolve();
      });
    });
  });
  return {
    ...(await loopback(server)),
    received,
    untilReceived: (bytes) =>
      new Promise((resolve) => {
        if (received().length >= bytes) return resolve();
        waiting = { bytes, resolve };
      }),
  };
}
