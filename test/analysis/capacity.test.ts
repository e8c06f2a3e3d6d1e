import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import type { LoadRecord } from "../../harness/model/load.ts";
import type { LoadSpec } from "../../harness/model/plan.ts";
import { validateSummary } from "../../harness/model/schema/validate.ts";
import { isDisturbed, type Limit, type ScenarioSummary, type Summary } from "../../harness/model/summary.ts";
import { withCapacity } from "../support/fixture-capacity.ts";
import {
  type FixtureLoad,
  histogramOf,
  type Run,
  trialRecord,
  withConnects,
  withLoads,
} from "../support/fixture-loads.ts";
import { second } from "../support/fixture-plan.ts";
import { storedRun } from "../support/fixture-run.ts";

const scenario = "stunnel";
let clockSeconds = 10_000;

/** A load of two seconds on stunnel, alone on the machine, that nothing limits. */
function load(name: string, spec: LoadSpec, change: Partial<LoadRecord>, busy: FixtureLoad["busy"] = {}) {
  clockSeconds += 60;
  const record: LoadRecord = {
    ...{ phase: name, window: name, instance: 0, scenario, load: spec },
    ...{ startNs: clockSeconds * second, endNs: (clockSeconds + 2) * second },
    ...{ completed: 0, errors: {}, bytes: null, latency: null, offered: null, backlog: 0 },
    facts: { cpuNs: 1e8, eventLoopUtilization: 0.2, dispatchLagP99Ns: null },
    ...change,
  };
  return { record, busy, idleShare: 0.4 };
}

function closedLoop(name: string, connections: number, completed: number, change: Partial<LoadRecord> = {}) {
  return load(
    name,
    { kind: "closed-loop", connections },
    { completed, latency: histogramOf([1, 2, 3]), ...change },
  );
}

function stunnelOf(stored: Run): ScenarioSummary {
  return analyse(stored).scenarios.find(({ name }) => name === scenario)!;
}

function httpOf(loads: readonly FixtureLoad[]) {
  const { workloads, reasons } = stunnelOf(withLoads(storedRun(), loads));
  return { http: workloads.http!, reasons };
}

function near(actual: number | null | undefined, expected: number): void {
  assert.ok(Math.abs(actual! - expected) <= 1e-9 * Math.abs(expected), `${actual} instead of ${expected}`);
}

/** Student's t with one degree of freedom is Cauchy's: its 0.975-quantile is tan(0.475 π) = 12.7062. */
test("a rate is the mean of the instances with its t-interval", () => {
  const { http } = httpOf([closedLoop("i0", 8, 2000), closedLoop("i1", 8, 2200, { instance: 1 })]);
  const { perSecond } = http.closedLoop!["8"]!;
  near(perSecond.value, 1050);
  near(perSecond.low, 1050 - Math.tan(0.475 * Math.PI) * 50);
  near(perSecond.high, 1050 + Math.tan(0.475 * Math.PI) * 50);
  assert.equal(perSecond.n, 2);
});

test("one instance has a rate without an interval", () => {
  const { http } = httpOf([closedLoop("once", 1, 2000)]);
  assert.deepEqual(http.closedLoop!["1"]!.perSecond, {
    ...{ value: 1000, low: null, high: null, n: 1, limitedBy: "latency" },
  });
});

test("a closed loop tells its answers' times, the greatest of all, and its errors", () => {
  const slow = { instance: 1, latency: histogramOf([3, 4, 50]) };
  const { http } = httpOf([closedLoop("i0", 32, 2000), closedLoop("i1", 32, 2200, slow)]);
  const { p50Us, p99Us, maxUs, errors } = http.closedLoop!["32"]!;
  assert.deepEqual({ p50Us, p99Us, maxUs, errors }, { p50Us: 3000, p99Us: 26_500, maxUs: 50_000, errors: 0 });
});

test("requests of a closed loop that failed are infinitely late in its quantiles", () => {
  const latency = {
    ...{ count: 1000, minNs: 1e6, meanNs: 500.5e6, maxNs: 1000e6 },
    percentiles: [50, 75, 99, 99.9, 100].map((listed): [number, number] => [listed, listed * 10e6]),
  };
  const withErrors = (reset: number) => httpOf([closedLoop("i0", 8, 1000, { latency, errors: { reset } })]);
  // 5 of 1005: the p99 of all is at 99.495 % of the answers, and the p50 at 50.25 %.
  const few = withErrors(5).http.closedLoop!["8"]!;
  near(few.p99Us, 994_950);
  near(few.p50Us, 502_500);
  const { http, reasons } = withErrors(11); // 1.09 %
  assert.deepEqual([http.closedLoop!["8"]!.p99Us, http.closedLoop!["8"]!.errors], [null, 11]);
  assert.equal(
    reasons["workloads.http.closedLoop.8.p99Us"],
    "infinite: 11 of 1011 requests of a loop failed",
  );
});

