import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TargetAddress } from "../../harness/model/protocol.ts";

/** A server of this test on a port of 127.0.0.1 that the kernel chose. */
export interface Loopback extends AsyncDisposable {
  address: TargetAddress;
  /** Connections that were opened to it, in order. */
  sockets: Socket[];
}

/** Listens until the test ends; then all connections are cut. */
export async function loopback(server: Server): Promise<Loopback> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined); // a client that breaks off is what some tests are about
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: { protocol: "tcp", host: "127.0.0.1", port },
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An address of 127.0.0.1 at which nobody listens: a port that was free a moment ago. */
export async function deadAddress(): Promise<TargetAddress> {
  await using gone = await loopback(createServer());
  return gone.address;
}
