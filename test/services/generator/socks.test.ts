import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { socksHandshake } from "../../../services/generator/socks.ts";
import { loopback } from "../../support/loopback.ts";

/** A handshake on a socket of its own: what it wrote, and how it ended. */
async function handshake(host: string, chunks: readonly Buffer[]) {
  await using server = await loopback(createServer());
  const socket: Socket = connect(server.address.port, "127.0.0.1");
  await once(socket, "connect");
  const written: string[] = [];
  socket.write = (data: Uint8Array | string) => {
    written.push(Buffer.from(data as Uint8Array).toString("hex"));
    return true;
  };
  let error: NodeJS.ErrnoException | null = null;
  socket.on("error", (caught) => {
    error = caught;
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  let readyAfter: number | null = null;
  let fed = 0;
  const address = {
    protocol: "socks5h",
    host: "198.18.0.2",
    port: 1080,
    socksTarget: { host, port: 9_000 },
  } as const;
  const take = socksHandshake(address, socket, () => {
    readyAfter = fed;
  });
  for (const chunk of chunks) {
    fed++;
    if (!socket.destroyed) take(chunk);
  }
  socket.destroy();
  await closed;
  return { written, readyAfter, error: error as NodeJS.ErrnoException | null };
}

const greeted = "0500";
// RFC 1928 §6: version, reply, reserved, address type, bound address, bound port
const granted = {
  ipv4: "05000001c612000223 28",
  ipv6: `05000004${"00".repeat(16)}2328`,
  name: "0500000304686f73742328",
};
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("socksHandshake", () => {
  it("writes what RFC 1928 says, a name as a name and an address as an address", async () => {
    const chunks = [hex(greeted), hex(granted.ipv4)];
    assert.deepEqual((await handshake("http-server", chunks)).written, [
      "050100",
      `050100030b${Buffer.from("http-server").toString("hex")}2328`,
    ]);
    assert.deepEqual((await handshake("198.18.0.9", chunks)).written, ["050100", "05010001c61200092328"]);
  });

  for (const [form, reply] of Object.entries(granted)) {
    it(`is ready with the reply's last byte, wherever it is cut (${form})`, async () => {
      const bytes = [...hex(greeted), ...hex(reply)];
      const result = await handshake(
        "http-server",
        bytes.map((byte) => Buffer.of(byte)),
      );
      assert.deepEqual([result.readyAfter, result.error], [bytes.length, null]);
      assert.equal((await handshake("http-server", [Buffer.from(bytes)])).readyAfter, 1);
    });
  }

  for (const [what, chunks, code] of [
    ["that wants a password", ["05ff"], "ECONNRESET"],
    ["of another version", ["0400"], "ECONNRESET"],
    ["that was refused", [greeted, "05050001000000000000"], "ECONNREFUSED"],
    ["that has no route", [greeted, "05030001000000000000"], "ENETUNREACH"],
    ["that failed", [greeted, "05010001000000000000"], "ECONNRESET"],
    ["that says more than was asked for", [greeted, `${granted.name}48`], "ECONNRESET"],
  ] as const) {
    it(`breaks off with a proxy ${what}`, async () => {
      const { readyAfter, error } = await handshake("http-server", chunks.map(hex));
      assert.deepEqual([readyAfter, error?.code], [null, code]);
    });
  }
});
