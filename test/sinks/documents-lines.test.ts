import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Sample } from "../../harness/model/sample.ts";
import { documentContext } from "../../harness/sinks/documents/context.ts";
import { counterDocument } from "../../harness/sinks/documents/counter.ts";
import { loadDocument } from "../../harness/sinks/documents/load.ts";
import { PointDocuments } from "../../harness/sinks/documents/point.ts";
import { sampleDocument } from "../../harness/sinks/documents/sample.ts";
import { exampleRun } from "./example-run.ts";
import { fullContainer, loadsOfAllKinds, maximalRecord, samplesOfAllOutcomes, twoPoints } from "./maximal.ts";

const context = documentContext(maximalRecord());
const [answered] = samplesOfAllOutcomes as [Sample];

describe("the document of a sample", () => {
  it("has the five times and the figures that follow from them", () => {
    const document = sampleDocument(context, answered);
    const expected = {
      "@timestamp": "2026-11-21T10:15:01.500Z",
      "event.outcome": "success",
      "event.duration": 800_000,
      "bench.latency_us": 800,
      "bench.censored_latency_us": 800,
      "bench.scheduled_latency_us": 900,
      "bench.one_way_us": 250,
      "bench.first_byte_us": 600,
      "bench.dispatch_lag_us": 100,
      "bench.time.intended_ns": 1_500_000_000,
      "bench.time.received_ns": 1_500_400_000,
      "bench.phase_kind": "duet",
      "network.protocol": "http",
    };
    assert.deepEqual({ ...document, ...expected }, document);
  });

  it("gives a request without an answer its time limit, and no latency", () => {
    for (const sample of samplesOfAllOutcomes.slice(1)) {
      const document = sampleDocument(context, sample);
      assert.equal(document["bench.outcome"], sample.outcome);
      assert.equal(document["event.outcome"], "failure");
      assert.equal(document["bench.censored_latency_us"], 2_000_000);
      for (const name of ["event.duration", "bench.latency_us", "bench.scheduled_latency_us"])
        assert.ok(!(name in document), `${sample.outcome}: ${name}`);
    }
  });

  it("is measured in a measured phase, and there after the settling", () => {
    const isMeasured = (phase: string, seconds: number) => {
      const startNs = maximalRecord().timeline.find((entry) => entry.phase === phase)?.startNs ?? 0;
      return sampleDocument(context, { ...answered, phase, intendedNs: startNs + seconds * 1e9 })[
        "bench.is_measured"
      ];
    };
    assert.equal(isMeasured("i0-duet", 0.9), false);
    assert.equal(isMeasured("i0-duet", 1), true);
    assert.equal(isMeasured("i0-r0-http-stunnel", 0.19), false); // settles for 0.2 s
    assert.equal(isMeasured("i0-r0-http-stunnel", 0.21), true);
    assert.equal(isMeasured("i0-warmup", 9), false);
    assert.equal(isMeasured("not-in-the-plan", 9), false);
  });

  it("of the example run is measured as often as its slots' rate and time without settling give", () => {
    const { record, samples } = exampleRun;
    const ofExample = documentContext(record);
    const slots = record.plan.phases.filter(({ kind }) => kind === "slot");
    assert.ok(slots.length > 5);
    for (const { name, ratePerSecond, seconds, settleSeconds } of slots) {
      const measured = samples
        .filter(({ phase }) => phase === name)
        .filter((sample) => sampleDocument(ofExample, sample)["bench.is_measured"] === true);
      const expected = ratePerSecond * (seconds - settleSeconds);
      // requests are due at (i + U)·Δ: one may fall on either side of the edge
      assert.ok(Math.abs(measured.length - expected) <= 1, `${name}: ${measured.length}, ${expected}`);
    }
  });

  it("of the example run holds what the file says, worked out in whole nanoseconds", () => {
    const { record, samples } = exampleRun;
    const ofExample = documentContext(record);
    const chosen = samples.filter(({ outcome }, index) => outcome === "ok" && index % 1_000 === 0);
    assert.ok(chosen.length > 10);
    for (const sample of chosen) {
      const document = sampleDocument(ofExample, sample);
      const latencyNs = BigInt(sample.doneNs!) - BigInt(sample.readyNs);
      assert.equal(document["bench.latency_us"], Number(latencyNs) / 1000);
      const intendedMs = Number(BigInt(sample.intendedNs) / 1_000_000n);
      const at = new Date(Date.parse(record.startedAt) + intendedMs).toISOString();
      assert.equal(document["@timestamp"], at);
      assert.equal(document["bench.run.id"], record.id);
      assert.equal(document["host.id"], record.host.id);
    }
  });

  it("of a run of the first schema version has no host id, and is whole otherwise", () => {
    const { id: _id, ...host } = maximalRecord().host;
    const document = sampleDocument(documentContext({ ...maximalRecord(), host }), answered);
    const { "host.id": _hostId, ...expected } = sampleDocument(context, answered);
    assert.deepEqual(document, expected);
  });
});

