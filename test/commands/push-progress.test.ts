import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pushSentence } from "../../harness/commands/push.ts";
import { progressText, pushProgress } from "../../harness/commands/push-progress.ts";
import type { Io } from "../../harness/model/io.ts";

describe("progressText", () => {
  it("shows share, documents, rate and remaining time", () => {
    assert.equal(
      progressText({ documents: 12_000, share: 0.25 }, 0.5),
      "[#####···············] 25 % | 12,000 documents, 24,000/s | about 0:02 to go",
    );
    assert.equal(
      progressText({ documents: 1_000, share: 0.1 }, 10),
      "[##··················] 10 % | 1,000 documents, 100/s | about 1:30 to go",
    );
  });

  it("is sane at the beginning, at the end, and where a file grew meanwhile", () => {
    assert.match(
      progressText({ documents: 0, share: 0 }, 0),
      /^\[·{20}\] 0 % \| 0 documents, 0\/s \| about 0:00 to go$/,
    );
    assert.match(progressText({ documents: 9, share: 1 }, 3), /^\[#{20}\] 100 % .* about 0:00 to go$/);
    assert.match(progressText({ documents: 9, share: 1.2 }, 3), /^\[#{20}\] 100 % .* about 0:00 to go$/);
  });
});

describe("pushProgress", () => {
  /** What is drawn on a terminal, or where there is none. */
  function drawn(isTTY: boolean): string[] {
    const written: string[] = [];
    const stderr = { write: (text: string) => void written.push(text), isTTY, columns: 60 };
    const progress = pushProgress("/results/20261121T101500Z-a3f9", { stderr } as Partial<Io> as Io);
    progress.tell({ documents: 1_000, share: 0.5 });
    progress.tell({ documents: 1_001, share: 0.5 }); // too soon to be drawn again
    progress.done();
    return written;
  }

  it("draws one line within the terminal's width, over and over but not at every document, and clears it", () => {
    const [line, cleared, ...more] = drawn(true);
    assert.deepEqual([cleared, more], ["\r\u001b[K", []]);
    assert.ok(line!.startsWith("\r\u001b[Kbench: push 20261121T101500Z-a3f9 [##########·"), line);
    assert.equal(line!.length, "\r\u001b[K".length + 59);
  });

  it("writes nothing where standard error is no terminal", () => {
    assert.deepEqual(drawn(false), []);
  });
});

describe("pushSentence", () => {
  const counts = { samples: 0, counters: 0, containers: 0, loads: 0, summaries: 0 };
  const report = { runId: "run", created: 12_345, alreadyThere: 6, refused: 1, counts, expected: counts };

  it("counts what was created, there and refused", () => {
    assert.equal(
      pushSentence({ ...report, hasSummary: true }),
      "run: 12,345 created, 6 already there, 1 refused",
    );
  });

  it("says where there is no summary yet", () => {
    assert.match(
      pushSentence({ ...report, hasSummary: false }),
      / 1 refused \(no summary yet: bench report draws it\)$/,
    );
  });
});
