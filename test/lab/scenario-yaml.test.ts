import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { goodText, parse, refusalOf, replaced, withClientKey } from "./scenario-text.ts";

const noAlias = "write the values out: no anchors, no aliases";

suite("the YAML of a scenario file", () => {
  test("must not be empty", () => {
    for (const text of ["", "\n\n", "# only a comment\n"])
      assert.equal(refusalOf(text).lines[0], ": the file is empty");
  });

  test("must be a map", () => {
    for (const text of ["- 1\n", "word\n"]) {
      const problem = "line 1: the file must be a map with the keys x-bench and services";
      assert.ok(refusalOf(text).lines.includes(problem));
    }
  });

  test("is refused with the line of a mistake in its syntax", () => {
    assert.match(refusalOf(`${goodText}  client: [\n`).lines.at(-1)!, /^line 1[34]: not YAML: /);
    assert.match(refusalOf("a: b: c\n").lines.at(-1)!, /^line 1: not YAML: /);
  });

  test("must be one document", () => {
    assert.ok(
      refusalOf(`${goodText}---\na: 1\n`).lines.includes(
        "line 13: the file must hold one YAML document, but has more",
      ),
    );
  });

  test("must not say a thing twice", () => {
    assert.deepEqual(refusalOf(withClientKey("image: other")).lines, [
      "line 13: a key stands twice in the same map",
    ]);
  });

  test("is refused with an anchor", () => {
    const { lines, hints } = refusalOf(replaced("title: Example", "title: &a Example"));
    assert.deepEqual([lines, hints], [["line 2: the anchor &a is refused"], [noAlias]]);
  });

  test("is refused with an alias, unexpanded", () => {
    const bomb = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`).join(
      "\n",
    );
    const { lines } = refusalOf(`a0: &a0 [x]\n${bomb}\n${goodText}`);
    assert.ok(lines.includes("line 2: the alias *a0 is refused"));
  });

  test("is refused with a merge key", () => {
    assert.ok(
      refusalOf(withClientKey("<<: {init: true}")).lines.includes("line 13: merge keys (<<) are refused"),
    );
  });

  for (const tag of ["!reset", "!override", "!!binary", "!!str", "!<tag:example.org,2000:a>"]) {
    test(`is refused with the tag ${tag}`, () => {
      assert.match(
        refusalOf(replaced("title: Example", `title: ${tag} aGVs`)).lines[0]!,
        /^line 2: the tag "!.*" is refused$|^line 2: the tag "tag:.*" is refused$/,
      );
    });
  }

  test("is refused with a tag on a list", () => {
    assert.match(
      refusalOf(withClientKey("command: !reset [a]")).lines[0]!,
      /^line 13: the tag "!reset" is refused$/,
    );
  });

  test("is refused where a key is not text", () => {
    assert.match(refusalOf(withClientKey("? {a: 1}\n    : b")).lines.at(-1)!, /^line 13: not YAML: /);
  });

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Compose's variables look like that
  for (const value of ["$HOME", "${HOME}", "${HOME:-x}", "a$$$HOME", "cost: $5", "$(id)", "a$"]) {
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
    test(`is refused where Compose could fill in from the host: ${value}`, () => {
      const { lines, hints } = refusalOf(withClientKey(`command: ["${value}"]`));
      assert.deepEqual(lines, [`line 13: "${value}" takes a value from the host's environment`]);
      assert.deepEqual(hints, ["write the value itself; $$ stands for a dollar"]);
    });
  }

  test("is refused where a title, too, would be filled in from the host", () => {
    assert.equal(refusalOf(replaced("Example", "$TITLE")).lines.length, 1);
  });

  test("may mention variables in comments", () => {
    assert.equal(parse(`# $HOME\n${goodText}`).title, "Example");
  });

  test("is refused when it is nested so deeply that reading it would end the stack", () => {
    const deep = `${goodText}x: ${"[".repeat(30_000)}${"]".repeat(30_000)}\n`;
    assert.ok(refusalOf(deep).lines.some((line) => line.endsWith(": the file is nested too deeply")));
  });

  test("is refused over 64 KiB", () => {
    const { lines } = refusalOf(`${goodText}# ${"é".repeat(33_000)}\n`);
    assert.match(lines[0]!, /^: the file must be at most 65536 bytes, but has 66\d\d\d$/);
  });

  test("cannot break the lines of a message or steer the terminal", () => {
    const { lines } = refusalOf(withClientKey('"a\\n\\e[2J": 1'));
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines[0]!, /\p{Cc}/u);
  });
});
