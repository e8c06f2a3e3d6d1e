import type { Io, Terminal } from "../model/io.ts";
import { infinite } from "../reports/numbers.ts";
import { wrap } from "../reports/wrap.ts";
import type { PhaseProgress, Progress } from "../run/progress.ts";

/** More lines would push what the user did before off a small screen. */
const mostLines = 4;

/**
 * A few lines on standard error that are drawn over and over: the phase, below it the live medians. Where that is no
 * terminal only warnings are written.
 */
export function progressLine({ stderr }: Pick<Io, "stderr">): Progress {
  let drawn = 0;
  const clear = () => {
    if (stderr.isTTY) stderr.write(eraseText(drawn));
    drawn = 0;
  };
  const draw = (lines: readonly string[]) => {
    if (!stderr.isTTY) return;
    stderr.write(`${eraseText(drawn)}${lines.map((line) => cut(line, stderr)).join("\n")}`);
    drawn = lines.length;
  };
  return {
    step: (text) => draw([`bench: ${text} …`]),
    phase: (update) => draw([phaseText(update), ...medianLines(update, stderr)].slice(0, mostLines)),
    warn(text) {
      clear();
      stderr.write(`bench: warning: ${text}\n`);
    },
    done: clear,
  };
}

/** To the start of the first of the lines, then erases to the end of the screen: CUU and ED of ECMA-48. */
function eraseText(lines: number): string {
  return lines > 1 ? `\r\u001b[${lines - 1}A\u001b[J` : "\r\u001b[J";
}

/** One column stays free: some terminals wrap a line that fills it. */
function cut(text: string, { columns }: Terminal): string {
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
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

/** `HTTP p50 so far, µs: baseline 346, relay 568`; nothing before the first phase has ended. */
function medianLines({ medianUs }: PhaseProgress, { columns }: Terminal): string[] {
  if (medianUs.size === 0) return [];
  const parts = [...medianUs].map(([scenario, us]) => `${scenario}\u00a0${medianText(us)}`);
  return wrap(`HTTP p50 so far, µs: ${parts.join(", ")}`, Math.max(1, columns - 1));
}

function medianText(us: number): string {
  return Number.isFinite(us) ? us.toFixed(0) : infinite;
}

/** Minutes and seconds, `1:05`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
