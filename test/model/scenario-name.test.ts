import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { isScenarioName, slugOf } from "../../harness/model/scenario-name.ts";

suite("a scenario's name", () => {
  test("may have one git reference after an @", () => {
    for (const name of ["native", "native@main", "native@origin/feature-1", "native@v1.2.0", "a@HEAD~1"])
      assert.ok(isScenarioName(name), name);
    for (const name of ["", "Native", "@main", "native@", "native@a@b", "native@-x", "native@a b", "a/b@c"])
      assert.ok(!isScenarioName(name), name);
  });

  test("is its own slug without a reference", () => {
    assert.equal(slugOf("relay-node"), "relay-node");
  });

  test("has a readable slug with a plain reference", () => {
    assert.equal(slugOf("native@main"), "native-at-main");
  });

  test("has a slug with a hash where signs or letters are lost, so that two never become one", () => {
    const names = ["native@a/b", "native@a-b", "native@a.b", "native@A-b", "native@a--b", "native@a-b-"];
    const slugs = names.map(slugOf);
    assert.equal(new Set(slugs).size, names.length);
    assert.equal(slugs[1], "native-at-a-b");
    assert.match(slugs[0]!, /^native-at-a-b-[0-9a-f]{6}$/);
  });

  test("has a slug that DNS can hold before the name of a service, however long the reference", () => {
    for (const ref of [
      "x".repeat(100),
      "release/2026.11-of-a-very-long-branch-name",
      "----------------------a",
      "~",
    ])
      assert.match(slugOf(`abcdefghijklmnopqrstuvwxyz01234@${ref}`), /^[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?$/);
    const [one, other] = ["1", "2"].map((end) => slugOf(`native@${"x".repeat(90)}${end}`));
    assert.notEqual(one, other);
  });
});
