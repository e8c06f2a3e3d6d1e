import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { sentenceOf } from "../../harness/reports/sentences.ts";
import { storedRun } from "../support/fixture-run.ts";
import { type FixtureScenario, fixtureScenarios } from "../support/fixture-scenarios.ts";

/** The sentence on stunnel after a change of its figures. */
function sentence(change: Partial<FixtureScenario>): string {
  const scenarios = fixtureScenarios.map((scenario) =>
    scenario.name === "stunnel" ? { ...scenario, ...change } : scenario,
  );
  return sentenceOf(analyse(storedRun(scenarios)).scenarios.find(({ name }) => name === "stunnel")!);
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
    /: inconclusive \(could have seen 16 %\), and costs/,
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

test("failed requests are told", () => {
  assert.match(sentence({ timeouts: 3 }), /; 3 of 2960 requests failed$/);
});

test("a scenario that did not run says why", () => {
  assert.equal(
    sentence({ status: "unsupported", reason: "no TUN device" }),
    "stunnel is unsupported here: no TUN device",
  );
  assert.equal(sentence({ status: "failed", reason: "it exited" }), "stunnel failed: it exited");
});
