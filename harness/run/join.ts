import type { GeneratorRow, Receipt } from "../model/protocol.ts";
import type { Outcome, Sample } from "../model/sample.ts";
import { digestOf, secretOf } from "../model/secret.ts";

export interface JoinContext {
  phase: string;
  instance: number;
  /** Key of the run's secrets. */
  key: Buffer;
  /** Client id by scenario. */
  clientIds: ReadonlyMap<string, string>;
  timeoutNs: number;
}

/** What the subscriber saw of one message. */
interface Arrival {
  first: Receipt;
  copies: number;
  reordered: boolean;
}

/** Samples from what the generator sent and, for MQTT, what the subscriber received; one sample a row, none dropped. */
export function joinSamples(
  rows: readonly GeneratorRow[],
  receipts: readonly Receipt[],
  context: JoinContext,
): Sample[] {
  const arrivals = collectArrivals(receipts);
  return rows.map((row) => {
    const base = {
      ...row,
      phase: context.phase,
      instance: context.instance,
      duplicates: 0,
      reordered: false,
    };
    if (row.workload === "http") return base;
    const clientId = context.clientIds.get(row.scenario) ?? "";
    const arrival = arrivals.get(`${clientId}/${row.seq}`);
    if (!arrival) return { ...base, outcome: row.outcome === "ok" ? "lost" : row.outcome };
    return {
      ...base,
      ...timesOf(row, arrival, digestOf(secretOf(context.key, clientId, "mqtt", row.seq)), context.timeoutNs),
    };
  });
}

/** MQTT rows that were sent and have no receipt yet; while there are any, it is worth waiting a little. */
export function countMissing(
  rows: readonly GeneratorRow[],
  receipts: readonly Receipt[],
  clientIds: ReadonlyMap<string, string>,
): number {
  const seen = new Set(receipts.map(({ clientId, seq }) => `${clientId}/${seq}`));
  return rows.filter(
    (row) =>
      row.workload === "mqtt" &&
      row.outcome === "ok" &&
      !seen.has(`${clientIds.get(row.scenario)}/${row.seq}`),
  ).length;
}

function timesOf(row: GeneratorRow, arrival: Arrival, digest: string, timeoutNs: number): Partial<Sample> {
  const { first, copies, reordered } = arrival;
  const late = first.receivedNs - row.readyNs > timeoutNs;
  const outcome: Outcome = first.digest !== digest ? "mismatch" : late ? "timeout" : "ok";
  return {
    firstNs: first.receivedNs,
    doneNs: outcome === "ok" ? first.verifiedNs : null,
    receivedNs: first.receivedNs,
    outcome,
    duplicates: copies - 1,
    reordered,
  };
}

/** Receipts are in order of arrival: one whose number is below its client's highest so far came out of order. */
function collectArrivals(receipts: readonly Receipt[]): Map<string, Arrival> {
  const arrivals = new Map<string, Arrival>();
  const highest = new Map<string, number>();
  for (const receipt of receipts) {
    const id = `${receipt.clientId}/${receipt.seq}`;
    const known = arrivals.get(id);
    const before = highest.get(receipt.clientId) ?? -1;
    if (known) known.copies++;
    else arrivals.set(id, { first: receipt, copies: 1, reordered: receipt.seq < before });
    highest.set(receipt.clientId, Math.max(before, receipt.seq));
  }
  return arrivals;
}
