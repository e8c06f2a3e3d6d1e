import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandMissing, lastLines, runCommand } from "../../harness/lab/process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("runCommand", () => {
  it("gives exit code and both outputs of a program that fails", async () => {
    const result = await runCommand("sh", ["-c", "echo out; echo err >&2; exit 7"]);
    assert.deepEqual(result, { exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  it("tells a program that is not installed from one that fails", async () => {
    const missing = runCommand("bench-no-such-program", []);
    await assert.rejects(missing, (error) => {
      assert.ok(error instanceof CommandMissing);
      assert.equal(error.message, "bench-no-such-program is not installed");
      return true;
    });
  });

  it("stops a program at its time limit and says so", async () => {
    const { exitCode, stderr } = await runCommand("sleep", ["600"], { timeoutMs: 50 });
    assert.equal(exitCode, 1);
    assert.equal(stderr, "\nstopped by SIGTERM");
  });

  it("ends at its time limit all that the program has started, too", async () => {
    const script = "sleep 600 & exec sleep 600"; // the first one holds the output open
    const { stderr } = await runCommand("sh", ["-c", script], { timeoutMs: 50 });
    assert.equal(stderr, "\nstopped by SIGTERM");
  });

  it("ends a program when the work that needs it is given up, before or while it runs", async () => {
    const given = new AbortController();
    const running = runCommand("sh", ["-c", "echo begun; exec sleep 600"], {
      signal: given.signal,
      onOutput: () => given.abort(),
    });
    assert.equal((await running).stderr, "\nstopped by SIGTERM");
    const { stderr } = await runCommand("sleep", ["600"], { signal: AbortSignal.abort() });
    assert.equal(stderr, "\nstopped by SIGTERM");
  });

  it("ends a program by force that does not listen", async () => {
    const given = new AbortController();
    const script = "trap '' TERM; echo deaf; while :; do sleep 600; done";
    const options = { signal: given.signal, onOutput: () => given.abort() };
    assert.equal((await runCommand("sh", ["-c", script], options)).stderr, "\nstopped by SIGKILL");
  });

  it("keeps what a program had written before a signal stopped it", async () => {
    const result = await runCommand("sh", ["-c", "echo begun; echo why >&2; kill -TERM $$"]);
    assert.deepEqual(result, { exitCode: 1, stdout: "begun\n", stderr: "why\n\nstopped by SIGTERM" });
  });

  it("gives a program its input, folder and environment beside ours", async () => {
    using temporary = temporaryFolder();
    process.env["BENCH_TEST_OURS"] = "ours";
    const script = 'cat; pwd; echo "$GIVEN $BENCH_TEST_OURS"';
    const options = { cwd: temporary.path, env: { GIVEN: "given" }, input: "input\n" };
    const result = await runCommand("sh", ["-c", script], options);
    assert.deepEqual(result, { exitCode: 0, stdout: `input\n${temporary.path}\ngiven ours\n`, stderr: "" });
  });

  it("is not disturbed by a program that ends without reading its input", async () => {
    const result = await runCommand("true", [], { input: "x".repeat(1_000_000) });
    assert.equal(result.exitCode, 0);
  });

  it("passes output on as it comes, of both streams", async () => {
    const pieces: string[] = [];
    await runCommand("sh", ["-c", "echo out; echo err >&2"], { onOutput: (text) => pieces.push(text) });
    assert.deepEqual(pieces.sort(), ["err\n", "out\n"]);
  });

  it("runs a program in a process group of its own, so that Ctrl-C does not reach it", async () => {
    const { stdout } = await runCommand("sh", ["-c", "ps -o pgid= -p $$; echo $$"]);
    const [group, pid] = stdout.split("\n").map((line) => line.trim());
    assert.equal(group, pid);
  });
});

describe("lastLines", () => {
  it("gives the last lines that say something, without the space at their ends", () => {
    assert.deepEqual(lastLines("one\n\ntwo  \r\n \nthree\n\n", 2), ["two", "three"]);
  });

  it("gives fewer where there are fewer, and none of nothing", () => {
    assert.deepEqual(lastLines("one", 3), ["one"]);
    assert.deepEqual(lastLines("\n \n", 3), []);
  });
});