test("a size that was not planned is absent with its reason", () => {
  const { http, reasons } = httpOf([closedLoop("once", 1, 2000)]);
  assert.equal(http.closedLoop!["8"], null);
  assert.equal(reasons["workloads.http.closedLoop.8"], "no closed-loop phase with 8 connections in the plan");
});

test("a load that was planned and has no record did not take place", () => {
  const stored = withLoads(storedRun(), [closedLoop("once", 1, 2000)]);
  const { workloads, reasons } = stunnelOf({ ...stored, loads: [] });
  assert.equal(workloads.http!.closedLoop, null);
  assert.match(reasons["workloads.http.closedLoop"]!, /planned once, but it did not take place/);
});

test("a plan without loads has none of the figures, each with its reason", () => {
  const { workloads, reasons } = stunnelOf(storedRun());
  for (const [figure, phase] of Object.entries({
    closedLoop: "closed-loop",
    connect: "connect",
    saturation: "saturation",
    bulk: "bulk",
  })) {
    assert.equal(workloads.http![figure as "bulk"], null);
    assert.equal(reasons[`workloads.http.${figure}`], `no ${phase} phase in the plan`);
    assert.equal(reasons[`workloads.mqtt.${figure}`], "QoS 0 has no answer to wait for");
  }
});

for (const { what, busy, idleShare, limit } of [
  {
    what: "a busy generator",
    busy: { generator: 0.9, "stunnel-client": 0.86 },
    idleShare: 0.1,
    limit: "generator",
  },
  { what: "a busy service", busy: { "http-server": 0.85, generator: 0.3 }, idleShare: 0.4, limit: "service" },
  { what: "a busy broker", busy: { "mqtt-broker": 0.99 }, idleShare: 0.4, limit: "service" },
  {
    what: "a busy tunnel",
    busy: { generator: 0.86, "stunnel-server": 0.95 },
    idleShare: 0.01,
    limit: "tunnel",
  },
  {
    what: "another scenario's busy tunnel",
    busy: { "relay-client": 0.95 },
    idleShare: 0.4,
    limit: "latency",
  },
  {
    what: "a full machine",
    busy: { generator: 0.7, "stunnel-client": 0.6 },
    idleShare: 0.049,
    limit: "machine",
  },
  { what: "nothing busy", busy: { generator: 0.84 }, idleShare: 0.051, limit: "latency" },
] as { what: string; busy: Record<string, number>; idleShare: number; limit: Limit }[]) {
  test(`${what}: the load is limited by ${limit}`, () => {
    const { http } = httpOf([{ ...closedLoop("once", 1, 2000), busy, idleShare }]);
    assert.equal(http.closedLoop!["1"]!.perSecond.limitedBy, limit);
  });
}

test("one instance that the generator limited makes the mean a lower bound", () => {
  const { http } = httpOf([
    closedLoop("i0", 1, 2000),
    { ...closedLoop("i1", 1, 2000, { instance: 1 }), busy: { generator: 0.95 } },
    closedLoop("i2", 1, 2000, { instance: 2 }),
  ]);
  assert.equal(http.closedLoop!["1"]!.perSecond.limitedBy, "generator");
});

test("a rate whose limit is not known is not told", () => {
  const { counters, ...stored } = withLoads(storedRun(), [closedLoop("once", 1, 2000)]);
  const { workloads, reasons } = stunnelOf({
    ...stored,
    counters: counters.filter(({ phase }) => phase !== "once"),
  });
  assert.equal(workloads.http!.closedLoop!["1"], null);
  assert.match(reasons["workloads.http.closedLoop.1"]!, /no counters at both edges/);
});

test("goodput is megabits of payload a second, and a gigabyte costs what host and pair were busy", () => {
  const up = { kind: "bulk", direction: "up", streams: 8 } as const;
  const down = { ...up, direction: "down" } as const;
  const busy = { generator: 0.25, "stunnel-client": 0.5, "stunnel-server": 0.3 };
  const { http } = httpOf([load("up", up, { bytes: 5e8 }, busy), load("down", down, { bytes: 15e8 }, busy)]);
  const bulk = http.bulk!["8"]!;
  assert.deepEqual([bulk.upMbps!.value, bulk.downMbps!.value], [2000, 6000]);
  // 2 CPUs, 0.4 idle, two loads of 2 s: 4.8 CPU-s busy, less 0.03 CPU-s a second of the idle floor, less the generator's 1.
  near(bulk.cpuSecondsPerGb, (4.8 - 4 * 0.03 - 1) / 2);
  near(bulk.tunnelCpuSecondsPerGb, (0.8 * 4) / 2);
});

