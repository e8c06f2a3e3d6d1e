import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, it } from "node:test";
import { projectFolder } from "../harness/model/tool.ts";
import { terminal, written } from "../harness/terminal.ts";

describe("the width of a terminal", () => {
  const stream = (columns?: number) =>
    ({ write: () => true, isTTY: true, columns }) as unknown as NodeJS.WriteStream;

  it("is what the stream says", () => {
    assert.equal(terminal(stream(80)).columns, 80);
  });

  it("is 120 of a stream that says nothing, or of a terminal that nobody gave a size", () => {
    assert.equal(terminal(stream()).columns, 120);
    assert.equal(terminal(stream(0)).columns, 120);
  });

  it("is asked for anew each time", () => {
    const changing = stream(80);
    const one = terminal(changing);
    changing.columns = 100;
    assert.equal(one.columns, 100);
  });
});

describe("what bench prints", () => {
  it("reaches the program that it is piped to in full, however much it is", () => {
    const words = [join(projectFolder, "harness/main.ts"), "report", join(projectFolder, "results/example")];
    const piped = execFileSync(
      "sh",
      ["-c", '"$@" | cat', "sh", process.execPath, ...words, "--format", "json"],
      {
        maxBuffer: 2 ** 24,
        encoding: "utf8",
      },
    );
    const summary = readFileSync(join(projectFolder, "results/example/summary.json"), "utf8");
    assert.ok(summary.length > 2 * 2 ** 16, "more than a pipe takes at once");
    assert.deepEqual(JSON.parse(piped), JSON.parse(summary));
  });

  it("is written only when the reader has taken the last of it, or has gone", async () => {
    const taken: string[] = [];
    const waiting: (() => void)[] = [];
    const slow = new Writable({
      write(chunk, _encoding, done) {
        waiting.push(() => {
          taken.push(String(chunk));
          done();
        });
      },
    });
    slow.write("much");
    const end = written(slow).then(() => taken.push("end"));
    while (waiting.length > 0) {
      waiting.shift()!();
      await new Promise(setImmediate);
    }
    await end;
    assert.deepEqual([taken[0], taken.at(-1)], ["much", "end"]);
    const gone = new Writable().on("error", () => undefined);
    gone.destroy();
    await written(gone);
  });
});
