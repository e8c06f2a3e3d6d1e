import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { answerParser, type HttpAnswer } from "../../../services/generator/answer-parser.ts";
import { loopback } from "../../support/loopback.ts";

const answer = 'HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 9\r\nConnection: keep-alive\r\n\r\n{"seq":7}';

/** All answers in these chunks. */
function parse(chunks: readonly string[]): { status: number; body: string; isLast: boolean }[] {
  const parser = answerParser();
  return chunks
    .map((chunk) => parser.feed(Buffer.from(chunk, "latin1")))
    .filter((got): got is HttpAnswer => got !== null)
    .map(({ status, body, isLast }) => ({ status, body: body.toString(), isLast }));
}

describe("answerParser", () => {
  it("gives the same answer wherever the bytes are cut in two", () => {
    for (let cut = 0; cut <= answer.length; cut++) {
      const chunks = [answer.slice(0, cut), answer.slice(cut)].filter((chunk) => chunk !== "");
      assert.deepEqual(parse(chunks), [{ status: 200, body: '{"seq":7}', isLast: false }], `cut at ${cut}`);
    }
  });

  it("gives it when every byte comes alone, and one answer after the other", () => {
    const right = { status: 200, body: '{"seq":7}', isLast: false };
    assert.deepEqual(parse([...answer, ...answer]), [right, right]);
  });

  it("reads what node:http writes", async () => {
    await using server = await loopback(
      createServer((request, response) => {
        response.statusCode = request.url === "/bad" ? 503 : 200;
        response.setHeader("content-length", 5);
        response.end("hello");
      }),
    );
    const socket = connect(server.address.port, "127.0.0.1");
    const got: [number, string, boolean][] = [];
    const parser = answerParser();
    for (const [path, extra] of [
      ["/good", ""],
      ["/bad", "connection: close\r\n"],
    ]) {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${extra}\r\n`);
      for (let one: HttpAnswer | null = null; !one; ) {
        const [chunk] = (await once(socket, "data")) as [Buffer];
        one = parser.feed(chunk);
        if (one) got.push([one.status, one.body.toString(), one.isLast]);
      }
    }
    socket.destroy();
    assert.deepEqual(got, [
      [200, "hello", false],
      [503, "hello", true],
    ]);
  });

  it("takes an answer without a body length as the connection's last", () => {
    assert.deepEqual(parse(["HTTP/1.1 503 Busy\r\nserver: x\r\n\r\nsorry"]), [
      { status: 503, body: "", isLast: true },
    ]);
  });

  it("reads a status without a reason and a length among blanks", () => {
    assert.deepEqual(parse(["HTTP/1.1 204\r\ncontent-length: \t0 \r\n\r\n"]), [
      { status: 204, body: "", isLast: false },
    ]);
  });

  for (const [what, chunks] of [
    ["another protocol", ["SSH-2.0-OpenSSH\r\n"]],
    ["another protocol after its first byte", ["H", "ello"]],
    ["a status that is no number", ["HTTP/1.1 OK\r\n\r\n"]],
    ["a head without an end", ["HTTP/1.1 200 OK\r\n", "x".repeat(16_384)]],
    ["a body beyond all reason", ["HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n"]],
    ["more than was asked for", [`${answer}HTTP/1.1 200 OK\r\n`]],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => parse(chunks), /no HTTP\/1\.1 answer/));
  }
});
