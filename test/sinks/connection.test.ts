import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { BenchError } from "../../harness/model/error.ts";
import { connectElastic, isExposed, makeClient } from "../../harness/sinks/connection.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Listening extends AsyncDisposable {
  url: string;
}

async function listening(server: Server): Promise<Listening> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** A web server that is not, or not quite, Elasticsearch. */
function webServer(listener: RequestListener): Promise<Listening> {
  return listening(createServer(listener));
}

function answer(
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): RequestListener {
  return (_request, response) => response.writeHead(status, { "content-type": type, ...headers }).end(body);
}

const product = { "x-elastic-product": "Elasticsearch" };

/** What `connectElastic` refuses a server with. */
async function refusalOf(listener: RequestListener): Promise<BenchError> {
  await using server = await webServer(listener);
  const error: BenchError = await connectElastic(server.url, {}).then(
    () => assert.fail("it was taken for Elasticsearch"),
    (reason) => reason,
  );
  assert.equal(error.exitCode, 3, String(error.stack));
  assert.ok(error.message.includes(server.url));
  assert.equal(error.message.split("\n").length, 1);
  return error;
}

describe("connectElastic", () => {
  for (const [what, listener] of [
    ["a page with status 200", answer(200, "text/html", "<html>welcome</html>")],
    ["JSON with status 200", answer(200, "application/json", "{}")],
    ["what is no JSON, though it says so", answer(200, "application/json", "{", product)],
    ["a page with status 404", answer(404, "text/html", "<html>nothing here</html>")],
    ["a page with status 403", answer(403, "text/html", "<html>go away</html>")],
  ] as const) {
    it(`says of a server that answers ${what} that it is not Elasticsearch`, async () => {
      const { message, hints } = await refusalOf(listener);
      assert.match(message, /^what answers at http:\S+ is not Elasticsearch/);
      assert.match(hints[0]!, /^give the address of Elasticsearch itself/);
    });
  }

  it("says that a server which closes the connection does not answer", async () => {
    const { message, hints } = await refusalOf((request) => request.socket.destroy());
    assert.match(message, / does not answer: /);
    assert.match(hints[0]!, /^is it running, and is the address right\?/);
  });

  it("says what a gateway answers for a server behind it that is away", async () => {
    const { message } = await refusalOf(answer(502, "text/html", "<html>bad gateway</html>"));
    assert.match(message, / answers 502: /);
  });

  it("asks for credentials at status 401, whoever stands before the server", async () => {
    const { message, hints } = await refusalOf(answer(401, "text/html", "<html>who are you?</html>"));
    assert.match(message, / does not know us: /);
    assert.match(hints[0]!, /^set BENCH_ELASTICSEARCH_API_KEY, or /);
  });

  for (const version of ["7.17.9", "10.0.0"]) {
    it(`refuses version ${version}, and names those that it can use`, async () => {
      const nodes = JSON.stringify({ nodes: { a: { version } } });
      const { message, hints } = await refusalOf(answer(200, "application/json", nodes, product));
      assert.match(message, new RegExp(` is ${version}$`));
      assert.deepEqual(hints, ["bench works with versions 8 and 9"]);
    });
  }

  it("distinguishes clusters by their own id, or by a hash of the address where it is not told", async () => {
    const nodes = { nodes: { a: { version: "9.2.0" } } };
    const server =
      (state: [number, object]): RequestListener =>
      (request, response) => {
        const [status, body] = request.url!.startsWith("/_nodes") ? [200, nodes] : state;
        response
          .writeHead(status, { "content-type": "application/json", ...product })
          .end(JSON.stringify(body));
      };
    await using open = await webServer(server([200, { cluster_uuid: "an-id" }]));
    assert.equal((await connectElastic(open.url, {})).cluster, "an-id");
    await using closed = await webServer(server([403, { error: { type: "security_exception" } }]));
    const { cluster } = await connectElastic(closed.url, {});
    const sha256 = createHash("sha256").update(closed.url).digest("hex");
    assert.equal(cluster, `address-${sha256.slice(0, 16)}`);
  });

  it("ends with the reason of its signal while a server takes the request and never answers", async () => {
    await using blackHole = await listening(createTcpServer());
    const interruption = new AbortController();
    const connecting = connectElastic(blackHole.url, {}, interruption.signal);
    interruption.abort(new Error("enough"));
    await assert.rejects(connecting, /^Error: enough$/);
    await assert.rejects(connectElastic(blackHole.url, {}, interruption.signal), /^Error: enough$/);
  });
});

