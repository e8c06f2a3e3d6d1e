import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { environmentFilePath } from "../../harness/model/environment-file.ts";
import { bench } from "../support/fake-io.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const nowhere = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };

describe("bench elastic", () => {
  it("says in its help where the password is, and what clean leaves alone", async () => {
    const { exitCode, stdout } = await bench(["elastic", "--help"]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /elasticsearch\.env \(0600\)/);
    assert.match(stdout, /"bench clean" leaves/);
  });

  it("needs a daemon, and keeps no password before it has one", async () => {
    using folder = temporaryFolder();
    const env = { ...nowhere, HOME: folder.path };
    for (const verb of ["up", "down"]) {
      const { exitCode, stdout, stderr } = await bench(["elastic", verb], env);
      assert.equal(exitCode, 3);
      assert.equal(stdout, "");
      assert.match(stderr, /docker daemon not reachable/);
    }
    assert.ok(!existsSync(environmentFilePath(env)!));
  });

  it("refuses what is no port", async () => {
    for (const port of ["0", "65536", "abc", "80.5"]) {
      const { exitCode, stderr } = await bench(["elastic", "up", "--port", port], nowhere);
      assert.equal(exitCode, 2);
      assert.match(stderr, /It must be a port, 1 to 65535\./);
    }
  });

  it("needs a place for the password", async () => {
    const { exitCode, stderr } = await bench(["elastic", "up"], nowhere);
    assert.equal(exitCode, 3);
    assert.match(stderr, /no place to keep the password.*\nbench: hint: set HOME/);
  });
});
