import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Phase, Plan, Profile } from "../../harness/model/plan.ts";
import { planRun } from "../../harness/run/plan.ts";
import { profiles } from "../../harness/run/profiles.ts";
import { scenarioOf } from "../support/scenario-of.ts";

/** Duet and slots alone; what a profile adds to them has tests of its own. */
const quick = { ...profiles["quick"]!, connect: null, bulk: null };
const four = ["baseline", "relay", "control", "stunnel"].map((name) => scenarioOf(name));

function planOf(change: Partial<Profile> = {}, scenarios = four, seed = "seed"): Plan {
  return planRun({ profile: { ...quick, ...change }, scenarios, seed });
}

/** The phases of one round, in order. */
function round(plan: Plan, number: number, instance = 0): Phase[] {
  return plan.phases.filter((phase) => phase.round === number && phase.instance === instance);
}

/** The scenarios of a round's slots, in order. */
function order(plan: Plan, number: number, instance = 0): string[] {
  return round(plan, number, instance).flatMap(({ scenarios }) => scenarios);
}

describe("planRun", () => {
  it("starts each instance with warm-up and duet of all scenarios, then slots; evidence comes in the first only", () => {
    const plan = planOf({ instances: 2 });
    const kindsOf = (instance: number) =>
      plan.phases.filter((phase) => phase.instance === instance).map(({ kind }) => kind);
    assert.deepEqual(kindsOf(0).slice(0, 4), ["evidence", "warmup", "duet", "idle"]);
    assert.deepEqual(kindsOf(1).slice(0, 3), ["warmup", "duet", "idle"]);
    assert.deepEqual([...new Set(kindsOf(1).slice(2))].sort(), ["idle", "slot"]);
    for (const { scenarios, workloads } of plan.phases.slice(0, 3)) {
      assert.deepEqual(scenarios, ["baseline", "relay", "control", "stunnel"]);
      assert.deepEqual(workloads, ["http", "mqtt"]);
    }
  });

  it("gives every phase of the run a name of its own", () => {
    const names = planOf({ instances: 2 }).phases.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it("sends the evidence's secrets in its seconds", () => {
    const [evidence] = planOf({ evidenceSecrets: 30, evidenceSeconds: 3 }).phases;
    assert.equal(evidence!.seconds * evidence!.ratePerSecond, 30);
  });

  it("adds the settling to each slot and takes a duet's first second for it", () => {
    const plan = planOf();
    assert.deepEqual(
      round(plan, 0).map(({ seconds, settleSeconds }) => [seconds, settleSeconds]),
      Array.from({ length: 5 }, () => [1.2, 0.2]),
    );
    assert.deepEqual(
      plan.phases.slice(0, 3).map(({ settleSeconds }) => settleSeconds),
      [0, 0, 1],
    );
  });

  it("expects the seconds of its phases and what lies between and around them", () => {
    // by hand: evidence 2 + warm-up 10 + duet 41 + 4 rounds × (idle + 4 slots) × 1.2 = 77; 23 changes × 0.15; 15 around
    assert.equal(planOf().expectedSeconds, Math.ceil(77 + 3.45 + 15));
    // the evidence, its change and nothing else is missing in the two other instances
    assert.equal(planOf({ instances: 3 }).expectedSeconds, Math.ceil(3 * (77 + 3.45 + 15) - 2 * 2.15));
  });

  it("starts each round with an idle slot that nobody gets traffic in", () => {
    const plan = planOf();
    for (const number of [0, 1, 2, 3]) {
      const [idle, ...slots] = round(plan, number);
      assert.equal(idle?.kind, "idle");
      assert.deepEqual([idle?.scenarios, idle?.workloads, idle?.ratePerSecond], [[], [], 0]);
      assert.ok(slots.every(({ kind }) => kind === "slot"));
    }
  });

  it("gives each slot one scenario and one workload, HTTP and MQTT rounds in turn", () => {
    const plan = planOf();
    for (const number of [0, 1, 2, 3]) {
      const slots = round(plan, number).slice(1);
      const workload = number % 2 === 0 ? "http" : "mqtt";
      assert.deepEqual([...order(plan, number)].sort(), ["baseline", "control", "relay", "stunnel"]);
      for (const slot of slots) assert.deepEqual([slot.workloads, slot.ratePerSecond], [[workload], 200]);
    }
  });

  it("uses the order of an HTTP round for the MQTT round after it, so that both are compared alike", () => {
    const plan = planOf();
    assert.deepEqual(order(plan, 0), order(plan, 1));
    assert.deepEqual(order(plan, 2), order(plan, 3));
    assert.notDeepEqual(order(plan, 0), order(plan, 2));
  });

  it("balances the rounds: each scenario is once in each place and once after each other one", () => {
    const plan = planOf({ slots: { ...quick.slots!, rounds: 8 } });
    const orders = [0, 2, 4, 6].map((number) => order(plan, number));
    for (const place of [0, 1, 2, 3])
      assert.equal(new Set(orders.map((names) => names[place])).size, 4, `place ${place}`);
    const neighbours = orders.flatMap((names) =>
      names.slice(1).map((name, index) => `${names[index]} ${name}`),
    );
    assert.equal(neighbours.length, 12);
    assert.equal(new Set(neighbours).size, 12);
  });

  it("gives no slot of a workload to a scenario that does not carry it", () => {
    const plan = planOf({}, [...four, scenarioOf("socks", ["http"])]);
    assert.ok(order(plan, 0).includes("socks"));
    assert.deepEqual(
      plan.phases.filter(({ name }) => name.includes("mqtt-socks")),
      [],
    );
    assert.equal(round(plan, 1).length, 1 + 4);
  });

  it("is the same plan for the same seed, and another order for another seed or instance", () => {
    assert.deepEqual(planOf(), planOf());
    const orders = ["a", "b", "c", "d", "e", "f"].map((seed) => order(planOf({}, four, seed), 0).join());
    assert.ok(new Set(orders).size > 1, orders[0]);
    const plan = planOf({ instances: 2 });
    assert.notEqual(order(plan, 0, 0).join(), order(plan, 0, 1).join());
  });

  it("goes on through one square over the instances, so that the run as a whole is balanced", () => {
    // four targets have a square of four rows: two instances with two HTTP rounds each use every row once
    const plan = planOf({ instances: 2 });
    const orders = [0, 1].flatMap((instance) => [0, 2].map((number) => order(plan, number, instance)));
    for (const place of [0, 1, 2, 3])
      assert.equal(new Set(orders.map((names) => names[place])).size, 4, `place ${place}`);
    const neighbours = orders.flatMap((names) =>
      names.slice(1).map((name, index) => `${names[index]} ${name}`),
    );
    assert.equal(new Set(neighbours).size, 12);
  });

  it("connects anew for every HTTP request of the connect phase", () => {
    const plan = planOf({ connect: { seconds: 2, ratePerSecond: 20 } });
    const [connect] = plan.phases.filter(({ kind }) => kind === "connect");
    assert.equal(connect?.connections, "fresh");
    assert.deepEqual(connect?.workloads, ["http"]);
    assert.equal(connect?.scenarios.length, 4);
  });

  it("loads one scenario at a time, every scenario in both directions, none that carries no HTTP", () => {
    const bulk = { streams: [1, 8], seconds: 1, settleSeconds: 0.5 };
    const plan = planOf({ bulk }, [...four, scenarioOf("mqtt-only", ["mqtt"])]);
    const loads = plan.phases.filter(({ kind }) => kind === "load");
    assert.equal(loads.length, 2 * 2 * 4);
    assert.ok(loads.every(({ scenarios }) => scenarios.length === 1 && scenarios[0] !== "mqtt-only"));
    assert.ok(loads.every(({ seconds, settleSeconds }) => seconds === 1.5 && settleSeconds === 0.5));
    const up8 = loads.filter(
      ({ load }) => load?.kind === "bulk" && load.direction === "up" && load.streams === 8,
    );
    assert.deepEqual(up8.map(({ scenarios }) => scenarios[0]!).sort(), [
      "baseline",
      "control",
      "relay",
      "stunnel",
    ]);
  });

  it("saturates once, in the last instance", () => {
    const plan = planOf({
      instances: 3,
      closedLoop: { connections: [1, 8, 32], seconds: 1, settleSeconds: 0.2 },
      connectRate: { connections: 8, seconds: 1, settleSeconds: 0.2 },
      saturation: profiles["standard"]!.saturation!,
    });
    const saturating = plan.phases.filter(({ kind }) => kind === "load" || kind === "saturation");
    assert.deepEqual([...new Set(saturating.map(({ instance }) => instance))], [2]);
    assert.equal(saturating.length, 4 * (3 + 1 + 1));
    // by hand: 8 trials of 1.2 + 0.3 s and 3 at shares of the rate, after a closed loop of 2 s and its pause
    assert.equal(plan.phases.find(({ kind }) => kind === "saturation")?.seconds, 2.3 + 11 * 1.5);
  });

  it("plans the study one scenario after the other, or all at once", () => {
    const study = { minutes: 25, windowMinutes: 15, everySeconds: 2, isConcurrent: false };
    const lone = planOf({ duet: null, slots: null, study }).phases.filter(({ kind }) => kind === "study");
    assert.deepEqual(lone.map(({ scenarios }) => scenarios[0]!).sort(), [
      "baseline",
      "control",
      "relay",
      "stunnel",
    ]);
    const all = planOf({ duet: null, slots: null, study: { ...study, isConcurrent: true } });
    const [together, ...rest] = all.phases.filter(({ kind }) => kind === "study");
    assert.equal(rest.length, 0);
    assert.deepEqual(
      [together?.seconds, together?.ratePerSecond, together?.connections],
      [1500, 0.5, "fresh"],
    );
  });

  it("keeps the durations that the profiles promise", () => {
    const minutes = (name: string, count: number) =>
      planRun({
        profile: profiles[name]!,
        scenarios: Array.from({ length: count }, (_, index) => scenarioOf(`s${index}`)),
        seed: "seed",
      }).expectedSeconds / 60;
    assert.ok(minutes("quick", 9) <= 3, `${minutes("quick", 9)}`);
    assert.ok(minutes("standard", 9) <= 25, `${minutes("standard", 9)}`);
    assert.ok(minutes("standard", 4) <= 13, `${minutes("standard", 4)}`);
  });

  it("plans a run of one scenario", () => {
    const plan = planOf({}, [scenarioOf("stunnel")]);
    assert.deepEqual(order(plan, 0), ["stunnel"]);
    assert.deepEqual(plan.scenarios, ["stunnel"]);
  });
});
