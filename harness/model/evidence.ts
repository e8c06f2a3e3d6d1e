import type { WorkloadName } from "./scenario.ts";

/** Result of one control: how many of the secrets that had to be there were found. */
export interface Control {
  found: number;
  expected: number;
}

/** evidence/<scenario>/verdict.json */
export interface EvidenceVerdict {
  scenario: string;
  verdict: "readable" | "not-found" | "invalid";
  /** Why it is invalid, or where the first secret was found. */
  reason: string | null;
  secrets: Partial<Record<WorkloadName, number>>;
  /** Secrets seen on the wire leg, by encoding. */
  wire: {
    found: number;
    expected: number;
    byEncoding: Record<string, number>;
    packets: number;
    bytes: number;
  };
  controls: {
    /** Positive: the plaintext legs of this scenario, in the same capture. Absent for a scenario without a pair. */
    clientLeg: Control | null;
    serverLeg: Control | null;
    /** Positive: the wire of `baseline`. */
    baselineWire: Control | null;
    /** Negative: secrets that were never sent; none may be found. */
    neverSent: Control;
  };
  captureDrops: number;
}
