import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import { validateSummary } from "../../harness/model/schema/validate.ts";
import type { StudyLatency, StudyRow } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { type StudyRunOptions, studyRun, withCounters } from "./study-run.ts";

function rowOf(stored: StoredRun, scenario = "baseline"): StudyRow {
  return analyse(stored).study!.rows.find((row) => row.scenario === scenario)!;
}

function http(options: Partial<StudyRunOptions>): StudyLatency {
  return rowOf(studyRun({ scenarios: ["baseline"], oneWayUs: () => 500, ...options })).http!;
}

/** As a host whose wall clock is `phaseUs` ahead of the run's clock, modulo a millisecond, read in the middle of one. */
function withWallClock(stored: StoredRun, phaseUs: number): StoredRun {
  return withCounters(stored, (line): CounterLine => {
    if (line.subject !== "host") return line;
    const wallClockAtNs = line.atNs + 300e3;
    return { ...line, wallClockAtNs, wallClockUs: 1_795_000_000_000_000 + wallClockAtNs / 1000 + phaseUs };
  });
}

test("a run without the study's protocol has no study", () => {
  assert.equal(analyse(storedRun()).study, null);
});

test("the last 15 of 25 minutes hold 450 messages, all others are left out", () => {
  const early = 5 * 60; // messages in the first ten minutes
  const { ingested, sent, missing, maxMs } = http({
    oneWayUs: (_, __, index) => (index < early ? 90_000 : 500),
  });
  assert.deepEqual({ ingested, sent, missing, maxMs }, { ingested: 450, sent: 450, missing: 0, maxMs: 0 });
});

test("a whole millisecond is the difference of two floors, so 200 µs are 1 ms where they cross one", () => {
  const read = (stampNs: number) => http({ stampNs, oneWayUs: () => 200 }).meanMs;
  assert.deepEqual([read(0), read(700e3), read(900e3)], [0, 0, 1]);
});

test("milliseconds begin where the wall clock's do", () => {
  const stored = studyRun({ scenarios: ["baseline"], oneWayUs: () => 200 });
  const read = (phaseUs: number) => rowOf(withWallClock(stored, phaseUs)).http!.meanMs;
  assert.deepEqual([read(0), read(799), read(800), read(999)], [0, 0, 1, 1]);
});

test("readings of whole milliseconds tell together where the wall clock's begin", () => {
  // The clock is 800 µs ahead. It is read just after and just before one of its milliseconds is full: each reading alone is
  // half a millisecond off, one early and one late.
  const truth = (atNs: number) => 1_795_000_000_000_000 + atNs / 1000 + 800;
  const stored = withCounters(
    studyRun({ scenarios: ["baseline"], oneWayUs: () => 250 }),
    (line): CounterLine => {
      if (line.subject !== "host") return line;
      const wallClockAtNs = line.atNs + (line.edge === "start" ? 201e3 : 199e3);
      const wallClockUs = Math.floor(truth(wallClockAtNs) / 1000) * 1000 + 500;
      return { ...line, wallClockAtNs, wallClockUs };
    },
  );
  // 250 µs from a full millisecond of the run cross the wall clock's, which the last reading alone puts at 699 µs.
  assert.equal(rowOf(stored).http!.meanMs, 1);
});

test("mean, least and greatest are those of whole milliseconds", () => {
  // 1.2, 2.4 and 6.9 ms in turn from a full millisecond: 1, 2 and 6.
  const { meanMs, minMs, maxMs } = http({ oneWayUs: (_, __, index) => [1200, 2400, 6900][index % 3]! });
  assert.deepEqual({ meanMs, minMs, maxMs }, { meanMs: 3, minMs: 1, maxMs: 6 });
});

test("the study counts a message where it arrives, the proper figures where it was due", () => {
  // The last one due before the window (299) arrives 1 s into it, and the last one of all (749) after its end.
  const late = (index: number) => index === 299 || index === 749;
  const latency = http({ oneWayUs: (_, __, index) => (late(index) ? 3_000_000 : 500) });
  assert.deepEqual([latency.ingested, latency.sent, latency.missing], [450, 450, 0]);
  assert.equal(latency.maxMs, 3000);
  const lastOnly = http({ oneWayUs: (_, __, index) => (index === 749 ? 3_000_000 : 500) });
  assert.deepEqual([lastOnly.ingested, lastOnly.sent, lastOnly.maxMs], [449, 450, 0]);
  assert.equal(lastOnly.p99!.high, 3_000_000);
});

test("a message that never came is not in the study's mean, but infinitely late in the quantiles", () => {
  const { ingested, sent, missing, meanMs, p50, p99 } = http({
    oneWayUs: (_, __, index) => (index % 50 === 49 ? null : 1500),
  });
  assert.deepEqual({ ingested, sent, missing, meanMs }, { ingested: 441, sent: 450, missing: 9, meanMs: 1 });
  assert.deepEqual(p50, { value: 1500, low: 1500, high: 1500 });
  assert.equal(p99!.value, null); // rank 446 of 450, of which 441 came
});