const bulkUp = { kind: "bulk", direction: "up", streams: 1 } as const;

test("the idle floor of a gigabyte's cost leaves out idle slots of dropped rounds", () => {
  const stored = withLoads(storedRun(), [load("up", bulkUp, { bytes: 1e9 })]);
  const cost = (counters: readonly CounterLine[]) =>
    stunnelOf({ ...stored, counters }).workloads.http!.bulk!["1"]!.cpuSecondsPerGb;
  // 0.9 of a CPU is used by others in the idle slot of round 2: gate E2 drops it.
  const disturbed = stored.counters.map((line) =>
    line.subject === "host" && line.phase === "i0-r2-idle" && line.edge === "end"
      ? { ...line, idleNs: line.idleNs - 0.9e9 }
      : line,
  );
  near(cost(stored.counters), 2.4 - 2 * 0.03);
  near(cost(disturbed), 2.4 - 2 * 0.03);
});

test("where every idle slot is in a dropped round there is no cost of a gigabyte", () => {
  const stored = withLoads(storedRun(), [load("up", bulkUp, { bytes: 1e9 })]);
  const counters = stored.counters.map((line) =>
    line.subject === "host" && line.phase.endsWith("-idle") && line.edge === "end"
      ? { ...line, idleNs: line.idleNs - 0.9e9 }
      : line,
  );
  const { workloads, reasons } = stunnelOf({ ...stored, counters });
  assert.equal(workloads.http!.bulk!["1"]!.cpuSecondsPerGb, null);
  assert.match(reasons["workloads.http.bulk.1.cpuSecondsPerGb"]!, /^every idle slot .* dropped round$/);
});

test("a transfer whose account never came has no goodput and no cost, and its streams failed", () => {
  const lost = { bytes: null, errors: { timeout: 2, reset: 1 } };
  const { http, reasons } = httpOf([
    load("up", bulkUp, lost),
    load("down", { ...bulkUp, direction: "down" }, { bytes: 1e9 }),
  ]);
  const { upMbps, downMbps, cpuSecondsPerGb, errors } = http.bulk!["1"]!;
  assert.deepEqual([upMbps, downMbps!.value, cpuSecondsPerGb, errors], [null, 4000, null, 3]);
  assert.equal(reasons["workloads.http.bulk.1.upMbps"], "the receiver's account of a transfer never came");
});

/** The loads on a machine of which bench itself uses 1 % of a CPU; the fixture's two are `idleShare` idle. */
function withHarness(loads: readonly FixtureLoad[], change: (run: Run["run"]) => Run["run"] = (run) => run) {
  const stored = withLoads(storedRun(), loads);
  const windows = new Map(loads.map(({ record }) => [record.window, record]));
  const own = stored.counters.flatMap((line): CounterLine[] => {
    const record = windows.get(line.phase);
    if (line.subject !== "host" || record === undefined) return [];
    const { phase, edge, instance, atNs, spreadNs } = line;
    const cpuNs = 3e9 + 0.01 * (atNs - record.startNs);
    return [{ phase, edge, instance, atNs, spreadNs, subject: "harness", cpuNs, residentBytes: 1 }];
  });
  return analyse({ ...stored, run: change(stored.run), counters: [...stored.counters, ...own] });
}

/** A closed loop of stunnel while others use a share of one CPU. */
function beside(foreign: number, name = "once", instance = 0): FixtureLoad {
  const busy = { generator: 0.4, "stunnel-client": 0.5 };
  return { ...closedLoop(name, 8, 2000, { instance }), busy, idleShare: 1 - (0.91 + foreign) / 2 };
}

const loadsGate = ({ gates }: Summary) => gates.find(({ id }) => id === "loads");
const eight = ({ scenarios }: Summary) =>
  scenarios.find(({ name }) => name === scenario)!.workloads.http!.closedLoop!["8"]!.perSecond;

test("CPU that others used during a load is told, and warns beyond 25 % of one", () => {
  const [quiet, loud] = [withHarness([beside(0.24)]), withHarness([beside(0.26)])];
  near(eight(quiet).foreignPercent, 24);
  assert.deepEqual([isDisturbed(eight(quiet)), isDisturbed(eight(loud))], [false, true]);
  assert.deepEqual([loadsGate(quiet)!.state, loadsGate(loud)!.state], ["pass", "warn"]);
  assert.equal(
    loadsGate(loud)!.reason,
    "CPU used by others during a load, of one CPU 26 % (more than 25 %): 1 of 1 loads disturbed",
  );
  assert.deepEqual(validateSummary(loud), loud);
});