describe("the context of a run", () => {
  it("knows the phases that the run makes of planned ones", () => {
    assert.equal(context.phase("i0-warmup-2")?.kind, "warmup");
    assert.equal(context.phase("i0-r12-http-stunnel")?.kind, "slot");
    assert.equal(context.phase("i0-r12-idle")?.kind, "idle");
    assert.equal(context.phase("i0-closed-loop#3")?.kind, "load");
    assert.equal(context.phase("i1-warmup"), undefined);
  });

  it("names a time of day as a date does, also from one second to the next and back", () => {
    const startedMs = Date.parse(maximalRecord().startedAt);
    for (const ms of [0, 7, 99, 999, 1000, 1001, 999, 59_999, 60_000, 86_400_000, 5]) {
      const expected = new Date(startedMs + ms).toISOString();
      assert.equal(context.timestamp(ms * 1e6), expected);
      assert.equal(context.timestamp(ms * 1e6 + 999_999), expected);
    }
  });

  it("knows service and image of every container of the example run", () => {
    const ofExample = documentContext(exampleRun.record);
    const names = new Set(exampleRun.points.map(({ container }) => container));
    for (const name of names) assert.ok(ofExample.container(name), name);
    assert.equal(ofExample.container("stunnel-client")?.service, "client");
    assert.equal(ofExample.container("http-server")?.service, "http-server");
    assert.match(ofExample.container("stunnel-client")!.image, /^tunnelbench\/[\w-]+:[0-9a-f]{12}$/);
  });
});

describe("the document of a container's second", () => {
  it("has the CPU since the line before, of one CPU and of all", () => {
    const points = new PointDocuments(context);
    const [first, second] = twoPoints.map((point) => points.document(point));
    assert.ok(!("bench.cpu.percent" in first!) && !("container.cpu.usage" in first!));
    assert.equal(second!["bench.cpu.percent"], 25);
    const cpuCount = maximalRecord().host.cpuCount;
    assert.equal(second!["container.cpu.usage"], 0.25 / cpuCount);
    assert.equal(second!["service.name"], "client");
  });

  it("has no CPU where the counter fell, where more than 5 s passed, and of another container's line", () => {
    const points = new PointDocuments(context);
    const [point] = twoPoints;
    points.document(point!);
    const percent = (change: Partial<typeof point>) =>
      points.document({ ...point!, ...change })["bench.cpu.percent"];
    assert.equal(percent({ atNs: 4e9, cpuNs: 1e9 }), undefined);
    assert.equal(percent({ atNs: 9.1e9, cpuNs: 2e9 }), undefined);
    assert.equal(percent({ atNs: 9.1e9, cpuNs: 3e9 }), undefined); // no time passed
    assert.equal(percent({ atNs: 10.1e9, cpuNs: 9e9, container: "stunnel-server" }), undefined);
    assert.equal(percent({ atNs: 11.1e9, cpuNs: 4e9 }), 50);
  });

  it("of the example run has the CPU of two neighbouring lines of its file", () => {
    const { points: lines, record } = exampleRun;
    const points = new PointDocuments(documentContext(record));
    const documents = lines.map((line) => points.document(line));
    const own = lines.flatMap(({ container }, index) => (container === "stunnel-client" ? [index] : []));
    const [before, after] = own.slice(5, 7).map((index) => lines[index]!);
    const seconds = (after!.atNs - before!.atNs) / 1e9;
    const expected = (after!.cpuNs - before!.cpuNs) / 1e7 / seconds;
    const percent = documents[own[6]!]!["bench.cpu.percent"] as number;
    assert.ok(Math.abs(percent - expected) < 1e-9, `${percent} is not ${expected}`);
    assert.ok(percent > 0 && percent < 100);
  });
});

