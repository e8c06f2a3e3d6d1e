import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import { judgeRound } from "../../harness/analysis/judge-round.ts";
import type { ContainerCounters, CounterLine, HostCounters } from "../../harness/model/counters.ts";
import type { LoopBlock } from "../../harness/model/protocol.ts";
import { validateSummary } from "../../harness/model/schema/validate.ts";
import type { Gate, Summary } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";

const stored: StoredRun = storedRun();

function gateIn({ gates }: Summary, id: string): Gate {
  return gates.find((candidate) => candidate.id === id)!;
}

function gate(id: string, change: Partial<StoredRun> = {}): Gate {
  return gateIn(analyse({ ...stored, ...change }), id);
}

/** With the lines at the end of some phases changed. */
function atEnd<Line extends CounterLine>(
  subject: Line["subject"],
  phases: RegExp,
  change: (line: Line) => CounterLine,
): Partial<StoredRun> {
  const counters = [...stored.counters].map((line) =>
    line.subject === subject && line.edge === "end" && phases.test(line.phase) ? change(line as Line) : line,
  );
  return { counters };
}

const ofHost = (phases: RegExp, change: (line: HostCounters) => CounterLine) =>
  atEnd<HostCounters>("host", phases, change);

function statesOf(id: string, changes: readonly Partial<StoredRun>[]): string[] {
  return changes.map((change) => gate(id, change).state);
}

function withTimeline(change: (phase: string) => Partial<LoopBlock>): Partial<StoredRun> {
  const timeline = stored.run.timeline.map((entry) => {
    const blocks = entry.generator?.blocks?.map((block) => ({ ...block, ...change(entry.phase) })) ?? [];
    return entry.generator ? { ...entry, generator: { ...entry.generator, blocks } } : entry;
  });
  return { run: { ...stored.run, timeline } };
}

test("an event loop that is held up warns from 10 ms on and ruins the duet from 50 ms on", () => {
  const held = (ms: number) =>
    withTimeline((phase) => (phase === "i0-duet" ? { loopDelayMaxNs: ms * 1e6 } : {}));
  assert.deepEqual(statesOf("G2", [10, 11, 50, 51].map(held)), ["pass", "warn", "warn", "invalid"]);
  assert.equal(
    gate("G2", held(51)).reason,
    "event loop of the generator held up, most 51 ms in the duet (more than 50 ms)",
  );
});

test("a pause of the garbage collector has the same limits", () => {
  const paused = (ms: number) => withTimeline((phase) => (phase === "i0-duet" ? { gcMaxNs: ms * 1e6 } : {}));
  assert.deepEqual(statesOf("G2-gc", [10, 11, 51].map(paused)), ["pass", "warn", "invalid"]);
});

test("a generator that needs most of its CPU warns from 60 % on and is invalid from 85 % on", () => {
  const busy = (share: number) =>
    atEnd<ContainerCounters>("container", /^i0-duet$/, (line) =>
      line.role === "generator" ? { ...line, cpuNs: 5e9 + share * 40e9 } : line,
    );
  assert.deepEqual(statesOf("G4-cpu", [0.59, 0.61, 0.84, 0.86].map(busy)), [
    "pass",
    "warn",
    "warn",
    "invalid",
  ]);
});

test("CPU that nobody of ours used in the idle slot is foreign: host less containers less harness", () => {
  // The fixture's machine is busy for 30 ms a second when it is idle, 10 of which the harness uses.
  assert.ok(Math.abs(gate("E2").value! - 2) < 1e-9);
  const used = (ms: number) => ofHost(/idle$/, (line) => ({ ...line, idleNs: line.idleNs - ms * 1e6 }));
  assert.deepEqual(statesOf("E2", [29, 31].map(used)), ["pass", "warn"]);
  const dropped = gate(
    "E2",
    ofHost(/^i0-r2-idle$/, (line) => ({ ...line, idleNs: line.idleNs - 140e6 })),
  );
  assert.equal(
    dropped.reason,
    "CPU used by others in the idle slot, of one CPU 16 % (more than 15 %): 1 of 4 rounds of slots dropped",
  );
});

test("a step of the wall clock counts less the 1 ms that its readings are coarse, and no latency changes", () => {
  const stepped = (ms: number) =>
    ofHost(/^i0-duet$/, (line) => ({ ...line, wallClockUs: line.wallClockUs! + ms * 1000 }));
  assert.deepEqual(statesOf("E3", [2, -2.1, 6, 6.1].map(stepped)), ["pass", "warn", "warn", "invalid"]);
  assert.deepEqual([gate("E3", stepped(0.93)).value, gate("E3", stepped(250)).value], [0, 249]);
  assert.deepEqual(
    analyse({ ...stored, ...stepped(250) }).scenarios.map(({ workloads }) => workloads),
    analyse(stored).scenarios.map(({ workloads }) => workloads),
  );
});

