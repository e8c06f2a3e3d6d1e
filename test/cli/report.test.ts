import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { XmlDocument } from "libxml2-wasm";
import { runCli } from "../../harness/cli.ts";
import { reportFormats } from "../../harness/commands/report-formats.ts";
import type { Io } from "../../harness/model/io.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { bench, type CliResult } from "../support/fake-io.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const id = "20261121T101500Z-a3f9";
const results = temporaryFolder();
const run = join(results.path, id);
/** The example, analysed by this version; each test that spoils it takes a copy. */
before(async () => {
  cpSync(join(projectFolder, "results/example"), run, { recursive: true });
  assert.equal((await report("--again")).exitCode, 0);
});
after(() => results[Symbol.dispose]());

function report(...argv: string[]): Promise<CliResult> {
  return bench(["report", ...argv, "--results", results.path]);
}

/** A copy of the run that something happened to. */
function spoiled(change: (folder: string) => void) {
  const folder = temporaryFolder();
  const copy = join(folder.path, id);
  cpSync(run, copy, { recursive: true });
  change(copy);
  return { folder: copy, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const storedSummary = () => JSON.parse(readFileSync(join(run, "summary.json"), "utf8")) as Summary;

describe("bench report", () => {
  it("draws a stored run in every format, and writes nothing else", async () => {
    for (const format of reportFormats) {
      const { exitCode, stdout, stderr } = await report("--format", format);
      assert.deepEqual([exitCode, stderr], [0, ""], format);
      assert.ok(stdout.length > 500 && stdout.endsWith("\n"), format);
    }
  });

  it("shows the scenarios and metrics that were asked for, in that order", async () => {
    const { stdout } = await report(
      ...["--metric", "http.latency.p50,evidence", "--metric", "http.cpu.tunnel"],
      ...["--scenario", "stunnel,base*", "--sort", "http.latency.p50", "--format", "json"],
    );
    const values = JSON.parse(stdout) as { scenario: string; metric: string }[];
    assert.deepEqual(
      values.map(({ scenario, metric }) => `${scenario}.${metric}`),
      ["baseline", "stunnel"].flatMap((name) =>
        ["http.latency.p50", "evidence", "http.cpu.tunnel"].map((metric) => `${name}.${metric}`),
      ),
    );
  });

  it("takes the run before or behind the options", async () => {
    const behind = await report("--metric", "http.latency.p50", "--format", "csv", id);
    assert.equal(behind.exitCode, 0, behind.stderr);
    assert.equal((await report(id, "--metric", "http.latency.p50", "--format", "csv")).stdout, behind.stdout);
  });

  it("has the columns that were asked for in table and Markdown, and says what they are", async () => {
    const table = await report("--metric", "http.oneWay.p50,http.latency.p50", "--scenario", "stunnel");
    const header = table.stdout.split("\n").find((line) => line.startsWith("scenario"));
    assert.deepEqual(header?.split(/ +/), ["scenario", "p50", "p50"]);
    assert.match(table.stdout, /http\.oneWay\.p50:\sHTTP one-way delay, p50/);
    const markdown = await report("--metric", "http.oneWay.p50", "--format", "markdown");
    assert.match(markdown.stdout, /^\| scenario \| http\.oneWay\.p50 \|$/m);
  });

  it("names the nearest for a typing error in metric, scenario, sort and format", async () => {
    for (const [argv, error] of [
      [
        ["--metric", "http.latancy.p50"],
        /no metric "http.latancy.p50"\nbench: hint: did you mean "http.latency.p50"\?/,
      ],
      [["--scenario", "stunel"], /no scenario "stunel"\nbench: hint: did you mean "stunnel"\?/],
      [["--sort", "evidense"], /no metric "evidense"\nbench: hint: did you mean "evidence"\?/],
      [["--metric", "stunnel.http.latency.p50"], /hint: without the scenario it is "http.latency.p50"/],
      [
        ["--format", "cvs"],
        /Allowed choices are table, markdown, html, json, csv, junit, bmf, github-action-benchmark/,
      ],
    ] as const) {
      const { exitCode, stdout, stderr } = await report(...argv);
      assert.deepEqual([exitCode, stdout], [2, ""]);
      assert.match(stderr, error);
    }
  });

  it("does not put metrics into a page that has its own tables", async () => {
    const { exitCode, stderr } = await report("--format", "html", "--metric", "errors");
    assert.equal(exitCode, 2);
    assert.match(stderr, /--metric does not go with --format html/);
  });

  it("says what a format cannot carry, and refuses when nothing is left", async () => {
    const mixed = await report(
      "--format",
      "github-action-benchmark",
      "--metric",
      "http.achieved,http.latency.p50",
    );
    assert.match(mixed.stderr, /^bench: warning: left out, because smaller is not better: http\.achieved\n$/);
    assert.ok((JSON.parse(mixed.stdout) as object[]).length > 0);
    for (const format of ["bmf", "github-action-benchmark"]) {
      const { exitCode, stdout, stderr } = await report("--format", format, "--metric", "evidence");
      assert.deepEqual([exitCode, stdout], [2, ""], format);
      assert.match(stderr, /none of these metrics has a number in this run/);
    }
  });

  it("says which scenario a tracker does not get", async () => {
    const summary = storedSummary();
    Object.assign(summary.scenarios.at(-1)!, { name: "half", status: "failed", reason: "container gone" });
    using copy = spoiled((folder) => writeFileSync(join(folder, "summary.json"), JSON.stringify(summary)));
    for (const format of ["bmf", "github-action-benchmark"]) {
      const { stdout, stderr } = await bench(["report", copy.folder, "--format", format]);
      assert.match(stderr, /^bench: warning: left out half, which failed/m);
      assert.doesNotMatch(stdout, /half/);
    }
  });

  it("refuses an empty name instead of showing everything", async () => {
    for (const option of ["--metric", "--scenario"]) {
      const { exitCode, stdout, stderr } = await report(option, "");
      assert.deepEqual([exitCode, stdout], [2, ""]);
      assert.match(stderr, /nothing is named/);
    }
  });

  it("names the infinite figures that a format leaves out", async () => {
    const summary = storedSummary();
    summary.scenarios[0]!.workloads.http!.latencyUs.p99 = { value: null, low: 900, high: null };
    using copy = spoiled((folder) => writeFileSync(join(folder, "summary.json"), JSON.stringify(summary)));
    const { stderr } = await bench(["report", copy.folder, "--format", "bmf", "--metric", "http.latency.*"]);
    assert.match(stderr, /requests without an answer make them infinite: baseline\.http\.latency\.p99\n/);
  });
});

describe("bench report of a run that is not whole", () => {
  it("analyses again what another version analysed, and what has a damaged summary, which it says", async () => {
    for (const [change, warning] of [
      [(file: string) => writeFileSync(file, '{"schema": "tunnelbench/summary/1"}'), /^$/],
      [
        (file: string) => truncateSync(file, 500),
        /^bench: warning: cannot read ".*summary\.json".* made again/,
      ],
    ] as const) {
      using copy = spoiled((folder) => change(join(folder, "summary.json")));
      const { exitCode, stdout, stderr } = await bench(["report", copy.folder, "--format", "json"]);
      assert.equal(exitCode, 0, stderr);
      assert.match(stderr, warning);
      assert.deepEqual(JSON.parse(stdout), storedSummary());
    }
  });

  it("never makes a summary of nothing where the samples are gone, but leaves the old one alone", async () => {
    const old = '{"schema": "tunnelbench/summary/1"}';
    using copy = spoiled((folder) => {
      rmSync(join(folder, "samples.ndjson.gz"));
      writeFileSync(join(folder, "summary.json"), old);
    });
    const { exitCode, stderr } = await bench(["report", copy.folder]);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /has no summary of this version, and its samples are gone\nbench: hint: read it with/,
    );
    assert.equal(readFileSync(join(copy.folder, "summary.json"), "utf8"), old);
  });

  it("needs no samples for a summary of this version", async () => {
    using copy = spoiled((folder) => {
      for (const file of readdirSync(folder))
        if (!["run.json", "summary.json"].includes(file)) rmSync(join(folder, file), { recursive: true });
    });
    const { exitCode, stderr } = await bench(["report", copy.folder, "--format", "junit"]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
  });

  it("shows the part that is valid of an interrupted run with a failed scenario", async () => {
    const summary = storedSummary();
    summary.run.status = "interrupted";
    const broken = summary.scenarios.at(-1)!;
    Object.assign(broken, { status: "failed", reason: "container gone", requests: null, evidence: null });
    using copy = spoiled((folder) => writeFileSync(join(folder, "summary.json"), JSON.stringify(summary)));
    for (const format of reportFormats) {
      const { exitCode, stdout, stderr } = await bench(["report", copy.folder, "--format", format]);
      assert.equal(exitCode, 0, `${format}: ${stderr}`);
      assert.match(stdout, /baseline/);
    }
    const xml = XmlDocument.fromString((await bench(["report", copy.folder, "--format", "junit"])).stdout);
    assert.equal(xml.get("//error/@message")?.content, "container gone");
    xml.dispose();
  });

  it("says what is wrong with a folder that is none, in one line", async () => {
    for (const folder of ["./nowhere/at-all", projectFolder]) {
      const { exitCode, stderr } = await bench(["report", folder]);
      assert.equal(exitCode, 2);
      assert.match(
        stderr,
        /^bench: error: cannot read ".*run\.json".*\nbench: hint: is it the folder of a run\?\n$/,
      );
    }
  });
});

describe("bench report on a terminal", () => {
  async function shown(columns: number, env: Record<string, string> = {}): Promise<string[]> {
    const parts: string[] = [];
    const stdout = { write: (part: string) => void parts.push(part), isTTY: true, columns };
    const io = { env, cwd: ".", stdout, stderr: stdout, now: () => new Date(0) } as unknown as Io;
    const argv = ["report", run];
    await runCli(argv, { ...io, signal: new AbortController().signal });
    return parts.join("").split("\n");
  }
  const sgr = new RegExp(`${"\u001b"}\\[[\\d;]*m`, "g");

  it("fits 80 characters, and names the columns for which there is no room", async () => {
    const lines = (await shown(80)).map((line) => line.replace(sgr, ""));
    assert.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
    );
    assert.match(lines.join(" "), /no room in 80 characters for: .*drops.*; --format csv has all/);
    assert.doesNotMatch((await shown(300)).join(" "), /no room/);
  });

  it("is in colour, but not where NO_COLOR is set", async () => {
    assert.match((await shown(80)).join("\n"), sgr);
    assert.doesNotMatch((await shown(80, { NO_COLOR: "1" })).join("\n"), sgr);
  });

  it("ends with a sentence for each scenario, whose further lines are set in", async () => {
    const lines = (await shown(80)).map((line) => line.replace(sgr, ""));
    const sentences = lines.slice(lines.lastIndexOf("", lines.length - 2) + 1, -1);
    const begins = sentences.filter((line) => !line.startsWith("  ")).map((line) => line.split(" ")[0]);
    assert.deepEqual(
      begins,
      storedSummary().scenarios.map(({ name }) => name),
    );
    assert.ok(sentences.some((line) => line.startsWith("  ")));
  });
});
