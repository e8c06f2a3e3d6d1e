import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandLines } from "./command-lines.ts";

const found = (page: string) => commandLines(page).map(({ words }) => words.join(" "));

describe("command lines of a page", () => {
  it("are the lines of code that begin with bench, without their remarks", () => {
    const page =
      "    bench run --scenario x     what it does\n```sh\n./bench list runs  # all\nnpx bench doctor\n```\n";
    assert.deepEqual(found(page), ["run --scenario x", "list runs", "doctor"]);
  });

  it("are those in backticks, but not other words that begin alike", () => {
    assert.deepEqual(found("`bench push RUN` stores; `bench.run.id`, `bench` and\nbench runs do not"), [
      "push RUN",
    ]);
  });

  it("are those of a CI file, without what becomes of their output", () => {
    assert.deepEqual(
      found('```yaml\n- run: ./bench report --format markdown >> "$FILE"\n- ./bench setup\n```\n'),
      ["report --format markdown", "setup"],
    );
  });

  it("are several where one line has several, and one where it goes on in the next line", () => {
    assert.deepEqual(found("    bench lab ps ; bench lab down\n    bench run \\\n      --only\n"), [
      "lab ps",
      "lab down",
      "run --only",
    ]);
  });

  it("are all that a synopsis allows", () => {
    assert.deepEqual(found("`bench report [RUN] --format a|b`"), [
      "report --format a",
      "report --format b",
      "report RUN --format a",
      "report RUN --format b",
    ]);
    assert.deepEqual(found("    bench push RUN… | --all\n"), ["push RUN…", "push --all"]);
  });

  it("are told from a verb that a sentence names", () => {
    const mentions = commandLines("`bench compare` takes two runs\n\n    bench compare A B\n").map(
      (line) => line.isMention,
    );
    assert.deepEqual(mentions, [false, true]);
  });

  it("keep quoted words whole", () => {
    assert.deepEqual(commandLines("`bench check --rule 'a.b < 5 ms | c'`")[0]!.words, [
      "check",
      "--rule",
      "a.b < 5 ms | c",
    ]);
  });
});