describe("the document of a counter snapshot", () => {
  it("has the account, the network by direction and the wire leg", () => {
    const document = counterDocument(context, fullContainer);
    const expected = {
      "bench.edge": "end",
      "bench.subject": "container",
      "container.memory.usage": 0.25,
      "bench.network.rx_bytes": 1,
      "bench.network.wire.rx_bytes": 21,
      "bench.network.wire.dropped": 9,
      "bench.network.protocol.Tcp.OutSegs": 0,
      "bench.network.protocol.Tcp.RetransSegs": 2,
      "bench.network.by_leg": fullContainer.network!.byLeg,
    };
    assert.deepEqual({ ...document, ...expected }, document);
  });

  it("leaves out what the kernel does not tell", () => {
    const line = { ...fullContainer, memoryLimitBytes: null, memoryPeakBytes: null, network: null };
    const names = Object.keys(counterDocument(context, line));
    assert.deepEqual(
      names.filter((name) => /limit|peak|usage|network/.test(name)),
      [],
    );
  });

  it("gives an endpoint of the example run baseline's wire", () => {
    const line = exampleRun.counters.find(
      (one) => one.subject === "container" && one.container === "generator",
    );
    assert.ok(line?.subject === "container" && line.network);
    const document = counterDocument(documentContext(exampleRun.record), line);
    assert.equal(document["bench.network.wire.tx_bytes"], line.network.byLeg["baseline-wire"]!.txBytes);
  });
});

describe("the document of a load", () => {
  const documents = new Map(
    loadsOfAllKinds.map((load) => [load.load.kind, loadDocument(context, load)] as const),
  );

  it("has answers a second, or megabits a second of bulk", () => {
    assert.equal(documents.get("closed-loop")!["bench.load.completed_per_s"], 250);
    assert.ok(!("bench.load.goodput_mbps" in documents.get("closed-loop")!));
    assert.equal(documents.get("bulk")!["bench.load.goodput_mbps"], 100);
    assert.ok(!("bench.load.completed_per_s" in documents.get("bulk")!));
  });

  it("has what was asked for, what failed, and when", () => {
    const open = documents.get("open-loop")!;
    const expected = {
      "@timestamp": "2026-11-21T10:15:01.000Z",
      "bench.load.offered_per_s": 1000,
      "bench.load.rate_share": 0.5,
      "bench.load.connections": 64,
      "bench.load.failed": 28,
      "bench.load.errors.timeout": 1,
      "bench.window": "i0-open-loop#1",
    };
    assert.deepEqual({ ...open, ...expected }, open);
  });

  it("has the percentiles in microseconds, and the histogram whole", () => {
    const document = documents.get("closed-loop")!;
    assert.equal(document["bench.load.latency.p999_us"], 99.9);
    assert.equal(document["bench.load.latency.min_us"], 1);
    assert.equal(document["bench.load.latency.max_us"], 9);
    assert.deepEqual(document["bench.load.histogram"], loadsOfAllKinds[0]!.latency);
  });
});
