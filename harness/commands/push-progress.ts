import { basename } from "node:path";
import type { Io } from "../model/io.ts";
import type { PushProgress } from "../sinks/push.ts";
import { clock } from "./progress-line.ts";

const barCells = 20;
/** Drawing costs more than sending a document. */
const redrawMs = 100;

/** A bar with rate and remaining time on standard error; nothing where that is no terminal. */
export function pushProgress(
  folder: string,
  io: Io,
): { tell: (progress: PushProgress) => void; done: () => void } {
  const startedMs = performance.now();
  let drawnMs = Number.NEGATIVE_INFINITY;
  const line = (text: string) => {
    if (io.stderr.isTTY) io.stderr.write(`\r\u001b[K${text.slice(0, io.stderr.columns - 1)}`);
  };
  return {
    tell(progress) {
      const nowMs = performance.now();
      if (nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      line(`bench: push ${basename(folder)} ${progressText(progress, (nowMs - startedMs) / 1_000)}`);
    },
    done: () => line(""),
  };
}

/** `[#####···············] 25 % | 12,000 documents, 24,000/s | about 0:03 to go`. */
export function progressText({ documents, share }: PushProgress, seconds: number): string {
  const filled = Math.floor(Math.min(1, share) * barCells);
  const bar = `[${"#".repeat(filled)}${"·".repeat(barCells - filled)}]`;
  const rate = Math.round(documents / Math.max(seconds, 0.001));
  const remaining = share > 0 ? (seconds / share) * (1 - Math.min(1, share)) : 0;
  const count = (value: number) => value.toLocaleString("en-US");
  return `${bar} ${Math.floor(Math.min(1, share) * 100)} % | ${count(documents)} documents, ${count(rate)}/s | about ${clock(remaining)} to go`;
}