test("a figure of several instances is as disturbed as its worst load", () => {
  const summary = withHarness([beside(0.05, "i0"), beside(0.7, "i1", 1)]);
  near(eight(summary).foreignPercent, 70);
  assert.match(loadsGate(summary)!.reason!, /: 1 of 2 loads disturbed$/);
});

test("a search is as disturbed as the worst of its trials", () => {
  const trials = search([passes(600), fails(1200), passes(1000), fails(1040), passes(1000)]);
  const summary = withHarness(
    trials.map((trial, index) => ({ ...trial, idleShare: index === 2 ? 0.5 : 0.9 })),
  );
  const { workloads } = summary.scenarios.find(({ name }) => name === scenario)!;
  near(workloads.http!.saturation!.perSecond.foreignPercent, 99);
});

test("a tunnel in the kernel is not taken for others: no container is charged for it", () => {
  const summary = withHarness([beside(0.9)], (run) => ({
    ...run,
    scenarios: run.scenarios.map((record) =>
      record.name === scenario ? { ...record, implementation: "WireGuard (Kernel 6.18)" } : record,
    ),
  }));
  assert.deepEqual([eight(summary).foreignPercent, loadsGate(summary)], [undefined, undefined]);
});

test("a direction that was not measured is absent", () => {
  const { http, reasons } = httpOf([
    load("up", { kind: "bulk", direction: "up", streams: 1 }, { bytes: 5e8 }),
  ]);
  assert.equal(http.bulk!["1"]!.downMbps, null);
  assert.equal(reasons["workloads.http.bulk.1.downMbps"], "no transfer down");
  assert.equal(http.bulk!["8"], null);
});

test("time to first byte counts from the release, and a refused connection is infinitely late", () => {
  const firstBytesUs = [null, ...Array.from({ length: 399 }, (_, index) => 1000 + index)];
  const { workloads } = stunnelOf(withConnects(storedRun(), scenario, firstBytesUs));
  const { ttfbUs, perSecond } = workloads.http!.connect!;
  assert.equal(perSecond, null);
  assert.equal(ttfbUs!.p50!.value, 1199);
  assert.equal(ttfbUs!.max!.value, null);
});

test("connections a second come with what limited them", () => {
  const spec = { kind: "connect-rate", connections: 8 } as const;
  const { http, reasons } = httpOf([load("rate", spec, { completed: 900 }, { "stunnel-server": 0.9 })]);
  assert.deepEqual(http.connect!.perSecond, { value: 450, low: null, high: null, n: 1, limitedBy: "tunnel" });
  assert.equal(reasons["workloads.http.connect.ttfbUs"], "no connect phase in the plan");
});

test("requests on new connections that failed are counted", () => {
  const spec = { kind: "connect-rate", connections: 8 } as const;
  const { http } = httpOf([load("rate", spec, { completed: 900, errors: { refused: 4, timeout: 1 } })]);
  assert.equal(http.connect!.errors, 5);
});

const spec = {
  ...{ sloMs: 50, connections: 64, trialSeconds: 2, pauseSeconds: 0.5, widthRatio: 0.05, finalTrials: 1 },
};

/** Trials of one search, in their order, after its closed loop; a rate that fails answers too late. */
function search(
  trials: readonly { rate: number; passes: boolean; busy?: FixtureLoad["busy"]; lagNs?: number }[],
) {
  const phase = `i0-saturation-${scenario}`;
  const first = closedLoop(phase, 64, 2400, { window: `${phase}#0` });
  const rest = trials.map(({ rate, passes, busy = {}, lagNs = 5e5 }, index) => {
    const offered = rate * 2;
    const latenciesMs = Array<number>(offered).fill(passes ? 2 : 81);
    clockSeconds += 60;
    const record = trialRecord(
      { ratePerSecond: rate, offered, latenciesMs },
      {
        ...{ phase, window: `${phase}#${index + 1}`, scenario },
        ...{ startNs: clockSeconds * second, endNs: (clockSeconds + 2) * second },
        facts: { cpuNs: 1e8, eventLoopUtilization: 0.2, dispatchLagP99Ns: lagNs },
      },
    );
    return { record, busy, idleShare: 0.4, saturation: spec };
  });
  // Written in the order of their names, where #10 stands before #2.
  return [{ ...first, saturation: spec }, ...rest].toSorted((a, b) =>
    a.record.window < b.record.window ? -1 : 1,
  );
}

