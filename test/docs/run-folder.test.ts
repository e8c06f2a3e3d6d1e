import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { ScenarioSummary } from "../../harness/model/summary.ts";
import { createRunFolder, type RunFolder, runFiles, writeDocument } from "../../harness/store/run-folder.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const page = readFileSync(new URL("../../docs/run-folder.md", import.meta.url), "utf8");
const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, command]) => command!);
const withoutPython = spawnSync("python3", ["--version"]).error ? "no python3 here" : false;
const stored = storedRun();
const summary = analyse(stored);

describe("docs/run-folder.md", () => {
  it("names every file of a run folder", () => {
    for (const name of Object.values(runFiles)) assert.ok(page.includes(`\`${name}`), name);
  });

  it("names every field of a sample, of the records and of a summary", () => {
    const [scenario] = summary.scenarios;
    const documents: Record<string, unknown>[] = [
      { ...stored.samples[0]! },
      { ...stored.run },
      ...stored.counters.slice(0, 2).map((line) => ({ ...line })),
      { ...summary },
      { ...scenario!.workloads.http },
      { ...scenario!.network },
    ];
    const known = ["closedLoop", "connect", "saturation", "bulk"]; // said in words: not measured yet
    for (const field of documents.flatMap((document) => Object.keys(document))) {
      const isNamed = new RegExp(`\`([^\`]*\\W)?${field}\\W`).test(page);
      assert.ok(isNamed || known.includes(field), `the page does not name "${field}"`);
    }
  });
});

describe("the commands of docs/run-folder.md", { skip: withoutPython }, () => {
  const temporary = temporaryFolder();
  let folder: RunFolder;

  before(async () => {
    folder = await createRunFolder(temporary.path, stored.run.id);
    await folder.writeRun(stored.run);
    await folder.appendSamples(stored.samples);
    await folder.appendCounters(stored.counters);
    await writeDocument(folder.path, runFiles.summary, JSON.stringify(summary));
  });
  after(() => temporary[Symbol.dispose]());

  /** Runs the page's command that prints such a figure, for another scenario and perhaps other words. */
  function trace(figure: string, scenario: string, replace: [string, string] = ["", ""]) {
    const [command] = commands.filter((one) => one.includes(`print("${figure}"`));
    assert.ok(command, `the page has no command that prints "${figure}"`);
    const script = command.replaceAll("stunnel", scenario).replace(...replace);
    const text = execFileSync("sh", ["-c", script], {
      env: { ...process.env, R: folder.path },
      encoding: "utf8",
    });
    const words = text.trim().split(/\s+/);
    return (name: string) => Number(words[words.indexOf(name) + 1]);
  }

  /** One without a tunnel, a tunnel, one with requests and datagrams that were lost. */
  function each(check: (scenario: ScenarioSummary) => void): void {
    const chosen = ["baseline", "stunnel", "shadowsocks"];
    const scenarios = summary.scenarios.filter(({ name }) => chosen.includes(name));
    assert.equal(scenarios.length, chosen.length);
    for (const scenario of scenarios) check(scenario);
  }

  it("give the latencies of the table", () => {
    for (const [words, workload, statistic] of [
      ["http 0.50", "http", "p50"],
      ["mqtt 0.99", "mqtt", "p99"],
    ] as const) {
      each(({ name, workloads }) => {
        const expected = workloads[workload]?.latencyUs[statistic];
        assert.equal(trace("p", name, ["http 0.50", words])("p"), expected?.value, `${name} ${words}`);
      });
    }
  });

  it("give the difference from baseline, its interval and its ratio", () => {
    each(({ name, workloads }) => {
      const comparison = workloads.http?.vsBaseline?.p50;
      if (!comparison) return assert.ok(name === "baseline"); // not compared with itself
      const { shiftUs, shiftLowUs, shiftHighUs, ratio } = comparison;
      const traced = trace("shift", name);
      assertClose(traced("shift"), shiftUs, name);
      assertClose(traced("half"), (shiftHighUs - shiftLowUs) / 2, name);
      assertClose(traced("ratio"), ratio, name);
    });
  });

  it("give CPU and wire bytes of one request", () => {
    each(({ name, workloads, containers }) => {
      const traced = trace("cpu", name);
      assertClose(traced("wire"), workloads.http!.wireBytesPerRequest!, name);
      if (containers > 0) assertClose(traced("cpu"), workloads.http!.cpu!.tunnelMsPerRequest!, name);
    });
  });

  it("give memory and containers, failed requests and drops", () => {
    each(({ name, resources, containers, requests, network }) => {
      const memory = trace("memory", name);
      assertClose(memory("memory"), resources?.tunnel?.memoryMiB ?? 0, name);
      assert.equal(memory("containers"), containers, name);
      assert.equal(trace("failed", name)("failed"), requests!.failed, name);
      assert.equal(trace("drops", name)("drops"), network!.socketDrops, name);
    });
  });

  it("name the gates that did not pass", () => {
    const [command] = commands.filter((one) => one.includes('print("grade"'));
    const text = execFileSync("sh", ["-c", command!], {
      env: { ...process.env, R: folder.path },
      encoding: "utf8",
    });
    const expected = summary.gates.filter(({ state }) => state !== "pass");
    assert.equal(text.split("\n")[0], `grade ${summary.grade.value}`);
    assert.deepEqual(
      text
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(" ").slice(0, 2).join(" ")),
      expected.map(({ state, id }) => `${state} ${id}`),
    );
    assert.ok(expected.length > 0);
  });
});

/** To a part in a thousand: the page's Student t has four digits. */
function assertClose(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= Math.abs(expected) * 1e-3,
    `${what}: ${actual} is not ${expected}`,
  );
}
