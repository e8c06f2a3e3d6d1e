import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { findScenarios, resolveScenarioArguments } from "../../harness/lab/scenario-arguments.ts";
import { BenchError } from "../../harness/model/error.ts";

suite("the scenarios named on the command line", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  after(() => rm(folder, { recursive: true }));
  for (const name of ["stunnel", "baseline", "relay"])
    await writeFile(join(folder, `${name}.yaml`), "x-bench: {}\n");
  await writeFile(join(folder, "broken.yaml"), "x-bench: {\n");
  await writeFile(join(folder, "endpoints.yaml"), "# no x-bench: here\nservices: {}\n");
  await writeFile(join(folder, "notes.txt"), "x-bench: {}\n");

  const resolveAll = (...args: string[]) => resolveScenarioArguments(args, folder, "/work");
  const refusal = async (...args: string[]) => {
    const error = await resolveAll(...args).then(
      () => assert.fail("not refused"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof BenchError);
    assert.equal(error.code, "bad-input");
    return [error.message, ...error.hints];
  };

  test("are found by their block x-bench, also when they have mistakes", async () => {
    assert.deepEqual(await findScenarios(folder), ["baseline", "broken", "relay", "stunnel"]);
  });

  test("may be all", async () => {
    const names = (await resolveAll("all")).map(({ name }) => name);
    assert.deepEqual(names, ["baseline", "broken", "relay", "stunnel"]);
  });

  test("may be a list with commas, several arguments, and files", async () => {
    assert.deepEqual(await resolveAll("relay, stunnel", "./mine.yaml,/a/b.yml"), [
      { name: "relay", file: join(folder, "relay.yaml") },
      { name: "stunnel", file: join(folder, "stunnel.yaml") },
      { name: "mine", file: "/work/mine.yaml" },
      { name: "b", file: "/a/b.yml" },
    ]);
  });

  test("may get another name", async () => {
    assert.deepEqual(await resolveAll("x=./mine.yaml", "again=relay", "y=../a@b/c=d.yaml"), [
      { name: "x", file: "/work/mine.yaml" },
      { name: "again", file: join(folder, "relay.yaml") },
      { name: "y", file: "/a@b/c=d.yaml" },
    ]);
  });

  test("are refused when unknown, with the near name and the list", async () => {
    assert.deepEqual(await refusal("stunel"), [
      'unknown scenario "stunel"',
      'did you mean "stunnel"?',
      "scenarios are baseline, broken, relay, stunnel; or name a file like ./mine.yaml",
    ]);
  });

  test("are refused all at once", async () => {
    assert.equal((await refusal("one,relay", "two"))[0], 'unknown scenario "one"\nunknown scenario "two"');
  });

  test("are refused when one is named twice", async () => {
    assert.equal((await refusal("relay,relay"))[0], 'the scenario "relay" is named twice');
    assert.equal((await refusal("all", "stunnel"))[0], 'the scenario "stunnel" is named twice');
    assert.equal((await refusal("a=./x.yaml", "a=./y.yaml"))[0], 'the scenario "a" is named twice');
  });

  test("may come from a git reference, which stands in the name", async () => {
    const hash = "0123456789abcdef0123456789abcdef01234567";
    assert.deepEqual(
      await resolveAll("relay@main", `stunnel@${hash}`, "./mine.yaml@origin/a.b", "base=relay@v1.2"),
      [
        { name: "relay@main", file: join(folder, "relay.yaml"), ref: "main" },
        { name: "stunnel@0123456789", file: join(folder, "stunnel.yaml"), ref: hash },
        { name: "mine@origin/a.b", file: "/work/mine.yaml", ref: "origin/a.b" },
        { name: "base", file: join(folder, "relay.yaml"), ref: "v1.2" },
      ],
    );
  });

  test("are refused from a git reference that is not safe or of a scenario that is unknown", async () => {
    for (const ref of ["-oops", "main@{1}", "a b", "a\u001b[31m", "x".repeat(101)])
      assert.equal((await refusal(`relay@${ref}`))[0], `"${ref}" cannot be taken as a git reference here`);
    assert.deepEqual((await refusal("stunel@main")).slice(0, 2), [
      'unknown scenario "stunel"',
      'did you mean "stunnel"?',
    ]);
    assert.equal((await refusal("relay@main,relay@main"))[0], 'the scenario "relay@main" is named twice');
    assert.match((await refusal("a@b=relay"))[0]!, /^a scenario must be named with a-z/);
  });

  test("are refused with a name that is no slug", async () => {
    const form = "a scenario must be named with a-z, 0-9 and -, in at most 31 characters";
    assert.equal((await refusal("./My_Tunnel.yaml"))[0], `${form}, but is "My_Tunnel"`);
    assert.equal((await refusal("A=relay"))[0], `${form}, but is "A"`);
  });

  test("are refused when empty or named all", async () => {
    assert.equal((await refusal("relay,"))[0], 'the scenario "" has no name');
    assert.equal((await refusal("=relay"))[0], 'the scenario "=relay" has no name');
    assert.equal((await refusal("all=./x.yaml"))[0], 'no scenario can be named "all"');
  });
});