const passes = (rate: number) => ({ rate, passes: true });
const fails = (rate: number) => ({ rate, passes: false });

test("a search gives its lower bound, the first failing rate with its reason, and the width", () => {
  const { http } = httpOf(search([passes(600), fails(1200), passes(1000), fails(1040), passes(1000)]));
  assert.deepEqual(http.saturation, {
    perSecond: { value: 1000, low: null, high: null, n: 1, limitedBy: "objective" },
    ...{ sloMs: 50, trials: 5, widthRatio: 1040 / 1000 - 1 },
    firstFailing: { perSecond: 1040, reason: "p99 81.0 ms" },
    latencyAt: [],
  });
  assert.equal(http.closedLoop, null);
});

test("the latency at shares of the rate is shown and is no trial of the search", () => {
  const found = search([passes(600), fails(1200), passes(1000), fails(1040), passes(1000)]);
  // 1,000 requests at half the rate: 1 ms to 999 ms in order, and one that was never answered
  const latenciesMs = Array.from({ length: 999 }, (_, index) => index + 1);
  const phase = `i0-saturation-${scenario}`;
  const load = { kind: "open-loop", connections: 64, ratePerSecond: 500, share: 0.5 } as const;
  const change = { phase, window: `${phase}#6`, scenario, load, startNs: 9e12, endNs: 9.002e12 };
  const record = trialRecord({ ratePerSecond: 500, offered: 1_000, latenciesMs }, change);
  const { http } = httpOf([...found, { record, busy: {}, idleShare: 0.4, saturation: spec }]);
  assert.equal(http.saturation!.trials, 5);
  assert.equal(http.saturation!.perSecond.value, 1_000);
  assert.deepEqual(http.saturation!.latencyAt, [
    { share: 0.5, perSecond: 500, p50Us: 500_000, p99Us: 990_000 },
  ]);
});

test("trials are read in the order of their numbers", () => {
  const bracket = [passes(600), fails(1200), passes(800), fails(1100), passes(900), fails(1080), passes(950)];
  const finals = [fails(1000), passes(960)];
  const { http } = httpOf(search([...bracket, fails(1060), passes(1000), fails(1040), ...finals]));
  assert.equal(http.saturation!.perSecond.value, 960);
  assert.equal(http.saturation!.firstFailing!.perSecond, 1000);
});

test("a trial that failed because the generator was late makes the rate a lower bound", () => {
  const late = { ...fails(1040), lagNs: 5.1e6 };
  const { http } = httpOf(search([passes(600), fails(1200), passes(1000), late, passes(1000)]));
  assert.equal(http.saturation!.perSecond.limitedBy, "generator");
});

test("the failing trial's busiest container limits the search", () => {
  const full = { ...fails(1040), busy: { "stunnel-client": 0.97 } };
  const { http } = httpOf(search([passes(600), fails(1200), passes(1000), full, passes(1000)]));
  assert.equal(http.saturation!.perSecond.limitedBy, "tunnel");
});

test("a search that never failed has no width", () => {
  const { http } = httpOf(search([passes(600), passes(1200), passes(1800)]));
  assert.equal(http.saturation!.perSecond.value, 1800);
  assert.equal(http.saturation!.firstFailing, null);
  assert.equal(http.saturation!.widthRatio, null);
});

test("a search in which nothing passed tells the least rate and why", () => {
  const { http, reasons } = httpOf(search([fails(600), fails(300), fails(150)]));
  assert.equal(http.saturation, null);
  assert.equal(
    reasons["workloads.http.saturation"],
    "no rate kept the objective, not even 150.0/s: p99 81.0 ms",
  );
});

test("nothing of a run with loads is absent without a reason", () => {
  const { workloads, reasons } = stunnelOf(withCapacity(storedRun()));
  const { closedLoop, connect, saturation, bulk } = workloads.http!;
  const unexplained = Object.entries({ closedLoop, connect, saturation, bulk }).flatMap(([name, figures]) =>
    nullPaths(figures, `workloads.http.${name}`).filter((path) => reasons[path] === undefined),
  );
  assert.deepEqual(unexplained, []);
});

/** Paths of all nulls but those inside an estimate, where null is infinity. */
function nullPaths(value: unknown, path: string): string[] {
  if (value === null) return [path];
  if (typeof value !== "object" || Object.keys(value).join() === "value,low,high") return [];
  return Object.entries(value).flatMap(([key, inner]) => nullPaths(inner, `${path}.${key}`));
}

test("a summary with loads follows its schema", () => {
  const summary = analyse(withCapacity(storedRun()));
  assert.deepEqual(validateSummary(summary), summary);
});