describe("makeClient", () => {
  const quick = { requestSeconds: 1, retries: 0 };

  for (const [what, url] of [
    ["no address", "elasticsearch"],
    ["of another protocol", "ftp://127.0.0.1:9200"],
    ["with a query", "http://127.0.0.1:9200/?key=secret-of-mine@x"],
    ["with a user and a password", "http://elastic:secret-of-mine@127.0.0.1:9200"],
    ["with a password that makes it no address", "http://elastic:secret-of-mine@:x"],
  ] as const) {
    it(`refuses an address that is ${what}, and repeats no password`, () => {
      assert.throws(
        () => makeClient(url, {}, quick),
        (error: BenchError) => {
          assert.equal(error.exitCode, 2);
          assert.doesNotMatch(JSON.stringify([error.message, error.hints, error.stack]), /secret-of-mine/);
          return true;
        },
      );
    });
  }

  it("refuses half a login, two logins, and a certificate that cannot be read", () => {
    const refused = (env: Record<string, string>, exitCode: number, message: RegExp) =>
      assert.throws(
        () => makeClient("http://127.0.0.1:9200", env, quick),
        (error: BenchError) => {
          assert.equal(error.exitCode, exitCode);
          assert.match(error.message, message);
          assert.doesNotMatch(JSON.stringify([error.message, error.hints]), /secret-of-mine/);
          return true;
        },
      );
    refused(
      { BENCH_ELASTICSEARCH_PASSWORD: "secret-of-mine" },
      2,
      /_PASSWORD is set in the environment, but /,
    );
    const user = { BENCH_ELASTICSEARCH_USERNAME: "me", BENCH_ELASTICSEARCH_PASSWORD: "secret-of-mine" };
    refused(
      { ...user, BENCH_ELASTICSEARCH_API_KEY: "secret-of-mine" },
      2,
      /are both set in the environment$/,
    );
    refused({ BENCH_ELASTICSEARCH_CA: "/nonexistent/ca.pem" }, 3, /"\/nonexistent\/ca\.pem"/);
  });

  it("refuses a file of credentials that others may read, and a line that is none without repeating it", () => {
    using home = temporaryFolder();
    mkdirSync(join(home.path, "tunnelbench"));
    const file = join(home.path, "tunnelbench/elasticsearch.env");
    const make = () => makeClient("http://127.0.0.1:9200", { XDG_CONFIG_HOME: home.path }, quick);
    writeFileSync(file, "BENCH_ELASTICSEARCH_URL=http://127.0.0.1:9200\n", { mode: 0o600 });
    chmodSync(file, 0o640);
    assert.throws(make, {
      message: /holds a password, but others may read it$/,
      hints: [`chmod 600 ${file}`],
    });
    chmodSync(file, 0o600);
    assert.ok(make());
    writeFileSync(file, "secret of mine\n");
    assert.throws(make, (error: BenchError) => {
      assert.match(error.message, /line 1 is not of the form NAME=value$/);
      return !error.message.includes("secret of mine");
    });
  });

  it("sends the password of the file of bench elastic up to its own server only", async () => {
    const authorizations: (string | undefined)[] = [];
    const listener: RequestListener = (request, response) => {
      authorizations.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "application/json", ...product }).end("{}");
    };
    await using own = await webServer(listener);
    await using other = await webServer(listener);
    using home = temporaryFolder();
    mkdirSync(join(home.path, "tunnelbench"));
    const login = ["USERNAME=elastic", "PASSWORD=secret-of-mine", `URL=${own.url}`];
    writeFileSync(
      join(home.path, "tunnelbench/elasticsearch.env"),
      login.map((line) => `BENCH_ELASTICSEARCH_${line}\n`).join(""),
      { mode: 0o600 },
    );
    for (const { url } of [own, other]) await connectElastic(url, { XDG_CONFIG_HOME: home.path });
    const basic = `Basic ${Buffer.from("elastic:secret-of-mine").toString("base64")}`;
    assert.deepEqual(authorizations, [basic, basic, undefined, undefined]);
  });
});

describe("isExposed", () => {
  it("is true of credentials that cross a network without TLS", () => {
    const env = { BENCH_ELASTICSEARCH_API_KEY: "key" };
    for (const url of ["http://192.0.2.1:9200", "http://elastic.example:9200", "http://127.example:9200"])
      assert.ok(isExposed(url, env), url);
    for (const url of [
      "https://192.0.2.1:9200",
      "http://127.0.0.1:9200",
      "http://localhost:9200",
      "http://[::1]:9200",
    ])
      assert.ok(!isExposed(url, env), url);
    assert.ok(!isExposed("http://192.0.2.1:9200", {}));
  });
});
