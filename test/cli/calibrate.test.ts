import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bench } from "../support/fake-io.ts";

const nowhere = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };

describe("bench calibrate", () => {
  it("says in its help what it takes and what a failed check means", async () => {
    const { exitCode, stdout } = await bench(["calibrate", "--help"]);
    assert.equal(exitCode, 0);
    for (const flag of ["--results", "--json", "--seed"]) assert.match(stdout, new RegExp(flag));
    assert.match(stdout, /about 4 minutes/);
  });

  it("is in the list of verbs", async () => {
    const { stdout } = await bench(["--help"]);
    assert.match(stdout, /^ {2}calibrate /m);
    assert.match(stdout, /^ {2}bench calibrate /m);
  });

  it("refuses an unknown flag, with the nearest one", async () => {
    const { exitCode, stderr, stdout } = await bench(["calibrate", "--sed", "1"], nowhere);
    assert.equal(exitCode, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /unknown option '--sed'\nbench: hint: \(did you mean --seed\?\)/);
  });

  it("refuses words that belong to no flag", async () => {
    const { exitCode, stderr } = await bench(["calibrate", "stunnel"], nowhere);
    assert.equal(exitCode, 2);
    assert.match(stderr, /too many arguments/);
  });

  it("needs a daemon", async () => {
    const { exitCode, stderr } = await bench(["calibrate"], nowhere);
    assert.equal(exitCode, 3);
    assert.match(stderr, /docker daemon not reachable/);
  });
});
