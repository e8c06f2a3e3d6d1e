import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { ScenarioSummary } from "../../harness/model/summary.ts";
import { sentenceOf } from "../../harness/reports/sentences.ts";
import { storedRun } from "../support/fixture-run.ts";
import { type FixtureScenario, fixtureScenarios } from "../support/fixture-scenarios.ts";

/** The sentence on stunnel after a change of its figures. */
function sentence(change: Partial<FixtureScenario>, instances = 1): string {
  const scenarios = fixtureScenarios.map((scenario) =>
    scenario.name === "stunnel" ? { ...scenario, ...change } : scenario,
  );
  const { scenarios: found } = analyse(storedRun(scenarios, instances));
  return sentenceOf(found.find(({ name }) => name === "stunnel")!);
}

test("a slower tunnel adds, and its wire was not readable", () => {
  assert.equal(
    sentence({}),
    "stunnel adds 260 µs (± 60) to the median HTTP request and costs 0.21 CPU-ms more; its wire was not readable",
  );
});

test("a faster one takes off", () => {
  assert.match(
    sentence({ fastestUs: { http: 200, mqtt: 300 } }),
    /^stunnel takes 200 µs \(± \d+\) off the median HTTP request and/,
  );
});

test("no verdict is told as no difference", () => {
  assert.match(
    sentence({ fastestUs: { http: 440, mqtt: 300 } }),
    /^stunnel changes the median HTTP request by \+40 ±40 µs against baseline: equivalent \(±16 %\), and costs/,
  );
  assert.match(
    sentence({ fastestUs: { http: 480, mqtt: 300 } }),
    /: inconclusive, rather slower \(could have seen 16 %\), and costs/,
  );
});

test("plaintext on the wire of a tunnel that claims to encrypt cannot be overlooked", () => {
  assert.match(
    sentence({ evidence: "readable" }),
    /its wire was READABLE although it claims to encrypt: 32 of 32 secrets found$/,
  );
});

test("a wire that could not be judged says why", () => {
  assert.match(
    sentence({ evidence: "invalid" }),
    /could not be judged: 2 of 32 secrets are missing on the client leg$/,
  );
  assert.match(
    sentence({ evidence: null }),
    /its wire was not examined: no capture of its wire was examined$/,
  );
});

/** The same after a change of stunnel's summary. */
function sentenceAfter(change: (stunnel: ScenarioSummary) => ScenarioSummary): string {
  return sentenceOf(change(analyse(storedRun()).scenarios.find(({ name }) => name === "stunnel")!));
}

test("the CPU that a request costs comes from the workload that the sentence is about", () => {
  const withCpu = (workload: "http" | "mqtt", ms: number) => (stunnel: ScenarioSummary) => {
    const own = stunnel.workloads[workload]!;
    const cpu = { ...own.cpu!, tunnelMsPerRequest: ms };
    return { ...stunnel, workloads: { ...stunnel.workloads, [workload]: { ...own, cpu } } };
  };
  assert.match(sentenceAfter(withCpu("http", 0.57)), /costs 0\.57 CPU-ms more;/);
  assert.match(sentenceAfter(withCpu("mqtt", 0.57)), /costs 0\.21 CPU-ms more;/);
  const mqttAlone = (stunnel: ScenarioSummary): ScenarioSummary => ({
    ...withCpu("mqtt", 0.57)(stunnel),
    workloads: { ...withCpu("mqtt", 0.57)(stunnel).workloads, http: null },
  });
  assert.match(sentenceAfter(mqttAlone), /median MQTT message and costs 0\.57 CPU-ms more;/);
});

test("what encrypts in the kernel is judged by the whole machine, or not at all", () => {
  const kernel = { implementation: "WireGuard (Kernel 6.18)" };
  // One instance has two rounds of HTTP here, too few for a verdict once Holm's correction is made.
  assert.match(
    sentence(kernel, 6),
    /median HTTP request and costs 0\.26 CPU-ms \(± 0\.\d+\) more on the whole machine;/,
  );
  assert.match(
    sentence({ ...kernel, pairMs: { client: 0, server: 0 }, kernelMs: 0.0505 }),
    /and costs \+0\.00\d* ±0\.\d+ CPU-ms on the whole machine: (equivalent|inconclusive) \(/,
  );
  const { run, ...rest } = storedRun(
    fixtureScenarios.map((scenario) => (scenario.name === "stunnel" ? { ...scenario, ...kernel } : scenario)),
  );
  const counters = rest.counters.filter(({ subject }) => subject !== "host");
  const { scenarios } = analyse({ run, ...rest, counters });
  assert.match(
    sentenceOf(scenarios.find(({ name }) => name === "stunnel")!),
    /median HTTP request and its kernel work is not charged to its containers;/,
  );
});

test("control against baseline has a difference but no verdict: it is the null test", () => {
  const { scenarios } = analyse(storedRun());
  const control = scenarios.find(({ name }) => name === "control")!;
  assert.equal(control.workloads.http!.vsBaseline!.p50!.verdict, "slower");
  assert.match(
    sentenceOf(control),
    /^control changes the median HTTP request by \+\d+ ±\d+ µs against baseline \(no verdict: see relay, which is identical\), and costs/,
  );
});

test("a scenario that is not compared with baseline says why", () => {
  const three = storedRun(fixtureScenarios, 3);
  const samples = three.samples.filter(({ scenario, instance }) => scenario !== "stunnel" || instance === 0);
  const { scenarios } = analyse({ ...three, samples });
  assert.match(
    sentenceOf(scenarios.find(({ name }) => name === "stunnel")!),
    /^stunnel answers the median HTTP request in \d+ µs \(not compared with baseline: in 1 of 3 instances only\);/,
  );
});

test("a cost that rests on one round says so", () => {
  const inRounds = (rounds: number) => (stunnel: ScenarioSummary) => {
    const http = stunnel.workloads.http!;
    return {
      ...stunnel,
      workloads: { ...stunnel.workloads, http: { ...http, cpu: { ...http.cpu!, rounds } } },
    };
  };
  assert.match(sentenceAfter(inRounds(1)), /costs 0\.21 CPU-ms more \(seen in 1 round only\);/);
  assert.match(sentenceAfter(inRounds(2)), /costs 0\.21 CPU-ms more;/);
});

test("failed requests are told", () => {
  assert.match(sentence({ timeouts: 3 }), /; 3 of 2960 requests failed$/);
});

test("a scenario that did not run says why", () => {
  assert.equal(
    sentence({ status: "unsupported", reason: "no TUN device" }),
    "stunnel is unsupported here: no TUN device",
  );
  assert.equal(
    sentence({ status: "failed", reason: "it exited" }),
    "stunnel failed: it exited; its wire was not readable",
  );
});

test("a scenario that an interrupted run did not come to is not accused", () => {
  const stunnel = analyse(storedRun()).scenarios.find(({ name }) => name === "stunnel")!;
  const reasons = { requests: "the run was interrupted before it" };
  assert.equal(
    sentenceOf({ ...stunnel, requests: null, reasons }),
    "stunnel was not measured: the run was interrupted before it; its wire was not readable",
  );
});
