import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { EvidenceVerdict } from "../../harness/model/evidence.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { validateRun, validateSummary } from "../../harness/model/schema/validate.ts";
import type { ScenarioSummary, Summary } from "../../harness/model/summary.ts";
import { readCounters, readSamples } from "../../harness/store/read-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Ended, leftovers, onlyRunFolder, runBench, withoutDocker } from "./support.ts";

describe("bench run --scenario stunnel,native", { skip: withoutDocker ?? false }, () => {
  const temporary = temporaryFolder();
  let ended: Ended;
  let folder: string;
  let summary: Summary;
  let samples: Sample[];
  const json = <Document>(name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Document;
  const scenario = (name: string): ScenarioSummary => {
    const found = summary.scenarios.find((one) => one.name === name);
    assert.ok(found, `${name} is in the summary`);
    return found;
  };

  before(async () => {
    ended = await runBench(
      ["run", "--scenario", "stunnel,native", "--profile", "smoke", "--seed", "e2e"],
      temporary.path,
    );
    folder = onlyRunFolder(temporary.path);
    summary = json<Summary>("summary.json");
    samples = [...(await readSamples(folder))];
  });
  after(() => temporary[Symbol.dispose]());

  it("ends with 0 and prints a row and a sentence for each scenario and its references, and the report's address", () => {
    assert.equal(ended.exitCode, 0, ended.stderr);
    for (const name of ["baseline", "relay", "control", "stunnel", "native"]) {
      assert.match(ended.stdout, new RegExp(`^${name} +\\d+ `, "m"));
      assert.match(
        ended.stdout,
        new RegExp(`^${name} (adds|takes|answers|changes) .* median HTTP request`, "m"),
      );
    }
    assert.match(ended.stdout, /^report: .*\/report\.html$/m);
  });

  it("is quiet on standard error where that is no terminal", () => {
    // a round that a gate dropped is told: that is this machine's noise, which is no failure
    const others = ended.stderr
      .split("\n")
      .filter((line) => !/^bench: warning: round \d+ of slots is dropped/.test(line));
    assert.equal(others.join("\n"), "");
  });

  it("leaves nothing on the engine", () => {
    assert.deepEqual(leftovers(json<{ id: string }>("run.json").id), []);
  });

  it("writes a run folder that both schemas accept, with everything of the contract in it", () => {
    validateRun(json("run.json"));
    validateSummary(summary);
    const names = readdirSync(folder);
    for (const name of [
      "samples.ndjson.gz",
      "counters.ndjson",
      "containers.ndjson",
      "compose.yaml",
      "report.html",
      "report.md",
      "logs",
      "evidence",
    ]) {
      assert.ok(names.includes(name), name);
    }
  });

  it("reads plaintext where it is, and not on the wires that claim encryption", () => {
    const verdicts = Object.fromEntries(
      summary.scenarios.map(({ name, evidence }) => [name, evidence?.verdict]),
    );
    const plain = { baseline: "readable", relay: "readable", control: "readable" };
    assert.deepEqual(verdicts, { ...plain, stunnel: "not-found", native: "not-found" });
  });

  it("proves that the detector would have found the secrets: all of them on both plaintext legs and on baseline's wire", () => {
    for (const name of ["stunnel", "native"]) {
      const { controls, wire, captureDrops } = json<EvidenceVerdict>(`evidence/${name}/verdict.json`);
      const all = { found: 48, expected: 48 }; // 16 HTTP secrets, their 16 answers, 16 MQTT secrets
      assert.deepEqual([controls.clientLeg, controls.serverLeg, controls.baselineWire], [all, all, all]);
      assert.deepEqual([controls.neverSent.found, wire.found, captureDrops], [0, 0, 0]);
    }
  });

  it("loses no request, and every answer was verified", () => {
    assert.ok(samples.length > 2_000);
    assert.deepEqual(
      samples
        .filter(({ outcome }) => outcome !== "ok")
        .map(({ scenario: name, outcome }) => `${name} ${outcome}`),
      [],
    );
  });

  it("has its five timestamps in order in every sample", () => {
    for (const { intendedNs, readyNs, sentNs, firstNs, doneNs, receivedNs, scenario: name, seq } of samples) {
      const times = [intendedNs, readyNs, sentNs, firstNs, doneNs];
      assert.ok(
        times.every((time, index) => index === 0 || time! >= times[index - 1]!),
        `${name} ${seq}: ${times}`,
      );
      assert.ok(receivedNs! >= sentNs! && receivedNs! <= doneNs!, `${name} ${seq}: received`);
    }
  });

  it("has every median of the table in the samples: the order statistic of the duet's latencies", () => {
    const settleNs = 1e9;
    const start = json<{ timeline: { phase: string; startNs: number }[] }>("run.json").timeline.find(
      ({ phase }) => phase.endsWith("duet"),
    )!.startNs;
    for (const { name, workloads } of summary.scenarios) {
      for (const workload of ["http", "mqtt"] as const) {
        const latencies = samples
          .filter((one) => one.scenario === name && one.workload === workload && one.phase.endsWith("duet"))
          .filter(({ intendedNs }) => intendedNs >= start + settleNs)
          .map(({ doneNs, readyNs }) => (doneNs! - readyNs) / 1e3)
          .sort((one, other) => one - other);
        assert.equal(
          workloads[workload]?.latencyUs.p50?.value,
          latencies[Math.ceil(latencies.length / 2) - 1],
          `${name} ${workload}`,
        );
      }
    }
  });

  it("has the tunnel's CPU in the counters, and none for baseline, which has no tunnel", async () => {
    const counters = await readCounters(folder);
    const duet = counters.filter((line) => line.subject === "container" && line.phase.endsWith("duet"));
    assert.ok(
      duet.some(
        (line) => line.subject === "container" && line.container === "stunnel-client" && line.cpuNs > 0,
      ),
    );
    assert.equal(scenario("baseline").containers, 0);
    assert.equal(scenario("stunnel").containers, 2);
    assert.ok((scenario("stunnel").resources!.tunnel!.cpuMsPerRequest ?? 0) > 0);
  });

  it("says what really ran, and that the endpoints were the same for all", () => {
    assert.match(scenario("stunnel").implementation!, /^stunnel \d/);
    assert.match(ended.stdout, /^what ran: .*stunnel: stunnel 5/m);
    assert.match(scenario("native").implementation!, /^Node 24\./);
    const { endpoints } = json<{ endpoints: { service: string }[] }>("run.json");
    assert.deepEqual(endpoints.map(({ service }) => service).sort(), [
      "generator",
      "http-server",
      "mqtt-broker",
      "mqtt-server",
    ]);
  });

  it("keeps no key: no private key and no pre-shared key in the folder", () => {
    const found = execFileSync("sh", ["-c", "grep -rlE -e 'PRIVATE KEY' -e 'lab:[0-9a-f]{32}' . || true"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(found, "");
  });

  it("can be shown again in every format from its folder", async () => {
    for (const [format, pattern] of [
      ["table", /^stunnel /m],
      ["markdown", /^\| ?stunnel /m],
      ["csv", /^stunnel,|,stunnel,/m],
    ] as const) {
      const shown = await runBench(["report", folder, "--format", format], temporary.path);
      assert.equal(shown.exitCode, 0, shown.stderr);
      assert.match(shown.stdout, pattern);
    }
    const asJson = await runBench(["report", folder, "--format", "json"], temporary.path);
    assert.deepEqual(JSON.parse(asJson.stdout), summary);
  });

  it("gives the same summary when the stored samples are analysed again", async () => {
    const again = await runBench(["report", folder, "--format", "json", "--again"], temporary.path);
    assert.deepEqual(JSON.parse(again.stdout), summary);
    assert.ok(existsSync(join(folder, "summary.json")));
  });
});
