import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { LegNetwork } from "../../harness/evidence/leg.ts";
import type { Secret } from "../../harness/evidence/search.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";

/** A capture of fixtures/, which README.md there describes. */
export function readFixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.pcap`, import.meta.url));
}

/** Secrets `secret-<first>` to `secret-<first + count - 1>` of the fixtures. */
export function makeSecrets(count: number, first = 0, workload: WorkloadName = "http"): Secret[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `secret-${first + index}`,
    workload,
    hex: createHash("sha256")
      .update(`secret-${first + index}`)
      .digest("hex"),
  }));
}

/** The networks in which the captures with tcpdump were taken. */
export const capturedLegs: LegNetwork[] = [
  { network: "relay-client", scenario: "relay", leg: "client", subnet: "198.19.200.0/28" },
  { network: "relay-wire", scenario: "relay", leg: "wire", subnet: "198.19.200.16/28" },
  { network: "relay-server", scenario: "relay", leg: "server", subnet: "198.19.200.32/28" },
];
