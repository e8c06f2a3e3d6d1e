import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that Linux gives to outgoing connections (32768 to 60999). */
const first = 20_000;
const last = 32_000;

/**
 * A TCP port of the loopback interface that nobody listens on. Not one that the kernel chooses: those also serve
 * outgoing connections, and a client that keeps trying to reach a killed server could be given the very port and
 * so keep the server from coming back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first));
    if (await canListen(port)) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  } finally {
    server.close();
  }
}
