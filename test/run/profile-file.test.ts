import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { chooseProfile } from "../../harness/run/profile-file.ts";
import { profiles } from "../../harness/run/profiles.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function fromText(text: string, name = "mine.yaml") {
  using folder = temporaryFolder();
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return await chooseProfile(file);
}

describe("chooseProfile", () => {
  it("knows the profiles by name, and the nearest to a slip", async () => {
    assert.equal(await chooseProfile("standard"), profiles["standard"]);
    await assert.rejects(chooseProfile("standart"), {
      hints: ['did you mean "standard"?'],
      code: "bad-input",
    });
  });

  it("takes a file's changes over the profile that it extends, one level deep, under the file's name", async () => {
    const mine = await fromText("extends: standard\ninstances: 3\nduet: {seconds: 20}\nsaturation: null\n");
    const standard = profiles["standard"]!;
    assert.deepEqual(mine, {
      ...standard,
      name: "mine",
      instances: 3,
      duet: { ...standard.duet, seconds: 20 },
      saturation: null,
    });
  });

  it("names every field that it does not know or cannot take", async () => {
    await assert.rejects(fromText("instances: many\nduets: {}\n"), (error: Error) => {
      assert.match(error.message, /instances.*must be integer/);
      assert.match(error.message, /"duets"/);
      return true;
    });
  });

  it("refuses what is no profile: a list, no YAML, no file, an unknown parent", async () => {
    await assert.rejects(fromText("- a\n"), { code: "bad-input" });
    await assert.rejects(fromText("a: [\n"), { code: "bad-input" });
    await assert.rejects(chooseProfile("./not-there.yaml"), /cannot read the profile/);
    await assert.rejects(fromText("extends: fast\n"), /unknown profile "fast" to extend/);
    for (const parent of ["constructor", "__proto__", "[quick]"])
      await assert.rejects(fromText(`extends: ${parent}\n`), /unknown profile .* to extend/);
    await assert.rejects(chooseProfile("toString"), /unknown profile/);
    await assert.rejects(chooseProfile("./"), /it is a folder/);
  });

  it("says what is wrong with a file in one line, without anything of the file that a terminal would obey", async () => {
    await assert.rejects(fromText('name: "\u001b[31mred\nduet: ['), ({ message }: Error) => {
      assert.doesNotMatch(message, /\p{Cc}/u);
      return true;
    });
    await assert.rejects(fromText('extends: "\\u001b[31mred"\n'), ({ message }: Error) => {
      assert.match(message, /unknown profile "\?\[31mred"/);
      return true;
    });
  });
});
