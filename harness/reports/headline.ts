import { workloadNames } from "../model/scenario.ts";
import { type LatencyComparison, references, type ScenarioSummary, type Summary } from "../model/summary.ts";
import { baseSentence } from "./base-view.ts";
import { roundTo } from "./numbers.ts";
import { sentenceOf } from "./sentences.ts";

/** The run in one sentence: what the tunnels add, and whether a wire could be read that must not be. */
export function headline(summary: Summary): string {
  const tunnels = summary.scenarios.filter(({ name }) => !isReference(name));
  const [only, ...others] = tunnels.length > 0 ? tunnels : summary.scenarios.slice(-1);
  if (only === undefined) return "This run has no scenario.";
  if (others.length === 0) return capitalised(`${sentenceOf(only, summary.study !== null)}.`);
  const changes = tunnels.flatMap((head) => {
    const change = baseSentence(head);
    return change === null ? [] : [`${head.name} ${change}`];
  });
  // who runs a head beside its base asks for the change, and would read a range over the two as an answer to it
  const isPairsAlone = tunnels.length === 2 * changes.length;
  const prices = isPairsAlone ? null : priceRange(tunnels);
  const parts = [...changes, prices, evidenceOf(tunnels), failuresOf(tunnels)];
  const found = parts.filter((part) => part !== null);
  return found.length > 0
    ? capitalised(`${found.join("; ")}.`)
    : "None of the scenarios was measured in a duet.";
}

function isReference(name: string): boolean {
  return Object.values<string>(references).includes(name);
}

interface Price {
  name: string;
  comparison: LatencyComparison;
}

/** Estimates only, from the least to the greatest: who is really less is for the verdicts to say. */
function priceRange(tunnels: readonly ScenarioSummary[]): string | null {
  for (const workload of workloadNames) {
    const prices = tunnels.flatMap(({ name, workloads }): Price[] => {
      const comparison = workloads[workload]?.vsBaseline?.p50 ?? null;
      return comparison === null ? [] : [{ name, comparison }];
    });
    const sorted = prices.sort((a, b) => a.comparison.shiftUs - b.comparison.shiftUs);
    const [least, most] = [sorted[0], sorted.at(-1)];
    if (least === undefined || most === undefined) continue;
    const request = workload === "http" ? "HTTP request" : "MQTT message";
    const others = tunnels.filter(
      ({ name, status }) => status === "ok" && !sorted.some((price) => price.name === name),
    );
    const without = others.length > 0 ? ` (not compared: ${others.map(({ name }) => name).join(", ")})` : "";
    if (least === most) return `the median ${request} changes by ${shiftText(least, true)}${without}`;
    const isSlower = prices.every(({ comparison }) => comparison.verdict === "slower");
    const [from, to] = [least, most].map((price) => shiftText(price, !isSlower));
    return isSlower
      ? `${prices.length} scenarios add ${from} to ${to} to the median ${request}${without}`
      : `${prices.length} scenarios change the median ${request} by ${from} to ${to}${without}`;
  }
  return null;
}

/** `230 µs (stunnel)`, or signed and with its verdict; two digits, because the intervals stand in the table. */
function shiftText({ name, comparison: { shiftUs, verdict } }: Price, isSigned: boolean): string {
  const place = Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(shiftUs)))) - 1);
  const text = roundTo(Math.abs(shiftUs), place);
  if (!isSigned) return `${text} µs (${name})`;
  return `${shiftUs < 0 ? "−" : "+"}${text} µs (${name}, ${verdict})`;
}

function evidenceOf(tunnels: readonly ScenarioSummary[]): string | null {
  const claimed = tunnels.filter(({ encrypts, status }) => encrypts && status !== "unsupported");
  if (claimed.every(({ evidence }) => evidence === null)) return null;
  const named = (verdict: string) =>
    claimed.filter(({ evidence }) => evidence?.verdict === verdict).map(({ name }) => name);
  const readable = named("readable");
  const invalid = named("invalid");
  const unseen = claimed
    .filter(({ evidence, status }) => evidence === null && status === "ok")
    .map(({ name }) => name);
  const unjudged = [
    invalid.length > 0 && `; the wire of ${invalid.join(", ")} could not be judged`,
    unseen.length > 0 && `; the wire of ${unseen.join(", ")} was not examined`,
  ]
    .filter((part) => part !== false)
    .join("");
  if (readable.length > 0)
    return `the wire of ${readable.join(", ")} was READABLE although encryption is claimed${unjudged}`;
  const hidden = named("not-found");
  if (hidden.length === 0) return "no wire could be judged";
  const some =
    hidden.length < claimed.length ? `${hidden.length} of the ${claimed.length}` : `the ${hidden.length}`;
  const wires = hidden.length === 1 ? `wire of ${hidden[0]}` : `wires of ${some} that claim to encrypt`;
  return `no secret was readable on the ${wires}${unjudged}`;
}

function failuresOf(tunnels: readonly ScenarioSummary[]): string | null {
  const named = (status: string) =>
    tunnels.filter((tunnel) => tunnel.status === status).map(({ name }) => name);
  const failed = named("failed");
  const losing = tunnels.flatMap(({ name, requests }) =>
    requests !== null && requests.failed > 0 ? [`${name} ${requests.failed} of ${requests.sent}`] : [],
  );
  const unsupported = named("unsupported");
  const parts = [
    losing.length > 0 && `requests failed: ${losing.join(", ")}`,
    failed.length > 0 && `failed: ${failed.join(", ")}`,
    unsupported.length > 0 && `unsupported here: ${unsupported.join(", ")}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join("; ") : null;
}

function capitalised(text: string): string {
  return text.replace(/^no /, "No ").replace(/^the /, "The ");
}
