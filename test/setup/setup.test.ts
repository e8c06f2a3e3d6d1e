import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { hold } from "../../harness/lab/alive.ts";
import { BenchError } from "../../harness/model/error.ts";
import type { Io } from "../../harness/model/io.ts";
import { type Machine, setUp } from "../../harness/setup/setup.ts";
import type { SetupStep } from "../../harness/setup/step.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A machine on which the named things are installed; `log` has what was asked of the others, in order. */
function machineOf(names: readonly string[], installed: readonly string[], change: Partial<Machine> = {}) {
  const log: string[] = [];
  const present = new Set(installed);
  const steps = names.map(
    (name): SetupStep => ({
      name,
      ready: async () => present.has(name),
      describe: async () => ({
        doing: `installing ${name}`,
        commands: [`apt-get install ${name}`, `${name} &`],
      }),
      async install(shell) {
        log.push(name);
        await shell.run("echo", [`unpacking ${name}`]);
        present.add(name);
      },
      hint: `see the manual of ${name}`,
    }),
  );
  const turn = `tunnelbench-test-${randomBytes(6).toString("hex")}`;
  return { machine: { steps, installable: true, turn, ...change }, log, present };
}

/** A process as the set-up sees it; `written` is what it told the user. */
function ioOf(env: Record<string, string> = {}) {
  const written: string[] = [];
  const interruption = new AbortController();
  const io = {
    env,
    stderr: { write: (text: string) => void written.push(text) },
    signal: interruption.signal,
  } as unknown as Io;
  return { io, written, interrupt: () => interruption.abort(new Error("interrupted by SIGINT")) };
}

async function refusalOf(setup: Promise<void>): Promise<BenchError> {
  const error = await setup.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BenchError, String(error));
  assert.equal(error.exitCode, 3);
  return error;
}

describe("setUp", () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  const systemFolder = process.env["TMPDIR"];
  /** The logs that were left. */
  const logs = () => readdirSync(join(temporary.path, "tmp"));

  beforeEach(() => {
    temporary = temporaryFolder();
    mkdirSync(join(temporary.path, "tmp"));
    process.env["TMPDIR"] = join(temporary.path, "tmp");
  });
  afterEach(() => {
    if (systemFolder === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = systemFolder;
    temporary[Symbol.dispose]();
  });

  it("installs what is missing, in order, leaves the rest alone, and says what it does", async () => {
    const { machine, log } = machineOf(["engine", "compose", "buildx"], ["compose"]);
    const { io, written } = ioOf();
    await setUp(io, machine);
    assert.deepEqual(log, ["engine", "buildx"]);
    assert.deepEqual(written, ["bench: setup: installing engine\n", "bench: setup: installing buildx\n"]);
  });

  it("leaves no log behind when all went well", async () => {
    const { machine } = machineOf(["engine"], []);
    await setUp(ioOf().io, machine);
    assert.deepEqual(logs(), []);
  });

  it("is silent and waits for nobody on a machine that has everything", async () => {
    const { machine, log } = machineOf(["engine", "compose"], ["engine", "compose"]);
    await using _other = await hold(machine.turn, new AbortController().signal, () => undefined);
    const { io, written } = ioOf({ BENCH_NO_INSTALL: "1" });
    await setUp(io, machine);
    assert.deepEqual([log, written], [[], []]);
  });

  it("waits for another set-up, and leaves alone what that one has installed meanwhile", async () => {
    const { machine, log, present } = machineOf(["engine"], []);
    const other = await hold(machine.turn, new AbortController().signal, () => undefined);
    const { io, written } = ioOf();
    const told = Promise.withResolvers<void>();
    io.stderr.write = (text) => {
      written.push(text);
      told.resolve();
    };
    const setup = setUp(io, machine);
    await told.promise;
    present.add("engine");
    await other[Symbol.asyncDispose]();
    await setup;
    assert.deepEqual(written, ["bench: setup: waiting for another set-up on this machine\n"]);
    assert.deepEqual(log, []);
  });

  it("installs nothing with BENCH_NO_INSTALL=1, and gives the commands of the first thing that is missing", async () => {
    const { machine, log } = machineOf(["engine", "compose"], ["engine"]);
    const { message, hints } = await refusalOf(setUp(ioOf({ BENCH_NO_INSTALL: "1" }).io, machine));
    assert.equal(message, "compose is not ready, and nothing is installed here (BENCH_NO_INSTALL=1)");
    assert.deepEqual(hints, ["run: apt-get install compose", "run: compose &", "see the manual of compose"]);
    assert.deepEqual(log, []);
  });

  it("installs nothing where it cannot, and says why", async () => {
    const { machine, log } = machineOf(["engine"], [], { installable: false });
    const { message } = await refusalOf(setUp(ioOf().io, machine));
    assert.equal(
      message,
      "engine is not ready, and nothing is installed here (not root on Debian or Ubuntu)",
    );
    assert.deepEqual(log, []);
  });

  it("stops at a step that fails: its name, the end of its log, where the whole is, and what to do", async () => {
    const { machine, log } = machineOf(["engine", "compose", "buildx"], ["engine"]);
    machine.steps[1]!.install = async (shell) => {
      await shell.run("sh", ["-c", "echo reading lists; echo E: no space >&2; exit 100"]);
    };
    const { message, hints } = await refusalOf(setUp(ioOf().io, machine));
    assert.equal(message, 'setup step "compose" failed: E: no space');
    const [kept] = logs();
    const logFile = join(temporary.path, "tmp", kept!, "log");
    assert.deepEqual(hints.slice(-2), [`the whole log is in ${logFile}`, "see the manual of compose"]);
    assert.ok(hints.includes("log: reading lists") && hints.includes("log: E: no space"), hints.join("\n"));
    assert.match(readFileSync(logFile, "utf8"), /^\n\$ sh -c echo reading lists;[\s\S]*E: no space\n$/);
    assert.deepEqual(log, []); // buildx was not tried
  });

  it("finishes the step under way after Ctrl-C, and begins no other", async () => {
    const { machine, log } = machineOf(["engine", "compose"], []);
    const { io, interrupt } = ioOf();
    const { install } = machine.steps[0]!;
    machine.steps[0]!.install = async (shell) => {
      interrupt();
      await install(shell);
    };
    await assert.rejects(setUp(io, machine), /interrupted by SIGINT/);
    assert.deepEqual(log, ["engine"]);
  });

  it("says so when a step fails before its first command", async () => {
    const { machine } = machineOf(["image"], []);
    machine.steps[0]!.install = async () => {
      throw new Error("no image registry answers");
    };
    const { message, hints } = await refusalOf(setUp(ioOf().io, machine));
    assert.equal(message, 'setup step "image" failed: no image registry answers');
    assert.equal(hints.at(-1), "see the manual of image");
  });

  it("does not believe an installation that left the thing as missing as before", async () => {
    const { machine } = machineOf(["engine"], []);
    machine.steps[0]!.install = async (shell) => {
      await shell.run("echo", ["done"]);
    };
    const { message, hints } = await refusalOf(setUp(ioOf().io, machine));
    assert.equal(message, 'setup step "engine" failed: it is still not ready');
    assert.ok(hints.includes("log: done"), hints.join("\n"));
  });
});
