import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { bulkSizes, closedLoopSizes, type ScenarioSummary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { createRunFolder, type RunFolder, runFiles, writeDocument } from "../../harness/store/run-folder.ts";
import { withCapacity } from "../support/fixture-capacity.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const page = readFileSync(new URL("../../docs/run-folder.md", import.meta.url), "utf8");
const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, command]) => command!);
const withoutPython = spawnSync("python3", ["--version"]).error ? "no python3 here" : false;
const stored = withCapacity(storedRun());
const summary = analyse(stored);

describe("docs/run-folder.md", () => {
  it("names every file of a run folder", () => {
    for (const name of Object.values(runFiles)) assert.ok(page.includes(`\`${name}`), name);
  });

  it("names every field of a line of samples, counters and loads", () => {
    const [load] = stored.loads!;
    const counters = stored.counters.filter(({ phase }) => phase.endsWith("duet")).slice(0, 3);
    const objects = [stored.samples[0]!, load!, load!.latency!, load!.facts, load!.load, ...counters];
    for (const field of objects.flatMap((object) => Object.keys(object))) assertNamed(field);
  });

  it("names every field of the two schemas, but those that a profile is set by", () => {
    const ofProfiles = ["profile", "saturation"]; // docs/method.md has them, and a test of its own
    for (const [name, leftOut] of [
      ["run", ofProfiles],
      ["summary", []],
    ] as const) {
      const file = join(projectFolder, `harness/model/schema/${name}.schema.json`);
      const fields = propertiesOf(JSON.parse(readFileSync(file, "utf8")), leftOut);
      assert.ok(fields.length > 80);
      for (const field of fields) assertNamed(field);
    }
  });
});

/** Words of the page's text that stand in backticks. */
const named = new Set(
  [...page.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) =>
    code!.split(/[^\w-]+/),
  ),
);

function assertNamed(field: string): void {
  assert.ok(named.has(field), `the page does not name "${field}"`);
}

/** Names of all properties of a JSON Schema, without what is left out. */
function propertiesOf(schema: unknown, leftOut: readonly string[]): string[] {
  if (schema === null || typeof schema !== "object") return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (leftOut.includes(key)) return [];
    const names = key === "properties" ? Object.keys(value as object) : [];
    return [...names, ...propertiesOf(value, leftOut)];
  });
}

describe("the commands of docs/run-folder.md", { skip: withoutPython }, () => {
  const temporary = temporaryFolder();
  let folder: RunFolder;

  before(async () => {
    folder = await createRunFolder(temporary.path, stored.run.id);
    await folder.writeRun(stored.run);
    await folder.appendSamples(stored.samples);
    await folder.appendCounters(stored.counters);
    await folder.appendLoads([...stored.loads!]);
    await writeDocument(folder.path, runFiles.summary, JSON.stringify(summary));
  });
  after(() => temporary[Symbol.dispose]());

  /** Runs the page's command that prints such a figure, for another scenario and perhaps other words. */
  function trace(figure: string, scenario: string, replace: [string, string] = ["", ""]) {
    const words = traceText(`print("${figure}"`, scenario, replace).trim().split(/\s+/);
    return (name: string) => Number(words[words.indexOf(name) + 1]);
  }

  /** What the page's command that has such a part prints. */
  function traceText(part: string, scenario: string, replace: [string, string] = ["", ""]): string {
    const [command] = commands.filter((one) => one.includes(part));
    assert.ok(command, `the page has no command with ${part}`);
    const script = command.replaceAll("stunnel", scenario).replace(...replace);
    return execFileSync("sh", ["-c", script], { env: { ...process.env, R: folder.path }, encoding: "utf8" });
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
      assertClose(traced("low"), shiftLowUs, name);
      assertClose(traced("high"), shiftHighUs, name);
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

  it("give closed loops, new connections and bulk transfers", () => {
    for (const { name, workloads } of summary.scenarios) {
      const http = workloads.http;
      if (!http?.closedLoop || !http.bulk || !http.connect) continue;
      const traced = traceText("loads.ndjson", name).trim().split("\n");
      const given = Object.fromEntries(traced.map((line) => line.split(" "))) as Record<string, string>;
      const expected = {
        ...Object.fromEntries(
          closedLoopSizes.map((size) => [`closed-loop-${size}`, http.closedLoop![size]?.perSecond]),
        ),
        "connect-rate-8": http.connect.perSecond,
        ...Object.fromEntries(
          bulkSizes.flatMap((size) => [
            [`bulk-up-${size}`, http.bulk![size]?.upMbps],
            [`bulk-down-${size}`, http.bulk![size]?.downMbps],
          ]),
        ),
      };
      assert.deepEqual(Object.keys(given).toSorted(), Object.keys(expected).toSorted());
      for (const [what, capacity] of Object.entries(expected))
        assertClose(Number(given[what]), capacity!.value, `${name} ${what}`);
    }
    assert.ok(summary.scenarios.filter(({ workloads }) => workloads.http?.bulk).length === 2);
  });

  it("name the gates that did not pass", () => {
    const text = traceText('print("grade"', "stunnel");
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
