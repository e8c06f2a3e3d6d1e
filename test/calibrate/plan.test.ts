import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { planCalibration } from "../../harness/calibrate/plan.ts";
import { faultTargets, injected } from "../../harness/calibrate/targets.ts";
import { validateRun } from "../../harness/model/schema/validate.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { knownRun, scenarios } from "./known-run.ts";

/** What each file's command line must hold. */
const knobs: Record<string, string> = {
  ...Object.fromEntries(Object.entries(injected.delayMs).map(([name, ms]) => [name, `--delay-ms, "${ms}"`])),
  "delay-exponential": `--delay, exponential:${injected.exponentialMeanMs}`,
  "delay-uniform": `--delay, uniform:${injected.uniformMs.from}:${injected.uniformMs.to}`,
  stall: `--stall-ms, "${injected.stallMs}", --stall-every-ms, "${injected.stallEveryMs}"`,
  reset: `--reset-every, "${injected.resetEvery}"`,
  "reset-random": `--drop-random, "${injected.resetProbability}"`,
  blackhole: `--blackhole-every, "${injected.blackholeEvery}"`,
  status: `--status-every, "${injected.statusEvery}"`,
  corrupt: `--corrupt-every, "${injected.corruptEvery}"`,
  nagle: "--nagle",
  rate: `--rate-bytes, "${injected.rateBytesPerSecond}"`,
  "serial-5": `--serial-ms, "${injected.queueServiceMs}"`,
  "serial-4": `--serial-ms, "${injected.capacityServiceMs}"`,
  sequence: `--publish-drop-every, "${injected.publishDropEvery}", --publish-swap-every, "${injected.publishSwapEvery}", --publish-duplicate-every, "${injected.publishDuplicateEvery}"`,
};

describe("the calibration's plan", () => {
  const plan = planCalibration(scenarios, "seed");

  it("takes about three minutes and stays below 400 requests a second once warm", () => {
    const seconds = plan.phases.reduce((sum, phase) => sum + phase.seconds, 0);
    assert.ok(seconds > 120 && seconds < 200, `${seconds}`);
    for (const { kind, name, scenarios: names, ratePerSecond } of plan.phases)
      assert.ok(kind === "warmup" || names.length * ratePerSecond <= 400, name);
  });

  it("lets the stall have whole periods", () => {
    const period = injected.stallEveryMs / 1_000;
    const stalling = plan.phases.filter(
      ({ kind, scenarios: names }) => names.includes("stall") && kind !== "warmup",
    );
    assert.deepEqual(
      stalling.map(({ seconds, settleSeconds }) => [seconds % period, settleSeconds]),
      [
        [0, 0],
        [0, 0],
      ],
    );
  });

  it("gives every target a phase beside the warm-up, under a name of its own", () => {
    const measured = plan.phases
      .filter(({ kind }) => kind !== "warmup")
      .flatMap(({ scenarios: names }) => names);
    assert.deepEqual([...new Set(measured)].sort(), scenarios.map(({ name }) => name).sort());
    assert.equal(new Set(plan.phases.map(({ name }) => name)).size, plan.phases.length);
  });

  it("leaves out what is not there, and the phases that have nothing else", () => {
    const { phases } = planCalibration(
      scenarios.filter(({ name }) => name !== "stall"),
      "seed",
    );
    assert.ok(phases.every(({ scenarios: names }) => !names.includes("stall")));
    assert.equal(phases.length, plan.phases.length - 1);
  });

  it("is one that a stored run may hold", () => {
    const { run } = knownRun();
    assert.equal(validateRun(run), run);
  });
});

describe("the injected numbers", () => {
  for (const name of faultTargets) {
    it(`are those of compose/calibration/${name}.yaml`, () => {
      const text = readFileSync(join(projectFolder, "compose/calibration", `${name}.yaml`), "utf8");
      const onOneLine = text.replaceAll(/\s+/g, " ");
      assert.ok(onOneLine.includes(knobs[name]!), knobs[name]);
    });
  }
});
