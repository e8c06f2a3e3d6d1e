import { connect, createServer, type Server, type Socket } from "node:net";

/** What clients asked the proxy for: the address type of RFC 1928 §5 (1: IPv4, 3: domain name), host and port. */
export interface SocksRequest {
  type: number;
  host: string;
  port: number;
}

/** A SOCKS5 proxy (RFC 1928, no authentication) that connects to 127.0.0.1 whatever the host's name. */
export function socksProxy(asked: SocksRequest[]): Server {
  return createServer((client) => {
    let greeted = false;
    client.on("error", () => undefined);
    client.on("data", function onData(data: Buffer) {
      if (!greeted) {
        greeted = true;
        return void client.write(Buffer.of(5, 0));
      }
      client.off("data", onData);
      const request = parseRequest(data);
      asked.push(request);
      relay(client, request.port);
    });
  });
}

function parseRequest(data: Buffer): SocksRequest {
  const type = data[3]!;
  const host = type === 3 ? data.toString("latin1", 5, 5 + data[4]!) : data.subarray(4, 8).join(".");
  return { type, host, port: data.readUInt16BE(data.length - 2) };
}

function relay(client: Socket, port: number): void {
  const service = connect({ host: "127.0.0.1", port, noDelay: true });
  service.on("error", () => client.end(Buffer.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)));
  service.on("connect", () => {
    client.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    service.pipe(client).pipe(service);
  });
  service.on("close", () => client.destroy());
  client.on("close", () => service.destroy());
}
