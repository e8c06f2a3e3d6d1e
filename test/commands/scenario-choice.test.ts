import assert from "node:assert/strict";
import { mkdirSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chooseScenarios } from "../../harness/commands/scenario-choice.ts";
import { newRepository } from "../lab/git-repository.ts";
import { goodText } from "../lab/scenario-text.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const temporary = temporaryFolder();
process.on("exit", () => temporary[Symbol.dispose]());
const root = realpathSync(temporary.path);
const checkouts = join(root, "tmp");
mkdirSync(checkouts);
process.env["TMPDIR"] = checkouts;
const repository = newRepository(join(root, "tunnel"));
const commit = repository.commit({ "mine.yaml": goodText });
const file = join(repository.path, "mine.yaml");

test("base and head of one file stand behind the references, the head with its base", async () => {
  const chosen = await chooseScenarios([`${file}@HEAD`, file], { only: false });
  assert.deepEqual(
    chosen.scenarios.map(({ name, base, source }) => [name, base, source?.ref, source?.commit]),
    [
      ["baseline", undefined, undefined, undefined],
      ["relay", undefined, undefined, undefined],
      ["control", undefined, undefined, undefined],
      ["mine@HEAD", undefined, "HEAD", commit],
      ["mine", "mine@HEAD", null, commit],
    ],
  );
  assert.deepEqual(chosen.explicit, ["mine@HEAD", "mine"]);
  assert.equal(readdirSync(checkouts).length, 1);
  await chosen[Symbol.asyncDispose]();
  assert.deepEqual(readdirSync(checkouts), []);
});

test("a refusal leaves no checkout of the scenarios before it", async () => {
  const words = [`${file}@HEAD`, "/nowhere/other.yaml"];
  await assert.rejects(chooseScenarios(words, { only: true }), { code: "bad-input" });
  assert.deepEqual(readdirSync(checkouts), []);
});

test("a base may have a name of its own", async () => {
  await using chosen = await chooseScenarios([`${file},old=${file}@${commit}`], { only: true });
  assert.deepEqual(
    chosen.scenarios.map(({ name, base, title }) => [name, base, title]),
    [
      ["mine", "old", "Example"],
      ["old", undefined, `Example, at ${commit.slice(0, 10)}`],
    ],
  );
});
