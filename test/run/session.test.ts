import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { CreatedLab } from "../../harness/lab/start-lab.ts";
import type { BenchError } from "../../harness/model/error.ts";
import type { HelloCommand, Receipt } from "../../harness/model/protocol.ts";
import { readHostFacts } from "../../harness/run/host-facts.ts";
import { openSession } from "../../harness/run/session.ts";
import { type FakeContainer, fakeContainer } from "../support/fake-container.ts";

const ready = { type: "ready", nodeVersion: "v24.21.0", bootId: readHostFacts().bootId, timeOffsets: [0, 0] };
const tcp = { protocol: "tcp", port: 5000 } as const;
const services = [
  { service: "generator", scenario: null },
  { service: "mqtt-server", scenario: null },
  { service: "stunnel-client", scenario: "stunnel" },
];

interface Options {
  timeOffsets?: number[];
  bootId?: string | null;
  respondToFlush?: () => object[];
}

/** A lab whose two driven endpoints are functions of this test; `log` has what happened to it, in order. */
function fakeLab(options: Options = {}) {
  const { timeOffsets = [0, 0], bootId = ready.bootId, respondToFlush = () => [] } = options;
  const log: string[] = [];
  const endpoint = (name: string) =>
    fakeContainer({
      respond: ({ type }) => {
        log.push(`${name}: ${type}`);
        if (type === "hello") return [{ ...ready, timeOffsets, bootId }];
        return type === "flush" ? respondToFlush() : [];
      },
    });
  const containers: Record<string, FakeContainer> = {
    generator: endpoint("generator"),
    "mqtt-server": endpoint("mqtt-server"),
  };
  const cli = async (args: string[]) => {
    log.push(`compose ${args.filter((arg) => services.some(({ service }) => service === arg)).join(" ")}`);
    return { exitCode: 0, stdout: "", stderr: "" };
  };
  const entries = {
    stunnel: { http: { ...tcp, host: "198.18.0.2" } },
    relay: { http: { ...tcp, host: "198.18.0.18" } },
  };
  const lab = {
    resolved: { project: "bench-x", services, entries },
    composeFile: "compose.yaml",
    request: { docker: { cli } },
    container: (service: string) => {
      log.push(`attach ${service}`);
      return containers[service]!.container;
    },
  } as unknown as CreatedLab;
  return { lab, log, generator: containers["generator"]!, subscriber: containers["mqtt-server"]! };
}

/** Opens a session whose heartbeat beats only when the test says so. */
function open(test: TestContext, lab: CreatedLab, signal?: AbortSignal) {
  test.mock.timers.enable({ apis: ["setInterval"] });
  return openAt(lab, signal);
}

function openAt(lab: CreatedLab, signal = new AbortController().signal) {
  const epochNs = process.hrtime.bigint();
  return openSession({ lab, signal, epochNs, seed: "seed", payloadBytes: 256, timeoutSeconds: 2 });
}

function receipt(clientId: string, seq: number): Receipt {
  return { clientId, seq, receivedNs: 1, verifiedNs: 2, digest: "" };
}

describe("openSession", () => {
  it("attaches before it starts the endpoints, and only then says hello", async (test) => {
    const { lab, log } = fakeLab();
    using _session = await open(test, lab);
    assert.deepEqual(log, [
      "attach generator",
      "attach mqtt-server",
      "compose generator mqtt-server",
      "mqtt-server: hello",
      "generator: hello",
    ]);
  });

  it("hands both the same key and every scenario with a client id of the same length", async (test) => {
    const { lab, generator, subscriber } = fakeLab();
    using session = await open(test, lab);
    const [hello] = generator.commands as unknown as HelloCommand[];
    assert.deepEqual(subscriber.commands, generator.commands);
    assert.match(hello!.keyHex, /^[0-9a-f]{64}$/);
    assert.equal(hello!.keyHex, session.joinContext.key.toString("hex"));
    assert.deepEqual([hello!.payloadBytes, hello!.timeoutMs], [256, 2_000]);
    assert.deepEqual(
      hello!.targets.map(({ scenario, addresses }) => [scenario, addresses.http?.host]),
      [
        ["stunnel", "198.18.0.2"],
        ["relay", "198.18.0.18"],
      ],
    );
    for (const { clientId } of hello!.targets) assert.match(clientId, /^[0-9a-f]{32}$/);
    assert.equal(new Set(hello!.targets.map(({ clientId }) => clientId)).size, 2);
  });

  it("makes a fresh key for each session", async (test) => {
    using first = await open(test, fakeLab().lab);
    test.mock.timers.reset();
    using second = await open(test, fakeLab().lab);
    assert.notDeepEqual(first.joinContext.key, second.joinContext.key);
  });

  it("refuses containers that have a kernel of their own", async (test) => {
    await assert.rejects(open(test, fakeLab({ bootId: "another" }).lab), (error: BenchError) => {
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /kernel of their own/);
      return true;
    });
  });

  it("refuses containers in a time namespace: their times could not be compared", async (test) => {
    await assert.rejects(open(test, fakeLab({ timeOffsets: [0, 5] }).lab), (error: BenchError) => {
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /clock is offset by a time namespace/);
      return true;
    });
  });
});

