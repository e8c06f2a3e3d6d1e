import type { Phase, Plan, Profile } from "../model/plan.ts";
import { trafficOf } from "./plan-traffic.ts";
import { type Refusal, refuse } from "./refusal.ts";

/**
 * Requests a second that the generator releases and still keeps G1 and G3: a request costs it 0.1 to 0.3 CPU-ms here
 * (`npm run bench:self generator`), and beyond 60 % of a CPU its own queue would be measured.
 */
export const greatestRatePerSecond = 2_000;
/** Each of them also opens and closes a connection, and a tunnel pair may shake hands for it. */
const greatestFreshPerSecond = 500;
/** Paced requests are for latency; what moves more than this is a bulk transfer. */
const greatestBytesPerSecond = 50e6;

/** Refuses phases that send more than can be released on time. Throws `bad-input`. */
export function checkTraffic({ phases, profile }: Plan): void {
  const refused = new Map<string, Refusal>();
  for (const phase of phases) {
    const { lanes } = trafficOf(phase);
    const most = mostPerSecond(phase, profile);
    if (phase.ratePerSecond * lanes <= most || refused.has(phase.kind)) continue;
    refused.set(phase.kind, refuseRate(phase, lanes, most, profile));
  }
  refuse([...refused.values()]);
}

function mostPerSecond({ connections }: Phase, { payloadBytes }: Profile): number {
  const most = connections === "fresh" ? greatestFreshPerSecond : greatestRatePerSecond;
  return Math.min(most, Math.floor(greatestBytesPerSecond / Math.max(1, payloadBytes)));
}

function refuseRate(phase: Phase, lanes: number, most: number, { name, payloadBytes }: Profile): Refusal {
  const part = phase.kind === "slot" ? "slots" : phase.kind;
  const perSecond = Number((phase.ratePerSecond * lanes).toPrecision(6));
  const what = phase.connections === "fresh" ? "requests/s on new connections" : "requests/s";
  const nearest = Math.floor((most / lanes) * 10) / 10;
  return {
    what: `profile "${name}": ${part} at ${phase.ratePerSecond}/s over ${lanes} targets is ${perSecond} ${what}, more than the generator's ${most}/s for ${payloadBytes} B`,
    nearest: `${part}.ratePerSecond can be ${nearest >= 10 ? Math.floor(nearest) : nearest}, or fewer scenarios`,
  };
}
