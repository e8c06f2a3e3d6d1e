import type { Io } from "../model/io.ts";
import type { PhaseProgress, Progress } from "../run/progress.ts";

/** One line on standard error that is drawn over and over; where that is no terminal only warnings are written. */
export function progressLine(io: Io): Progress {
  const draw = (text: string) => {
    if (io.stderr.isTTY) io.stderr.write(`\r\u001b[K${text.slice(0, io.stderr.columns - 1)}`);
  };
  const clear = () => {
    if (io.stderr.isTTY) io.stderr.write("\r\u001b[K");
  };
  return {
    step: (text) => draw(`bench: ${text} …`),
    phase: (update) => draw(phaseText(update)),
    warn(text) {
      clear();
      io.stderr.write(`bench: warning: ${text}\n`);
    },
    done: clear,
  };
}

function phaseText({
  phase,
  scenarios,
  elapsedSeconds,
  remainingSeconds,
  sent,
  failed,
}: PhaseProgress): string {
  const who =
    scenarios.length === 0
      ? ""
      : scenarios.length === 1
        ? ` ${scenarios[0]}`
        : ` ${scenarios.length} scenarios`;
  const errors = failed > 0 ? `, ${failed} failed` : "";
  return `bench: ${phase}${who} | ${clock(elapsedSeconds)}, about ${clock(remainingSeconds)} to go | ${sent} sent${errors}`;
}

/** Minutes and seconds, `1:05`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
