import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { CreatedLab } from "../../harness/lab/start-lab.ts";
import type { Death } from "../../harness/lab/watch.ts";
import { Deaths } from "../../harness/run/deaths.ts";
import { RunContext, type RunContextOptions } from "../../harness/run/run-context.ts";
import { fakeContainer } from "../support/fake-container.ts";
import { storedRun } from "../support/fixture-run.ts";
import { scenarioOf } from "../support/scenario-of.ts";

const stunnelServer: Death = {
  service: "stunnel-server",
  scenario: "stunnel",
  role: "tunnel-server",
  exitCode: 3,
  outOfMemory: false,
};
const broker: Death = {
  ...{ service: "mqtt-broker", scenario: null, role: "broker", exitCode: 139, outOfMemory: false },
};

/** Deaths of a run of two scenarios; `log` is what ended and what the terminal was told, in order. */
function watched() {
  const log: string[] = [];
  const abortion = new AbortController();
  const { run } = storedRun();
  const scenarios = ["stunnel", "wireguard"].map((name) => scenarioOf(name));
  const records = scenarios.map(({ name }) => ({ ...run.scenarios[0]!, name, status: "ok", reason: null }));
  const context = new RunContext({
    record: { ...run, scenarios: records },
    scenarios,
    folder: { path: "results/x" },
    progress: { warn: (text: string) => log.push(`warned: ${text}`) },
    signal: abortion.signal,
  } as unknown as RunContextOptions);
  const asked: string[] = [];
  const lab = {
    container: (service: string) => {
      asked.push(service);
      return fakeContainer({ log: `starting\n${service} says why\n\n` }).container;
    },
  } as unknown as CreatedLab;
  const deaths = new Deaths(lab, context);
  const note = (name: string, promise: Promise<never>) =>
    promise.catch((error: Error) => log.push(`${name}: ${error.message}`));
  void note("run", deaths.ofEndpoint);
  const open = (scenario: string) => void note(scenario, deaths.whileOpening(scenario));
  return { deaths, context, log, asked, open, abort: () => abortion.abort(new Error("interrupted")) };
}

describe("Deaths", () => {
  it("ends the opening of a scenario at once, with the last line that its container logged", async () => {
    const { deaths, log, open } = watched();
    open("stunnel");
    open("wireguard");
    deaths.note(stunnelServer);
    await turn();
    assert.deepEqual(log, [
      'stunnel: container "stunnel-server" exited with code 3: stunnel-server says why',
    ]);
  });

  it("fails a scenario that is open, and lets the others and the run go on", async () => {
    const { deaths, context, log, open } = watched();
    open("stunnel");
    deaths.opened("stunnel");
    deaths.note(stunnelServer);
    await turn();
    assert.deepEqual(
      context.measurable().map(({ name }) => name),
      ["wireguard"],
    );
    const reason =
      'container "stunnel-server" exited with code 3: stunnel-server says why, in the middle of the run';
    assert.equal(context.scenarioRecord("stunnel").reason, reason);
    assert.deepEqual(log, [`warned: scenario "stunnel" failed: ${reason}`]);
  });

  it("keeps the first reason when the other side of the pair dies of it", async () => {
    const { deaths, context, log } = watched();
    deaths.note(stunnelServer);
    deaths.note({ ...stunnelServer, service: "stunnel-client", exitCode: 1 });
    await turn();
    assert.match(context.scenarioRecord("stunnel").reason!, /"stunnel-server" exited with code 3/);
    assert.equal(log.length, 1);
  });

  it("asks nothing of the containers of a scenario that has failed: they are being ended by us", async () => {
    const { deaths, context, asked } = watched();
    context.fail("stunnel", "its path never answered");
    deaths.note(stunnelServer);
    await turn();
    assert.deepEqual(asked, []);
    assert.equal(context.scenarioRecord("stunnel").reason, "its path never answered");
  });

  it("ends the run when an endpoint dies, with where its log is", async () => {
    const { deaths, context } = watched();
    deaths.note(broker);
    await assert.rejects(deaths.ofEndpoint, {
      message: 'container "mqtt-broker" exited with code 139: mqtt-broker says why',
      code: "scenario-failed",
      hints: ["its log is in results/x/logs"],
    });
    assert.equal(context.measurable().length, 2);
  });

  it("says that memory ran out, and quotes no log of a process whose output is the protocol", async () => {
    const { deaths } = watched();
    deaths.note({ ...broker, service: "generator", role: "generator", outOfMemory: true });
    await assert.rejects(deaths.ofEndpoint, { message: 'container "generator" ran out of memory' });
  });

  it("leaves the end of a capture to the evidence phase", async () => {
    const { deaths, context, log } = watched();
    deaths.note({ ...stunnelServer, role: "probe" });
    deaths.note({ ...broker, role: "probe" });
    await turn();
    assert.deepEqual(log, []);
    assert.equal(context.measurable().length, 2);
  });

  it("takes no notice once the lab is being removed, also of a death whose log it is just reading", async () => {
    const { deaths, context, log } = watched();
    deaths.note(broker);
    deaths.note(stunnelServer);
    deaths.ignore();
    deaths.note(broker);
    await turn();
    assert.deepEqual(log, []);
    assert.equal(context.measurable().length, 2);
  });

  it("takes no notice after Ctrl-C", async () => {
    const { deaths, log, abort } = watched();
    abort();
    deaths.note(broker);
    await turn();
    assert.deepEqual(log, []);
  });

  it("tells each death to whom it concerns, in the order in which they came", async () => {
    const { deaths, log, open } = watched();
    open("wireguard");
    deaths.note({ ...stunnelServer, service: "wireguard-client", scenario: "wireguard" });
    await turn();
    deaths.opened("wireguard");
    deaths.note(stunnelServer);
    await turn();
    deaths.note(broker);
    await turn();
    assert.deepEqual(
      log.map((line) => line.split(":")[0]),
      ["wireguard", "warned", "run"],
    );
  });
});
