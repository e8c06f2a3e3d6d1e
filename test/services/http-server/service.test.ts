import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { createService } from "../../../services/http-server/service.ts";
import { type Loopback, loopback } from "../../support/loopback.ts";

/** Posts a body, as text, to the service. */
async function post({ address }: Loopback, body: string, path = "/process_data") {
  const response = await fetch(`http://127.0.0.1:${address.port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return { status: response.status, text: await response.text() };
}

describe("the HTTP service", () => {
  it("answers with what proves that the request came through: its number, the secret's digest, the peer", async () => {
    await using service = await loopback(createService());
    const { status, text } = await post(service, JSON.stringify({ seq: 7, secret: "s3cret", pad: "x" }));
    const { received_monotonic_ns: _received, ...reply } = JSON.parse(text) as Record<string, unknown>;
    assert.equal(status, 200);
    const digest = createHash("sha256").update("s3cret").digest("hex");
    assert.deepEqual(reply, { seq: 7, digest, peer: "127.0.0.1" });
  });

  it("says when the request came, on the clock that all containers share", async () => {
    await using service = await loopback(createService());
    const before = process.hrtime.bigint();
    const { text } = await post(service, JSON.stringify({ seq: 7, secret: "x" }));
    const received = BigInt((JSON.parse(text) as { received_monotonic_ns: string }).received_monotonic_ns);
    assert.ok(before < received && received < process.hrtime.bigint());
  });

  it("refuses what is not the study's document", async () => {
    await using service = await loopback(createService());
    for (const body of ["{}", '{"seq": "7", "secret": "x"}', '{"seq": 7}', '["seq"]'])
      assert.equal((await post(service, body)).status, 400, body);
    assert.equal((await post(service, '{"seq": 7, "secret": "x"}', "/elsewhere")).status, 404);
  });

  it("sets no limit to how long a connection may idle: it must not be cut between two phases", async () => {
    await using service = await loopback(createService());
    const body = JSON.stringify({ seq: 7, secret: "x" });
    const response = await fetch(`http://127.0.0.1:${service.address.port}/process_data`, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body },
    });
    assert.equal(response.headers.get("connection"), "keep-alive");
    assert.equal(response.headers.get("keep-alive"), null); // Node's own default says "timeout=5"
    await response.text();
  });
});
