import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { bench } from "../support/fake-io.ts";

const nowhere = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
const folder = mkdtempSync(join(tmpdir(), "bench-cli-"));
after(() => rmSync(folder, { recursive: true }));

describe("bench says what is wrong, and what to do,", () => {
  it("for a scenario that does not exist, with the nearest name", async () => {
    const { exitCode, stderr, stdout } = await bench(["run", "--scenario", "stunel"], nowhere);
    assert.equal(exitCode, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^bench: error: unknown scenario "stunel"\nbench: hint: did you mean "stunnel"\?\n/);
  });

  it("for an unknown flag, with the nearest one", async () => {
    const { exitCode, stderr } = await bench(["run", "--scenaro", "stunnel"], nowhere);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /^bench: error: unknown option '--scenaro'\nbench: hint: \(did you mean --scenario\?\)\n/,
    );
  });

  it("for an unknown verb", async () => {
    const { exitCode, stderr } = await bench(["rum"], nowhere);
    assert.equal(exitCode, 2);
    assert.match(stderr, /unknown command 'rum'\nbench: hint: \(did you mean run\?\)/);
  });

  it("for an unknown profile", async () => {
    const { exitCode, stderr } = await bench(["run", "--profile", "quik"], nowhere);
    assert.equal(exitCode, 2);
    assert.match(stderr, /unknown profile "quik"\nbench: hint: did you mean "quick"\?/);
  });

  it("for a hostile scenario file, all problems at once, with file and line", async () => {
    const file = join(folder, "evil.yaml");
    writeFileSync(
      file,
      `x-bench:
  title: evil
  encrypts: true
  authenticates: none
  modifiesServices: false
  requires: []
  entry: {http: "client:5000"}
services:
  client:
    image: debian:bookworm-slim
    networks: [client, wire]
    privileged: true
    volumes: ["/:/host"]
  server:
    image: debian:bookworm-slim
    networks: [wire, server]
    network_mode: host
`,
    );
    const { exitCode, stderr } = await bench(["run", "--scenario", file], nowhere);
    assert.equal(exitCode, 2);
    assert.match(stderr, /bench: error: scenario "evil" \(.*evil\.yaml\) line 12: .*privileged/);
    assert.match(stderr, /bench: error: scenario "evil" \(.*evil\.yaml\) line 13: /);
    assert.match(stderr, /bench: error: scenario "evil" \(.*evil\.yaml\) line 17: .*network_mode/);
  });

  it("when no daemon answers", async () => {
    const { exitCode, stderr } = await bench(["run", "--scenario", "stunnel"], nowhere);
    assert.equal(exitCode, 3);
    assert.match(stderr, /^bench: error: docker daemon not reachable at "\/nonexistent\/docker\.sock"/);
    assert.match(stderr, /bench: hint: run "bench setup"/);
  });

  it("when the engine is another machine's", async () => {
    const { exitCode, stderr } = await bench(["run"], { DOCKER_HOST: "tcp://192.0.2.1:2375" });
    assert.equal(exitCode, 3);
    assert.match(stderr, /is not on this machine\nbench: hint: .*unset DOCKER_HOST/);
  });

  it("for a report of a run that does not exist, and where there is none at all", async () => {
    const missing = await bench(["report", "20200101T000000Z-0000", "--results", folder]);
    assert.equal(missing.exitCode, 2);
    assert.match(missing.stderr, /no run "20200101T000000Z-0000"/);
    const none = await bench(["report", "--results", folder]);
    assert.equal(none.exitCode, 2);
    assert.match(none.stderr, /no run in ".*" yet\nbench: hint: start one with "bench run"/);
  });
});

describe("bench --help", () => {
  const verbs = ["run", "report", "list", "lab", "doctor", "setup", "clean"];

  it("names every verb", async () => {
    const { exitCode, stdout } = await bench(["--help"]);
    assert.equal(exitCode, 0);
    for (const verb of verbs) assert.match(stdout, new RegExp(`^  ${verb}\\b`, "m"));
  });

  for (const verb of verbs) {
    it(`has an example for ${verb}, both alone and in the whole`, async () => {
      const example = new RegExp(`^  bench ${verb}\\b`, "m");
      assert.match((await bench([verb, "--help"])).stdout, example);
      assert.match((await bench(["--help"])).stdout, example);
    });
  }
});

describe("bench list", () => {
  it("shows the scenarios that come with the project", async () => {
    const { exitCode, stdout } = await bench(["list"]);
    assert.equal(exitCode, 0);
    for (const name of [
      "baseline",
      "relay",
      "control",
      "relay-node",
      "stunnel",
      "wireguard",
      "shadowsocks",
      "shadowsocks-socks5",
      "native",
    ]) {
      assert.match(stdout, new RegExp(`^${name} `, "m"));
    }
  });
});