test("waiting for a CPU counts in idle slots only", () => {
  const waiting = (phases: RegExp, share: number) =>
    ofHost(phases, (line) => ({ ...line, cpuPressureNs: share * 1e9 }));
  assert.deepEqual(
    statesOf("E4", [waiting(/duet$|http|mqtt/, 0.5), waiting(/r1-idle$/, 0.03), waiting(/idle$/, 0.11)]),
    ["pass", "warn", "invalid"],
  );
});

test("a container that was not the same at the end makes the run invalid, and is named", () => {
  const change = { instance: 0, container: "stunnel-client", what: "was restarted" };
  const found = gate("E5", { run: { ...stored.run, identityChanges: [change] } });
  assert.deepEqual(
    [found.state, found.reason],
    [
      "invalid",
      'containers that were not the same at the end 1 (more than 0): "stunnel-client" was restarted',
    ],
  );
});

test("packets that a capture lost warn: they spoil the evidence and no latency", () => {
  const evidence = stored.evidence.map((verdict) => ({ ...verdict, captureDrops: 2 }));
  assert.deepEqual([gate("E7").state, gate("E7", { evidence }).state], ["pass", "warn"]);
});

test("swapping in warns, a process that was killed for want of memory is invalid", () => {
  assert.equal(
    gate(
      "E8",
      ofHost(/^i0-duet$/, (line) => ({ ...line, swapInPages: 13 })),
    ).state,
    "warn",
  );
  const killed = atEnd<ContainerCounters>("container", /^i0-duet$/, (line) => ({ ...line, oomKills: 1 }));
  assert.equal(gate("E8-oom", killed).state, "invalid");
});

test("a frequency that drifts by 3 % from the first to the last quarter warns, by 10 % it is invalid", () => {
  const drifting = (share: number) => ({
    counters: [...stored.counters].map((line) => {
      const isLate = /-r[23]-/.test(line.phase);
      return line.subject === "host" ? { ...line, frequencyKHz: 2e6 * (isLate ? 1 - share : 1) } : line;
    }),
  });
  assert.equal(gate("E9"), undefined);
  assert.deepEqual(statesOf("E9", [0.02, 0.04, 0.11].map(drifting)), ["pass", "warn", "invalid"]);
});

test("a connection tracking table that is nearly full warns", () => {
  const full = (count: number) =>
    ofHost(/^i0-duet$/, (line) => ({ ...line, conntrack: { count, max: 1000 } }));
  assert.deepEqual(statesOf("E10", [700, 710, 960].map(full)), ["pass", "warn", "invalid"]);
});

test("a calibration that is absent, old or passed by fewer than 90 % keeps a run from A", () => {
  const calibrated = (passed: number, ageDays: number) => ({
    calibration: { id: "c", at: "2026-11-14T00:00:00.000Z", passed, of: 60, ageDays },
  });
  const changes = [
    { calibration: null },
    calibrated(60, 7),
    calibrated(60, 8),
    calibrated(54, 1),
    calibrated(53, 1),
  ];
  assert.deepEqual(
    changes.map((change) => [gate("calibration", change).state, gate("calibration", change).reason]),
    [
      ["warn", "this host has no calibration"],
      ["pass", null],
      ["warn", "age of the calibration 8 days (more than 7 days)"],
      ["pass", null],
      ["warn", "calibration passed 53 of 60"],
    ],
  );
});

/** As the first schema version stored it. */
function oldRun(): StoredRun {
  const { identityChanges: _changes, ...run } = stored.run;
  const timeline = run.timeline.map((entry) => {
    if (entry.generator === null) return entry;
    const { blocks: _blocks, ...generator } = entry.generator;
    return { ...entry, generator };
  });
  const counters = [...stored.counters].map((line): CounterLine => {
    if (line.subject === "harness") return line;
    if (line.subject === "container") {
      const { oomKills: _kills, ...old } = line;
      return old;
    }
    const { wallClockUs, wallClockAtNs, cpuPressureNs, swapInPages, frequencyKHz, conntrack, ...old } = line;
    return old;
  });
  return { ...stored, run: { ...run, timeline }, counters };
}

test("a run of the first schema version has no gate for what it did not store, and is no worse for it", () => {
  const summary = analyse(oldRun());
  const absent = ["G2", "G2-gc", "E3", "E4", "E5", "E8", "E8-oom", "E9", "E10"];
  assert.deepEqual(
    absent.filter((id) => gateIn(summary, id) !== undefined),
    [],
  );
  assert.deepEqual(summary.grade, analyse(stored).grade);
  assert.deepEqual(validateSummary(summary), summary);
});

