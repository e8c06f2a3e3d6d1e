import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { describe, it } from "node:test";
import { httpClient } from "../../harness/kibana/client.ts";
import { Unreachable, unreachable } from "../../harness/kibana/unreachable.ts";
import { makeCertificates } from "../elastic/tls.ts";
import { deadAddress, loopback } from "../support/loopback.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { clientOf } from "./client-of.ts";
import { fakeKibana } from "./fake-kibana.ts";

describe("the client", () => {
  it("trusts a private authority only where it is told of it", async () => {
    using folder = temporaryFolder();
    const caFile = await makeCertificates(folder.path);
    const file = (name: string) => readFileSync(join(folder.path, name));
    const server = createServer({ key: file("http.key"), cert: file("http.crt") }, (_, response) =>
      response.end("{}"),
    );
    await using kibana = await loopback(server);
    const url = `https://127.0.0.1:${kibana.address.port}`;
    assert.equal((await clientOf({ url }, { caFile }).get("/")).status, 200);
    await assert.rejects(clientOf({ url }).get("/"), {
      code: "environment",
      hints: ["set BENCH_ELASTICSEARCH_CA to the PEM file of the authority that signed its certificate"],
    });
  });

  it("says that a server may speak plain HTTP where https fails", async () => {
    await using kibana = await fakeKibana();
    await assert.rejects(clientOf({ url: kibana.url.replace("http:", "https:") }).get("/"), {
      code: "environment",
      hints: ["the server may speak plain HTTP there: write http:// instead of https://"],
    });
  });

  it("tells no answer, which may come later, from an address that is wrong", async () => {
    const { port } = await deadAddress();
    await assert.rejects(clientOf({ url: `http://127.0.0.1:${port}` }).get("/"), Unreachable);
    // what Node says of a name that does not exist, and of one that it could not look up
    for (const code of ["ENOTFOUND", "EAI_AGAIN"]) {
      const wrong = unreachable("http://no-such-name:5601", {
        code,
        message: `getaddrinfo ${code} no-such-name`,
      });
      assert.ok(!(wrong instanceof Unreachable));
      assert.deepEqual(wrong.hints, ["look at the name in the address"]);
    }
  });

  it("keeps the password out of what it throws", async () => {
    const { port } = await deadAddress();
    const client = clientOf(
      { url: `http://127.0.0.1:${port}` },
      { username: "elastic", password: "geheim-7391" },
    );
    await assert.rejects(client.get("/"), (error: Error) => {
      assert.equal(error.cause, undefined);
      assert.doesNotMatch(JSON.stringify({ ...error, stack: error.stack }), /geheim-7391|Z2VoZWlt/);
      return true;
    });
  });

  it("ends with the user's signal, which is what it throws", async () => {
    const abortion = new AbortController();
    const server = createServer();
    const reason = new Error("the user's");
    await using silent = await loopback(server);
    const nobody = { apiKey: null, username: null, password: null, caFile: null };
    const answer = httpClient(`http://127.0.0.1:${silent.address.port}`, nobody, abortion.signal).get("/");
    abortion.abort(reason);
    await assert.rejects(answer, reason);
  });

  it("does not go through a proxy of the environment", async () => {
    const { port } = await deadAddress();
    process.env["http_proxy"] = `http://127.0.0.1:${port}`;
    try {
      await using kibana = await fakeKibana();
      assert.equal((await clientOf(kibana).get("/api/status")).status, 200);
    } finally {
      delete process.env["http_proxy"];
    }
  });
});
