import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { readSamples } from "../../harness/store/read-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import {
  containerOf,
  docker,
  leftovers,
  onlyRunFolder,
  readOnlyRun,
  runBench,
  startBench,
  until,
  untilPhase,
  withoutDocker,
} from "./support.ts";

const pair = ["run", "--profile", "smoke", "--scenario", "relay-node", "--only"];
const isRunning = (container: string) =>
  docker("inspect", "--format", "{{.State.Running}}", container).trim() === "true";

function runningTunnels(): number {
  const filters = ["--filter", "label=bench.role=tunnel-server", "--filter", "status=running"];
  return docker("ps", "--quiet", ...filters)
    .split("\n")
    .filter(Boolean).length;
}

describe("on a bad day", { skip: withoutDocker ?? false }, () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    temporary = temporaryFolder();
  });
  afterEach(() => temporary[Symbol.dispose]());

  it("Ctrl-C in the middle ends with 130, removes the lab and keeps what was measured", async () => {
    const bench = startBench(pair, temporary.path);
    await untilPhase(temporary.path, "warmup");
    bench.process.kill("SIGINT");
    const { exitCode, stderr } = await bench.ended;
    assert.equal(exitCode, 130);
    assert.match(stderr, /bench: interrupted, cleaning up\n/);
    const record = readOnlyRun(temporary.path)!;
    assert.equal(record.status, "interrupted");
    assert.deepEqual(leftovers(record.id), []);
    const samples = [...(await readSamples(onlyRunFolder(temporary.path)))];
    assert.ok(samples.some(({ phase }) => phase.endsWith("warmup")));
  });

  it("Ctrl-C while the tunnels start leaves nothing, and nothing that still starts them", async () => {
    const bench = startBench(["run", "--profile", "smoke", "--results", temporary.path], temporary.path);
    await until("the first tunnel runs", () => runningTunnels() > 0);
    bench.process.kill("SIGINT");
    const { exitCode, stderr } = await bench.ended;
    assert.equal(exitCode, 130, stderr);
    const { id } = readOnlyRun(temporary.path)!;
    assert.throws(() => execFileSync("pgrep", ["--full", `project-name bench-${id.toLowerCase()}`]));
    assert.deepEqual(leftovers(id), []);
  });

  it("a terminal that is closed, so that nothing can be written any more, does not keep the lab", async () => {
    const bench = startBench(pair, temporary.path);
    await untilPhase(temporary.path, "evidence");
    bench.process.stderr?.destroy();
    bench.process.stdout?.destroy();
    bench.process.kill("SIGHUP");
    await once(bench.process, "exit");
    assert.equal(bench.process.exitCode, 130);
    assert.deepEqual(leftovers(readOnlyRun(temporary.path)!.id), []);
  });

  it("after kill -9 the generator stops by itself, and bench clean removes the rest but no live run", async () => {
    const killed = startBench(pair, temporary.path);
    await untilPhase(temporary.path, "evidence");
    const { id } = readOnlyRun(temporary.path)!;
    const generator = containerOf(id, "generator");
    killed.process.kill("SIGKILL");
    await killed.ended;
    await until("the generator has ended", () => !isRunning(generator));
    using second = temporaryFolder();
    const alive = startBench(pair, second.path);
    await untilPhase(second.path, "evidence");
    const cleaned = await runBench(["clean"], temporary.path);
    assert.equal(cleaned.exitCode, 0);
    assert.match(
      cleaned.stdout,
      new RegExp(`^${id}: removed \\d+ containers, \\d+ networks, \\d+ volumes$`, "m"),
    );
    assert.match(cleaned.stdout, new RegExp(`^${readOnlyRun(second.path)!.id}: alive, left alone$`, "m"));
    assert.deepEqual(leftovers(id), []);
    const { exitCode, stderr } = await alive.ended;
    assert.equal(exitCode, 0, stderr);
  });

  it("two runs at the same time take turns, and the second says that it waits", async () => {
    const first = startBench(pair, temporary.path);
    await until("the first run has its folder", () => readOnlyRun(temporary.path)?.subnet !== undefined);
    await untilPhase(temporary.path, "evidence");
    using second = temporaryFolder();
    const waiting = startBench(pair, second.path);
    await waiting.says(/bench: warning: another run is measuring on this machine; waiting for it to end/);
    assert.deepEqual(leftovers(readOnlyRun(second.path)!.id), []);
    waiting.process.kill("SIGTERM");
    assert.equal((await waiting.ended).exitCode, 130);
    assert.equal((await first.ended).exitCode, 0);
  });

  it("a tunnel that dies in the middle fails alone: the others are measured, and the exit status is 4", async () => {
    const bench = startBench(
      ["run", "--profile", "smoke", "--scenario", "baseline,relay,relay-node", "--only"],
      temporary.path,
    );
    await untilPhase(temporary.path, "warmup");
    const { id } = readOnlyRun(temporary.path)!;
    docker("kill", containerOf(id, "relay-node-server"));
    const { exitCode, stdout, stderr } = await bench.ended;
    assert.equal(exitCode, 4);
    assert.match(
      stderr,
      /scenario "relay-node" failed: container "relay-node-server" exited with code 137.*in the middle of the run/,
    );
    assert.match(stdout, /^relay +\d/m);
    assert.deepEqual(leftovers(id), []);
  });

  it("a service that dies in the middle ends the run with 4, and what was measured is kept", async () => {
    const bench = startBench(pair, temporary.path);
    await untilPhase(temporary.path, "warmup");
    const { id } = readOnlyRun(temporary.path)!;
    docker("kill", containerOf(id, "http-server"));
    const { exitCode, stderr } = await bench.ended;
    assert.equal(exitCode, 4);
    assert.match(stderr, /bench: error: container "http-server" exited with code 137/);
    assert.match(stderr, /what was measured is in /);
    assert.equal(readOnlyRun(temporary.path)!.status, "failed");
    assert.ok((await readSamples(onlyRunFolder(temporary.path))).length > 0);
    assert.deepEqual(leftovers(id), []);
  });

  it("a subnet that is in use is passed over", async () => {
    docker("network", "create", "--subnet", "198.18.0.0/28", "bench-e2e-blocker");
    try {
      const { exitCode, stderr } = await runBench(["lab", "up", "--scenario", "relay"], temporary.path);
      assert.equal(exitCode, 0, stderr);
      const subnets = docker("network", "ls", "--quiet", "--filter", "label=bench.scenario=relay")
        .trim()
        .split("\n")
        .map((id) =>
          docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", id).trim(),
        );
      assert.equal(subnets.length, 3);
      for (const subnet of subnets) assert.match(subnet, /^198\.18\.[4-7]\./);
      const state = await runBench(["lab", "ps", "--scenario", "relay"], temporary.path);
      assert.match(state.stdout, /relay-client.*tunnel-client +running/);
      const logs = await runBench(["lab", "logs", "--scenario", "relay"], temporary.path);
      assert.match(logs.stdout, /BENCH \{"implementation":"nginx/);
      await runBench(["lab", "down"], temporary.path);
      assert.deepEqual(
        leftovers().filter((line) => line.includes("bench-lab-")),
        [],
      );
    } finally {
      docker("network", "rm", "bench-e2e-blocker");
    }
  });

  it("the file that bench lab config prints is one that docker compose accepts", async () => {
    const { exitCode, stdout } = await runBench(["lab", "config", "--scenario", "all"], temporary.path);
    assert.equal(exitCode, 0);
    const file = join(temporary.path, "compose.yaml");
    writeFileSync(file, stdout);
    const services = docker("compose", "--file", file, "config", "--services").trim().split("\n");
    assert.ok(services.includes("wireguard-client") && services.includes("generator"));
  });

  it("a results folder that cannot be written is refused before anything starts", async () => {
    const file = join(temporary.path, "a-file");
    writeFileSync(file, "");
    const { exitCode, stderr } = await runBench(
      [...pair, "--results", join(file, "results")],
      temporary.path,
    );
    assert.equal(exitCode, 3);
    assert.match(stderr, /bench: error: cannot write to ".*": ENOTDIR.*\nbench: hint: .*--results/);
  });

  it("a disk that fills up ends the run with 3, removes the lab and keeps what fits", {
    skip: process.getuid?.() !== 0 && "needs root to mount a small disk",
  }, async () => {
    const small = join(temporary.path, "small");
    execFileSync("mkdir", [small]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=120k", "tmpfs", small]);
    try {
      const { exitCode, stderr } = await runBench([...pair, "--results", small], temporary.path);
      assert.equal(exitCode, 3, stderr);
      assert.match(stderr, /bench: error: cannot write to ".*": ENOSPC/);
      assert.match(stderr, /bench: hint: the disk is full: what was written before is kept/);
      const [id] = readdirSync(small);
      assert.ok(existsSync(join(small, id!, "run.json")));
      assert.deepEqual(leftovers(id), []);
    } finally {
      execFileSync("umount", [small]);
    }
  });

  it("a docker command without Compose v2 is named as such", async () => {
    const real = execFileSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).trim();
    const shim = join(temporary.path, "docker");
    writeFileSync(
      shim,
      `#!/bin/sh\n[ "$1" = compose ] && { echo "docker: 'compose' is not a docker command." >&2; exit 1; }\nexec ${real} "$@"\n`,
      { mode: 0o755 },
    );
    const { exitCode, stderr } = await runBench(pair, temporary.path, {
      PATH: `${temporary.path}:${process.env["PATH"]}`,
    });
    assert.equal(exitCode, 3);
    assert.match(stderr, /^bench: error: docker has no Compose v2\nbench: hint: run "bench setup"/);
  });

  it("a machine without the docker command is told so", async () => {
    for (const tool of ["sh", "readlink", "dirname"]) {
      const real = execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
      execFileSync("ln", ["-s", real, join(temporary.path, tool)]);
    }
    const { exitCode, stderr } = await runBench(pair, temporary.path, { PATH: temporary.path });
    assert.equal(exitCode, 3);
    assert.match(stderr, /^bench: error: the docker command is not installed\n/);
  });
});