test("a message that was spoilt on its way came for the study, but not for the quantiles", () => {
  const stored = studyRun({ scenarios: ["baseline"], oneWayUs: () => 500 });
  const spoilt = [...stored.samples].map((sample, index) =>
    index % 500 === 499 ? { ...sample, outcome: "mismatch" as const } : sample,
  );
  const { ingested, sent, missing } = rowOf({ ...stored, samples: spoilt }).http!;
  assert.deepEqual({ ingested, sent, missing }, { ingested: 450, sent: 450, missing: 1 });
});

test("quantiles have the order statistics of METHOD.md's ranks for n = 450 as intervals", () => {
  // Message i of the window is i + 1 µs late, so ranks can be read off: p50 204–247, p99 441–450.
  const { p50, p99 } = http({ oneWayUs: (_, __, index) => index - 300 + 1 + 1000 });
  assert.deepEqual(p50, { value: 1225, low: 1204, high: 1247 });
  assert.deepEqual(p99, { value: 1446, low: 1441, high: 1450 });
});

test("fewer than 368 messages carry no p99", () => {
  const stored = studyRun({ scenarios: ["baseline"], oneWayUs: () => 500, minutes: 5, windowMinutes: 3 });
  const { http: latency, reasons } = rowOf(stored);
  assert.equal(latency!.p99, null);
  assert.ok(latency!.p95);
  assert.equal(reasons!["http.p99"], "n/a (n=90 < 368)");
});

test("every null of a row has its reason", () => {
  const stored = studyRun({
    scenarios: ["baseline", "shadowsocks-socks5", "stunnel"],
    oneWayUs: (scenario, workload) =>
      scenario === "stunnel" ? null : workload === "mqtt" && scenario !== "baseline" ? undefined : 500,
  });
  assert.deepEqual(rowOf(stored, "shadowsocks-socks5").reasons, {
    mqtt: "no MQTT messages in a study phase",
    cpuPercent: "no study phase and no duet with counters at both edges",
    memoryPercent: "no study phase and no duet with counters at both edges",
    drops: "no study phase with counters at both edges",
  });
  const { http: latency, reasons } = rowOf(stored, "stunnel");
  assert.equal(latency, null);
  assert.equal(reasons!["http"], "none of 450 messages came");
});

test("CPU and memory are averages over all containers, endpoints included", () => {
  const stored = withCounters(
    studyRun({ scenarios: ["stunnel", "wireguard"], oneWayUs: () => 500 }),
    (line) => {
      if (line.subject !== "container") return line;
      // 15, 30 and 45 s of CPU in 1500 s: 1, 2 and 3 %; a fourth of the host's 4 GiB in use, and a limit of half of it.
      const busySeconds = line.scenario === null ? 15 : line.scenario === "stunnel" ? 30 : 45;
      const cpuNs = line.edge === "start" ? 7e9 : 7e9 + busySeconds * 1e9;
      const memoryLimitBytes = line.scenario === null ? 2 * 2 ** 30 : 2 ** 63;
      return { ...line, cpuNs, memoryLimitBytes, memoryBytes: 2 ** 30 };
    },
  );
  const row = rowOf(stored, "stunnel");
  assert.equal(row.containers, 6); // four endpoints and the pair, not the other pair
  assert.ok(Math.abs(row.cpuPercent! - (4 * 1 + 2 * 2) / 6) < 1e-9);
  assert.ok(Math.abs(row.memoryPercent! - (4 * 50 + 2 * 25) / 6) < 1e-9);
});

test("drops are those of the lab's interfaces while the study ran", () => {
  const stored = withCounters(
    studyRun({ scenarios: ["stunnel", "wireguard"], oneWayUs: () => 500 }),
    (line) => {
      if (line.subject !== "container" || line.network === null) return line;
      const own = { "stunnel-server": 3, "wireguard-server": 100, "http-server": 2 }[line.container] ?? 0;
      const rxDropped = 40 + (line.edge === "end" ? own : 0);
      return { ...line, network: { ...line.network, rxDropped } };
    },
  );
  assert.equal(rowOf(stored, "stunnel").drops, 5);
});

test("an interrupted run judges the phases that took place", () => {
  const stored = studyRun({ scenarios: ["baseline", "stunnel"], oneWayUs: () => 500, isConcurrent: false });
  const { run, samples } = stored;
  const began = run.timeline[0]!.phase;
  const study = analyse({
    ...stored,
    run: { ...run, timeline: run.timeline.slice(0, 1) },
    samples: [...samples].filter(({ phase }) => phase === began),
  }).study!;
  assert.deepEqual(
    study.rows.map(({ http: latency }) => latency?.sent ?? null),
    [450, null],
  );
});

test("a summary with a study follows its schema", () => {
  const stored = studyRun({
    scenarios: ["baseline", "shadowsocks-socks5", "wireguard", "stunnel"],
    oneWayUs: (scenario, workload) =>
      scenario === "shadowsocks-socks5" && workload === "mqtt" ? undefined : 500,
  });
  validateSummary(JSON.parse(JSON.stringify(analyse(withCounters(stored)))));
});
