import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { progressLine } from "../../harness/commands/progress-line.ts";
import type { Io } from "../../harness/model/io.ts";

const clear = "\r\u001b[K";
const update = {
  phase: "i0-duet",
  scenarios: ["baseline", "stunnel"],
  elapsedSeconds: 61.4,
  remainingSeconds: 9.5,
  sent: 1234,
  failed: 0,
};

/** A progress line on a standard error of that kind, and all that it wrote. */
function drawn(isTTY: boolean, columns = 120) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  return { progress: progressLine({ stderr: { isTTY, columns, write } } as unknown as Io), written };
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
    assert.deepEqual(written, [`${clear}bench: i0-duet 2 sc`, `${clear}bench: removing the`]);
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