describe("a session", () => {
  it("sends a heartbeat a second to both", async (test) => {
    const { lab, log } = fakeLab();
    using _session = await open(test, lab);
    log.length = 0;
    test.mock.timers.tick(2_000);
    const beat = ["generator: heartbeat", "mqtt-server: heartbeat"];
    assert.deepEqual(log, [...beat, ...beat]);
  });

  it("leaves no heartbeat behind that would keep the process", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    const session = await openAt(fakeLab().lab);
    assert.equal(timers(), before + 1);
    session[Symbol.dispose]();
    assert.equal(timers(), before);
    await assert.rejects(openAt(fakeLab({ timeOffsets: [5] }).lab));
    assert.equal(timers(), before);
  });

  it("gives the receipts of all lines of one flush, also of those that come late", async (test) => {
    const { lab, log, subscriber } = fakeLab();
    using session = await open(test, lab);
    const flush = session.flushReceipts();
    await turn();
    assert.equal(log.at(-1), "mqtt-server: flush");
    subscriber.say({ type: "receipts", receipts: [receipt("a", 1)], last: false });
    await turn();
    subscriber.say({ type: "receipts", receipts: [receipt("a", 2)], last: true });
    assert.deepEqual(
      (await flush).map(({ seq }) => seq),
      [1, 2],
    );
  });

  it("lets no two flushes run into each other", async (test) => {
    const answers = [[receipt("a", 1)], [receipt("a", 2)]];
    const { lab } = fakeLab({
      respondToFlush: () => [{ type: "receipts", receipts: answers.shift()!, last: true }],
    });
    using session = await open(test, lab);
    const flushes = await Promise.all([session.flushReceipts(), session.flushReceipts()]);
    assert.deepEqual(
      flushes.map((receipts) => receipts.map(({ seq }) => seq)),
      [[1], [2]],
    );
  });

  it("remembers for the gate what arrived before it was asked for", async (test) => {
    const answers = [[receipt("a", 1), receipt("b", 7)], []];
    const { lab } = fakeLab({
      respondToFlush: () => [{ type: "receipts", receipts: answers.shift()!, last: true }],
    });
    using session = await open(test, lab);
    assert.equal(await session.hasArrived("a", 1), true);
    answers.unshift([]);
    assert.equal(await session.hasArrived("b", 7), true);
    assert.equal(await session.hasArrived("b", 8), false);
  });

  it("ends all waiting when the run is interrupted", async (test) => {
    const abortion = new AbortController();
    using session = await open(test, fakeLab().lab, abortion.signal);
    const waiting = session.unlessAborted(new Promise(() => undefined));
    const flushing = session.flushReceipts();
    abortion.abort(new Error("interrupted by SIGINT"));
    await assert.rejects(waiting, /interrupted by SIGINT/);
    await assert.rejects(flushing, /interrupted by SIGINT/);
  });

  it("ends all waiting when one of the two processes ends", async (test) => {
    const { lab, subscriber } = fakeLab();
    using session = await open(test, lab);
    const waiting = session.unlessAborted(new Promise(() => undefined));
    subscriber.end();
    await assert.rejects(waiting, /the MQTT server ended before its work was done/);
  });

  it("counts its time from the epoch of the run", async (test) => {
    const before = process.hrtime.bigint();
    using session = await open(test, fakeLab().lab);
    const now = session.now();
    const most = Number(process.hrtime.bigint() - before);
    assert.ok(now > 0 && now <= most, `0 < ${now} <= ${most}`);
  });
});
