import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { validateRun, validateSummary } from "../../harness/model/schema/validate.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { readCounters, readLoads, readSamples } from "../../harness/store/read-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Ended, leftovers, onlyRunFolder, runBench, withoutDocker } from "./support.ts";

/** Runs a profile file and reads what it left. */
function useRun(profile: string, scenarios: string) {
  const temporary = temporaryFolder();
  const run = { ended: {} as Ended, folder: "", summary: {} as Summary };
  before(async () => {
    const args = ["run", "--only", "--scenario", scenarios, "--profile", `./test/e2e/${profile}`];
    run.ended = await runBench(args, temporary.path);
    run.folder = onlyRunFolder(temporary.path);
    run.summary = JSON.parse(readFileSync(join(run.folder, "summary.json"), "utf8")) as Summary;
  });
  after(() => temporary[Symbol.dispose]());
  return run;
}

describe("a profile with every phase, over two instances", { skip: withoutDocker ?? false }, () => {
  const run = useRun("capacity.yaml", "baseline,relay,shadowsocks-socks5");

  it("ends with 0, leaves nothing, and writes what both schemas accept", () => {
    assert.equal(run.ended.exitCode, 0, run.ended.stderr);
    assert.deepEqual(leftovers(run.summary.run.id), []);
    validateRun(JSON.parse(readFileSync(join(run.folder, "run.json"), "utf8")));
    validateSummary(run.summary);
  });

  it("compares by instances once it has more than one", () => {
    const relay = run.summary.scenarios.find(({ name }) => name === "relay");
    const p50 = relay?.workloads.http?.vsBaseline?.p50;
    assert.equal(p50?.level, "instance");
    assert.equal(p50?.n, 2);
  });

  it("gives every scenario its capacity, with what limited it, and bytes that were all verified", async () => {
    for (const { name, workloads } of run.summary.scenarios) {
      const http = workloads.http!;
      for (const size of ["1", "8"] as const) {
        assert.ok(http.closedLoop![size]!.perSecond.value > 0, `${name} ${size}`);
        assert.equal(http.closedLoop![size]!.errors, 0);
        assert.ok(http.bulk![size]!.upMbps!.value > 0 && http.bulk![size]!.downMbps!.value > 0, name);
      }
      assert.equal(http.closedLoop!["32"], null);
      assert.ok(http.connect!.perSecond!.value > 0, name);
      assert.ok(http.connect!.ttfbUs!.p50!.value! > 0, name);
      assert.ok(http.saturation!.perSecond.value > 0, name);
    }
    const loads = await readLoads(run.folder);
    assert.ok(loads.length > 20);
    assert.deepEqual(new Set(loads.map(({ errors }) => errors.mismatch ?? 0)), new Set([0]));
  });

  it("takes the bulk of one stream in both instances and what saturates in the last alone", async () => {
    const loads = await readLoads(run.folder);
    const instances = (kind: string, streams?: number) => [
      ...new Set(
        loads
          .filter(({ load }) => load.kind === kind && (load.kind !== "bulk" || load.streams === streams))
          .map(({ instance }) => instance),
      ),
    ];
    assert.deepEqual(instances("bulk", 1), [0, 1]);
    assert.deepEqual(instances("bulk", 8), [1]);
    assert.deepEqual(instances("open-loop"), [1]);
  });
});

describe("the study's protocol", { skip: withoutDocker ?? false }, () => {
  const run = useRun("study.yaml", "baseline,stunnel,wireguard,shadowsocks-socks5");

  it("prints the study's table II, the proper one, and a judgement of each of its five orderings", () => {
    assert.equal(run.ended.exitCode, 0, run.ended.stderr);
    validateSummary(run.summary);
    const { rows, orderings } = run.summary.study!;
    assert.deepEqual(
      rows.map(({ scenario }) => scenario),
      ["baseline", "stunnel", "wireguard", "shadowsocks-socks5"],
    );
    assert.equal(orderings.length, 5);
    assert.ok(orderings.every(({ verdict }) => verdict !== "not measured"));
    assert.match(run.ended.stdout, /2020 definition/);
    assert.match(run.ended.stdout, /HTTP: .*stunnel/);
    assert.ok(rows.every(({ http }) => http!.missing === 0 && http!.minMs <= http!.meanMs));
  });

  it("opens a new TCP connection for every HTTP request, and keeps the one of MQTT", async () => {
    const samples = [...(await readSamples(run.folder))].filter(({ phase }) => phase.endsWith("-study"));
    const counters = await readCounters(run.folder);
    const opened = (edge: "start" | "end") => {
      const found = counters.find(
        (line) =>
          line.subject === "container" &&
          line.container === "generator" &&
          line.phase.endsWith("-study") &&
          line.edge === edge,
      );
      assert.ok(found?.subject === "container");
      return { atNs: found.atNs, count: found.network!.protocol["Tcp.ActiveOpens"]! };
    };
    const [start, end] = [opened("start"), opened("end")];
    const inWindow = samples.filter(({ readyNs }) => readyNs > start.atNs && readyNs < end.atNs);
    const http = inWindow.filter(({ workload }) => workload === "http").length;
    assert.ok(http > 100, `${http} requests`);
    // one at either edge may be counted on the other side of it
    assert.ok(Math.abs(end.count - start.count - http) <= 2, `${end.count - start.count} opened for ${http}`);
  });
});
