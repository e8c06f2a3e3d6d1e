import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { describe, it } from "node:test";
import { type BulkReply, serveBulk } from "../../../services/http-server/bulk.ts";
import { createService } from "../../../services/http-server/service.ts";
import { bulkPattern, patternChecker } from "../../../services/shared/bulk-pattern.ts";
import { type Loopback, loopback } from "../../support/loopback.ts";

const pattern = bulkPattern();

async function ask(
  { address }: Loopback,
  method: string,
  body: Buffer = Buffer.alloc(0),
): Promise<IncomingMessage> {
  const outgoing = request({ host: address.host, port: address.port, path: "/bulk", method });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return response;
}

async function account(service: Loopback, body: Buffer): Promise<BulkReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of await ask(service, "POST", body)) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as BulkReply;
}

describe("the bulk service", () => {
  it("verifies what it gets, and tells when how much had come, on the clock that all containers share", async () => {
    await using service = await loopback(createService());
    const before = process.hrtime.bigint();
    const { originNs, marks, isIntact } = await account(service, Buffer.concat([pattern, pattern, pattern]));
    assert.equal(isIntact, true);
    assert.deepEqual(marks[0]![1], 0);
    assert.equal(marks.at(-1)![1], 3 * pattern.length);
    const times = marks.map(([atNs]) => BigInt(originNs) + BigInt(atNs));
    const inOrder = [before, ...times, process.hrtime.bigint()];
    assert.ok(inOrder.every((time, index) => index === 0 || time >= inOrder[index - 1]!));
  });

  it("says that something else came", async () => {
    await using service = await loopback(createService());
    const damaged = Buffer.concat([pattern, pattern]);
    damaged[70_000]! ^= 1;
    const { marks, isIntact } = await account(service, damaged);
    assert.equal(isIntact, false);
    assert.ok(marks.at(-1)![1] <= 70_000);
  });

  it("sends the pattern without any framing, until the client closes", async () => {
    await using service = await loopback(createService());
    const response = await ask(service, "GET");
    assert.deepEqual(
      [response.headers["transfer-encoding"], response.headers.connection, response.statusCode],
      [undefined, "close", 200],
    );
    const check = patternChecker(pattern);
    let bytes = 0;
    for await (const chunk of response) {
      assert.equal(check(chunk as Buffer), true);
      bytes += (chunk as Buffer).length;
      if (bytes > 5_000_000) break; // destroys the response, and with it the connection
    }
    const socket = service.sockets[0]!;
    if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  });

  it("waits for a client that does not read: what it holds for one is bounded", async () => {
    await using service = await loopback(createService());
    const response = await ask(service, "GET");
    response.pause();
    const socket = service.sockets[0]!;
    let before = -1;
    while (socket.bytesWritten !== before) {
      before = socket.bytesWritten;
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    }
    assert.ok(socket.writableLength <= 1_000_000, `${socket.writableLength}`);
    response.destroy();
  });

  for (const [what, reads] of [
    ["goes on reading", true],
    ["reads nothing more", false],
  ] as const) {
    it(`stops by itself where a tunnel that swallowed the client's close ${what}`, {
      timeout: 20_000,
    }, async () => {
      await using service = await loopback(createServer((asked, response) => serveBulk(asked, response, 50)));
      const response = await ask(service, "GET");
      response.on("error", () => undefined); // it is cut off
      if (reads) response.resume();
      const socket = service.sockets[0]!;
      if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
      assert.ok(socket.bytesWritten > pattern.length, `${socket.bytesWritten}`);
      response.destroy();
    });
  }

  it("knows no other method", async () => {
    await using service = await loopback(createService());
    assert.equal((await ask(service, "DELETE")).statusCode, 405);
  });
});