/** What the run loop has after round 2. */
function roundTwo(lateMs: number, counters: Iterable<CounterLine> = stored.counters) {
  const isOwn = (name: string) => name.startsWith("i0-r2-");
  return judgeRound(
    stored.run.plan.phases.filter(({ name }) => isOwn(name)),
    [...stored.samples]
      .filter(({ phase }) => isOwn(phase))
      .map((sample) => ({ ...sample, readyNs: sample.readyNs + lateMs * 1e6 })),
    [...counters].filter(({ phase }) => isOwn(phase)),
    stored.run.timeline.filter(({ phase }) => isOwn(phase)),
  );
}

test("a round that has just ended is judged by itself, with the words of the whole run", () => {
  const stolen = ofHost(/^i0-r2-/, (line) => ({ ...line, stealNs: 100e6 }));
  assert.equal(roundTwo(0), null);
  assert.equal(roundTwo(5.9), "dispatch lag, p99 6 ms (more than 5 ms)");
  assert.equal(roundTwo(0, stolen.counters), "CPU time stolen by the hypervisor 5 % (more than 3 %)");
});

/** The fixture with some rounds done again under the numbers from 4 on. */
function withReplaced(rounds: readonly number[]): StoredRun {
  const copies = rounds.map((round, index) => ({ round, name: `-r${4 + index}-`, number: 4 + index }));
  const again = <Item>(
    items: Iterable<Item>,
    phaseOf: (item: Item) => string,
    rename: (item: Item, name: string) => Item,
  ) =>
    [...items].flatMap((item) => {
      const copy = copies.find(({ round }) => phaseOf(item).includes(`-r${round}-`));
      return copy ? [item, rename(item, phaseOf(item).replace(/-r\d-/, copy.name))] : [item];
    });
  const phases = again(
    stored.run.plan.phases,
    ({ name }) => name,
    (phase, name) => ({ ...phase, name, round: Number(/-r(\d)-/.exec(name)![1]), replaces: phase.round! }),
  );
  const timeline = again(
    stored.run.timeline,
    ({ phase }) => phase,
    (entry, phase) => ({ ...entry, phase }),
  );
  const plan = { ...stored.run.plan, phases };
  return {
    ...stored,
    run: { ...stored.run, plan, timeline },
    samples: again(
      stored.samples,
      ({ phase }) => phase,
      (sample, phase) => ({ ...sample, phase }),
    ),
    counters: again(
      stored.counters,
      ({ phase }) => phase,
      (line, phase) => ({ ...line, phase }),
    ),
  };
}

test("a replaced round does not count, also where no gate objects now, and its replacement does", () => {
  const summary = analyse(withReplaced([2]));
  const row = summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!;
  assert.deepEqual([gateIn(summary, "rounds").value, gateIn(summary, "rounds").state], [1, "pass"]);
  assert.equal(row.vsBaseline!.systemCpu!.n, 2);
  assert.equal(
    row.slots!.ok,
    analyse(stored).scenarios.find(({ name }) => name === "stunnel")!.workloads.http!.slots!.ok,
  );
});

test("more than a fifth of the planned rounds replaced is too many", () => {
  const found = gateIn(analyse(withReplaced([0, 2])), "rounds");
  assert.deepEqual(
    [found.state, found.reason],
    ["invalid", "2 of 4 rounds of slots dropped and made good, by all gates together"],
  );
});

/** Late in some rounds by so much that G1 drops them. */
function lateIn(rounds: RegExp, from: StoredRun): StoredRun {
  const samples = [...from.samples].map((sample) =>
    rounds.test(sample.phase) ? { ...sample, readyNs: sample.intendedNs + 6e6 } : sample,
  );
  return { ...from, samples };
}

test("a round whose replacement is bad too is one round lost, which is tolerable", () => {
  const summary = analyse(lateIn(/-r[24]-/, withReplaced([2])));
  assert.deepEqual(
    [gateIn(summary, "rounds").value, gateIn(summary, "rounds").state, gateIn(summary, "G1").state],
    [1, "pass", "warn"],
  );
  assert.match(gateIn(summary, "G1").reason!, /: 1 of 4 rounds of slots dropped$/);
});

test("a round that its replacement made good says so", () => {
  const { reason } = gateIn(analyse(lateIn(/-r2-/, withReplaced([2]))), "G1");
  assert.match(reason!, /: 1 of 4 rounds of slots dropped and made good$/);
});

test("a lost round and one that was made good are two", () => {
  const found = gateIn(analyse(lateIn(/-r[24]-/, withReplaced([2, 0]))), "rounds");
  assert.deepEqual([found.value, found.state], [2, "invalid"]);
  assert.match(found.reason!, /^2 of 4 rounds of slots dropped, 1 of them made good, /);
});
