import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { authentications } from "../../harness/lab/scenario-bench.ts";
import { refusedServiceKeys, refusedTopLevelKeys } from "../../harness/lab/scenario-keys.ts";
import { serviceRules } from "../../harness/lab/scenario-rules.ts";
import { projectFolder } from "../../harness/model/tool.ts";

const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");

describe("docs/adding-a-scenario.md", () => {
  const page = read("docs/adding-a-scenario.md");
  const block = (language: string) => new RegExp(`\\n\`\`\`${language}\\n([^]*?)\`\`\`\\n`).exec(page)?.[1];

  it("shows the files that the tests run, to the letter", () => {
    assert.equal(block("yaml"), read("docs/examples/spiped.yaml"));
    assert.equal(block("dockerfile"), read("docs/examples/spiped/Dockerfile"));
  });

  it("names every key that a service may have", () => {
    for (const key of Object.keys(serviceRules)) assert.ok(page.includes(`\`${key}\``), key);
  });

  it("names every key that is refused by name", () => {
    for (const key of [...refusedServiceKeys.keys(), ...refusedTopLevelKeys.keys()])
      assert.ok(page.includes(`\`${key}\``), key);
  });

  it("names every way to authenticate that the contract knows", () => {
    for (const word of authentications) assert.ok(page.includes(`\`${word}\``), word);
  });
});
