import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { CommandMissing } from "../../harness/lab/process.ts";
import { loggingShell, type SetupStep, StepFailed, stepError, succeeds } from "../../harness/setup/step.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const step: SetupStep = {
  name: "Docker Engine",
  ready: async () => false,
  describe: async () => ({ doing: "installing", commands: [] }),
  install: async () => undefined,
  hint: "install it by hand",
};

describe("loggingShell", () => {
  it("writes each command and all that it says into one log, and gives its output back", async () => {
    using temporary = temporaryFolder();
    const shell = loggingShell(join(temporary.path, "log"));
    assert.equal(readFileSync(shell.logFile, "utf8"), "");
    assert.equal(await shell.run("echo", ["one"]), "one\n");
    await shell.run("sh", ["-c", "echo two >&2"]);
    assert.equal(readFileSync(shell.logFile, "utf8"), "\n$ echo one\none\n\n$ sh -c echo two >&2\ntwo\n");
  });

  it("fails with the last line of a command that does not end with 0", async () => {
    using temporary = temporaryFolder();
    const shell = loggingShell(join(temporary.path, "log"));
    const run = (script: string) => shell.run("sh", ["-c", script]);
    const expected = (message: string) => (error: unknown) =>
      error instanceof StepFailed && error.message === message;
    await assert.rejects(run("echo out; echo E: no space >&2; exit 100"), expected("E: no space"));
    await assert.rejects(run("echo only out; exit 1"), expected("only out"));
    await assert.rejects(run("exit 1"), expected("no output"));
  });

  it("asks nobody: apt-get must not wait for an answer on a terminal", async () => {
    using temporary = temporaryFolder();
    process.env["DEBIAN_FRONTEND"] = "dialog"; // this file's process ends with its tests
    const shell = loggingShell(join(temporary.path, "log"));
    assert.equal(await shell.run("sh", ["-c", 'echo "$DEBIAN_FRONTEND"; cat']), "noninteractive\n");
  });

  it("does not take a command that is not installed for one that failed", async () => {
    using temporary = temporaryFolder();
    const shell = loggingShell(join(temporary.path, "log"));
    await assert.rejects(shell.run("bench-no-such-program", []), CommandMissing);
  });
});

describe("succeeds", () => {
  it("is true only for a command that runs and ends with 0", async () => {
    assert.equal(await succeeds("true", []), true);
    assert.equal(await succeeds("false", []), false);
    assert.equal(await succeeds("bench-no-such-program", []), false);
    assert.equal(await succeeds("sleep", ["600"], 50), false);
  });
});

describe("stepError", () => {
  it("names the step, the last lines of its log, where the whole is, and what to do", () => {
    const log = Array.from({ length: 12 }, (_, index) => `line ${index}\n`).join("\n");
    const cause = new StepFailed("E: no space");
    const error = stepError(step, log, "/tmp/log", cause);
    assert.equal(error.message, 'setup step "Docker Engine" failed: E: no space');
    assert.equal(error.exitCode, 3);
    assert.equal(error.cause, cause);
    assert.deepEqual(error.hints, [
      ...[4, 5, 6, 7, 8, 9, 10, 11].map((number) => `log: line ${number}`),
      "the whole log is in /tmp/log",
      "install it by hand",
    ]);
  });
});
