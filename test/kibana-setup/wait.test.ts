import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { type Clock, impatient, patient, waitForKibana } from "../../harness/kibana/wait.ts";
import { deadAddress } from "../support/loopback.ts";
import { clientOf } from "./client-of.ts";
import { type FakeAnswer, fakeKibana, redactedStatus, statusBody } from "./fake-kibana.ts";

/** Time that passes only while somebody sleeps. */
function manualClock(onSleep: (nowMs: number) => void = () => undefined) {
  let nowMs = 0;
  const clock: Clock = {
    nowMs: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
      onSleep(nowMs);
    },
  };
  return { clock, elapsedMs: () => nowMs };
}

const preboot: FakeAnswer = { status: 503, body: redactedStatus("unavailable") };
const notReadyText: FakeAnswer = {
  status: 503,
  body: "Kibana server is not ready yet",
  headers: { "retry-after": "30" },
};

const silent = { onWait: () => undefined };

describe("waiting for Kibana", () => {
  it("goes on for a minute of 503, in each of its forms, and returns the version", async () => {
    await using kibana = await fakeKibana({ version: "9.2.0" });
    const unavailable = statusBody("9.2.0", "unavailable", "Unable to connect to Elasticsearch");
    kibana.first.push(
      ...Array.from({ length: 10 }, () => notReadyText),
      ...Array.from({ length: 10 }, () => preboot),
      ...Array.from({ length: 10 }, () => ({ status: 503, body: unavailable })),
    );
    const { clock, elapsedMs } = manualClock();
    const told: string[] = [];
    const version = await waitForKibana(clientOf(kibana), {
      clock,
      limits: patient,
      onWait: (text) => told.push(text),
    });
    assert.equal(version, "9.2.0");
    assert.equal(elapsedMs(), 60_000);
    assert.deepEqual([told[0], told.at(-1)], ["not ready, 0 s", "not ready, 58 s"]);
  });

  it("gives up after three minutes of 503, with what Kibana says", async () => {
    const body = statusBody("9.2.0", "unavailable", "Unable to connect to Elasticsearch");
    await using kibana = await fakeKibana();
    kibana.first.push(...Array.from({ length: 200 }, () => ({ status: 503, body })));
    const { clock, elapsedMs } = manualClock();
    await assert.rejects(waitForKibana(clientOf(kibana), { clock, limits: patient, ...silent }), {
      code: "environment",
      message: `Kibana at "${kibana.url}" is not ready after 180 s: Unable to connect to Elasticsearch`,
    });
    assert.equal(elapsedMs(), 180_000);
  });

  it("does not wait at all for who only wants to look", async () => {
    await using kibana = await fakeKibana();
    kibana.first.push(notReadyText);
    await assert.rejects(
      waitForKibana(clientOf(kibana), { clock: manualClock().clock, limits: impatient, ...silent }),
      { message: `Kibana at "${kibana.url}" is not ready: Kibana server is not ready yet` },
    );
    assert.equal(kibana.requests.length, 1);
  });

  it("goes on while nothing listens, also after answers: Kibana closes its port between preboot and start", async () => {
    const { port } = await deadAddress();
    let isReady = false;
    const server = createServer((_, response) => {
      response.statusCode = isReady ? 200 : 503;
      response.end(JSON.stringify(isReady ? statusBody("8.19.4") : redactedStatus("unavailable")));
    });
    const close = () => {
      server.close();
      server.closeAllConnections();
    };
    const { clock } = manualClock((nowMs) => {
      if (nowMs === 6_000 || nowMs === 60_000) server.listen(port, "127.0.0.1");
      if (nowMs === 50_000) close();
      if (nowMs === 60_000) isReady = true;
    });
    try {
      const client = clientOf({ url: `http://127.0.0.1:${port}` });
      assert.equal(await waitForKibana(client, { clock, limits: patient, ...silent }), "8.19.4");
    } finally {
      close();
    }
  });

  it("gives up where nothing listens for 20 s", async () => {
    const { port } = await deadAddress();
    const url = `http://127.0.0.1:${port}`;
    const { clock, elapsedMs } = manualClock();
    await assert.rejects(waitForKibana(clientOf({ url }), { clock, limits: patient, ...silent }), {
      code: "environment",
      message: `nothing answers at "${url}": connection refused`,
    });
    assert.equal(elapsedMs(), 20_000);
  });
});

describe("what answers", () => {
  const ask = async (answer: FakeAnswer, credentials = {}) => {
    await using kibana = await fakeKibana();
    kibana.first.push(answer);
    const waiting = { clock: manualClock().clock, limits: patient, ...silent };
    try {
      return await waitForKibana(clientOf(kibana, credentials), waiting);
    } catch (error) {
      return (error as Error).message.replaceAll(kibana.url, "URL");
    }
  };
  const version = (number: string) => ask({ status: 200, body: statusBody(number) });

  it("is taken in versions 8.19 and 9.x", async () => {
    assert.equal(await version("8.19.0"), "8.19.0");
    assert.equal(await version("9.0.0"), "9.0.0");
    assert.equal(await version("9.14.2"), "9.14.2");
  });

  it("is refused in other versions, with the reason", async () => {
    assert.match(
      await version("8.18.8"),
      /has version 8\.18\.8: Kibana refuses saved objects of a newer version/,
    );
    assert.match(await version("7.17.0"), /has version 7\.17\.0/);
    assert.match(await version("10.0.0"), /has version 10\.0\.0: no 10\.x existed/);
    assert.match(await version("main"), /which is not understood/);
  });

  it("may want a login: 401, or a status without a version", async () => {
    const bare = /wants a login, but there are no credentials/;
    assert.match(
      await ask({ status: 401, body: { statusCode: 401, error: "Unauthorized", message: "Unauthorized" } }),
      bare,
    );
    assert.match(await ask({ status: 200, body: redactedStatus("available") }), bare);
    assert.match(
      await ask({ status: 200, body: redactedStatus("available") }, { apiKey: "d3Jvbmc=" }),
      /does not accept the credentials/,
    );
  });

  it("may be something else than Kibana", async () => {
    assert.match(
      await ask({ status: 200, body: "<html>" }),
      /"URL" is not Kibana: it answers \/api\/status with status 200/,
    );
    assert.match(await ask({ status: 404, body: {} }), /is not Kibana: .* status 404/);
    const elasticsearch = { headers: { "x-elastic-product": "Elasticsearch" }, status: 401, body: {} };
    assert.match(await ask(elasticsearch), /is not Kibana: that is Elasticsearch/);
    // to who is not logged in it does not name itself; seen on 9.2.0
    const anonymous = { status: 401, body: { error: { type: "security_exception" }, status: 401 } };
    assert.match(await ask(anonymous), /is not Kibana: that is Elasticsearch/);
  });

  it("is not followed to another address, where the password would go", async () => {
    const answer = { status: 302, body: "", headers: { location: "http://127.0.0.1:1/login" } };
    assert.equal(await ask(answer), 'cannot read the status at "URL": status 302');
  });
});
