import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { progressLine } from "../../harness/commands/progress-line.ts";

const clear = "\r\u001b[J";
const update = {
  phase: "i0-duet",
  scenarios: ["baseline", "stunnel"],
  elapsedSeconds: 61.4,
  remainingSeconds: 9.5,
  sent: 1234,
  failed: 0,
  medianUs: new Map<string, number>(),
};

/** A progress line on a standard error of that kind, and all that it wrote. */
function drawn(isTTY: boolean, columns = 120) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  return { progress: progressLine({ stderr: { isTTY, columns, write } }), written };
}

describe("the progress line on a terminal", () => {
  it("draws every update over the one before, and never begins a new line", () => {
    const { progress, written } = drawn(true);
    progress.step("building images");
    progress.phase(update);
    progress.done();
    assert.deepEqual(written, [
      `${clear}bench: building images …`,
      `${clear}bench: i0-duet 2 scenarios | 1:01, about 0:10 to go | 1234 sent`,
      clear,
    ]);
  });

  it("names the scenario that is alone, nobody in an idle slot, and failures as soon as there are any", () => {
    const { progress, written } = drawn(true);
    progress.phase({ ...update, phase: "i0-r0-http-stunnel", scenarios: ["stunnel"], failed: 3 });
    progress.phase({ ...update, phase: "i0-r0-idle", scenarios: [], remainingSeconds: 0 });
    assert.deepEqual(written, [
      `${clear}bench: i0-r0-http-stunnel stunnel | 1:01, about 0:10 to go | 1234 sent, 3 failed`,
      `${clear}bench: i0-r0-idle | 1:01, about 0:00 to go | 1234 sent`,
    ]);
  });

  it("is cut to the width, so that the terminal never wraps it into a second line", () => {
    const { progress, written } = drawn(true, 20);
    progress.phase(update);
    progress.step("removing the lab");
    assert.deepEqual(written, [`${clear}bench: i0-duet 2 s…`, `${clear}bench: removing th…`]);
    assert.ok(written.every((text) => text.length - clear.length < 20));
  });

  it("makes way for a warning, which stays", () => {
    const { progress, written } = drawn(true, 20);
    progress.step("building images");
    progress.warn('scenario "leaky" failed: its image cannot be built');
    assert.deepEqual(written.slice(1), [
      clear,
      'bench: warning: scenario "leaky" failed: its image cannot be built\n',
    ]);
  });
});

const esc = "\u001b";
const pieces = new RegExp(`\r|\n|${esc}\\[\\d*[AJ]|[^\r\n${esc}]+`, "g");

/** What a terminal shows after all that was written: the sequences that we use, nothing more. */
function screen(written: readonly string[]): string[] {
  const lines = [""];
  let row = 0;
  for (const [part] of written.join("").matchAll(pieces)) {
    if (part === "\r") continue; // every use of it is followed by an erasure
    if (part === "\n") row += 1;
    else if (part.endsWith("A") && part.startsWith(esc)) row -= Number(part.slice(2, -1));
    else if (part === "\u001b[J") lines.splice(row, Number.POSITIVE_INFINITY, "");
    else lines[row] = (lines[row] ?? "") + part;
    assert.ok(row >= 0, "moved above its own lines");
  }
  return lines;
}

describe("the medians below the progress line", () => {
  const medianUs = new Map([
    ["baseline", 345.6],
    ["stunnel", 655],
    ["wireguard", Number.POSITIVE_INFINITY],
  ]);
  const first = "bench: i0-duet 2 scenarios | 1:01, about 0:10 to go | 1234 sent";

  it("are those of each scenario, in microseconds, infinite where most requests had no answer", () => {
    const { progress, written } = drawn(true);
    progress.phase({ ...update, medianUs });
    assert.deepEqual(screen(written), [
      first,
      "HTTP p50 so far, µs: baseline\u00a0346, stunnel\u00a0655, wireguard\u00a0∞",
    ]);
  });

  it("keep their place: whatever is drawn after them takes it over", () => {
    const { progress, written } = drawn(true);
    progress.step("building images");
    progress.phase({ ...update, medianUs });
    progress.phase({ ...update, medianUs });
    progress.phase(update);
    assert.deepEqual(screen(written), [first]);
    progress.phase({ ...update, medianUs });
    progress.warn("late");
    progress.phase({ ...update, medianUs });
    progress.done();
    assert.deepEqual(screen(written), ["bench: warning: late", ""]);
  });

  it("take no more than four lines, none of which fills the screen's width", () => {
    const many = new Map(Array.from({ length: 40 }, (_, index) => [`scenario-${index}`, 1000 + index]));
    const { progress, written } = drawn(true, 60);
    progress.phase({ ...update, medianUs: many });
    const lines = screen(written);
    assert.equal(lines.length, 4);
    assert.ok(
      lines.every((line) => line.length < 60),
      lines.join("|"),
    );
  });
});

describe("the progress line in a log", () => {
  it("is silent but for warnings", () => {
    const { progress, written } = drawn(false);
    progress.step("building images");
    progress.phase(update);
    progress.warn("another run is measuring on this machine; waiting for it to end");
    progress.done();
    assert.deepEqual(written, [
      "bench: warning: another run is measuring on this machine; waiting for it to end\n",
    ]);
  });
});
