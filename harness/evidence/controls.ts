import type { Control, EvidenceVerdict } from "../model/evidence.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { type Capture, haystacksOf, packetsAt } from "./capture.ts";
import type { LegNetwork, Place } from "./leg.ts";
import { type Hit, type Secret, searchSecrets } from "./search.ts";

export interface EvidenceInput {
  scenario: string;
  /** All lab networks of the run. */
  legs: readonly LegNetwork[];
  /** Workloads that the scenario carries: each must have had secrets, or its part of the wire was not looked at. */
  workloads: readonly WorkloadName[];
  /** Sent through this scenario. */
  secrets: readonly Secret[];
  /** Random values that nobody sent: the negative control. */
  neverSent: readonly Secret[];
  /** Taken in the generator's namespace: all client legs, and the wire of a scenario without a tunnel pair. */
  generator: Capture;
  /** Taken in the tunnel server's namespace: wire and server leg. null where there is none. */
  tunnelServer: Capture | null;
  /** `baselineWire` of the baseline's own verdict; null for that one, and in a run without baseline. */
  baselineWire: Control | null;
}

/** By its id, that a secret was found somewhere. */
export interface FoundSecret {
  secret: string;
}

/** Whether a scenario adds a tunnel pair, and so has legs besides its wire. */
export function hasPair({ legs, scenario }: EvidenceInput): boolean {
  return legs.some((each) => each.scenario === scenario && each.leg !== "wire");
}

/**
 * Runs the positive controls (every secret on each plaintext leg) and the negative one, whose `expected` is the
 * number of secrets that were looked for and must not be there.
 */
export function runControls(
  input: EvidenceInput,
  onWire: readonly FoundSecret[],
): EvidenceVerdict["controls"] {
  const findOn = (leg: Place["leg"], capture: Capture | null): Control => {
    const isWanted = (place: Place) => place.leg === leg && place.scenario === input.scenario;
    const packets = capture ? packetsAt(capture, input.legs, isWanted) : [];
    return controlOf(input.secrets, idsIn(searchSecrets(haystacksOf(packets), input.secrets)));
  };
  const isPair = hasPair(input);
  const everything = [input.generator, input.tunnelServer].flatMap((capture) =>
    capture ? haystacksOf(capture.packets) : [],
  );
  const found = idsIn(searchSecrets(everything, input.neverSent));
  return {
    clientLeg: isPair ? findOn("client", input.generator) : null,
    serverLeg: isPair ? findOn("server", input.tunnelServer) : null,
    baselineWire: isPair ? input.baselineWire : controlOf(input.secrets, onWire),
    neverSent: controlOf(input.neverSent, found),
  };
}

/** Says which controls failed, one sentence each. */
export function failedControls({
  clientLeg,
  serverLeg,
  baselineWire,
  neverSent,
}: EvidenceVerdict["controls"]): string[] {
  const positive = {
    "the client leg": clientLeg,
    "the server leg": serverLeg,
    "baseline's wire": baselineWire,
  };
  const failed = Object.entries(positive).flatMap(([where, control]) =>
    control && control.found < control.expected
      ? [`only ${control.found} of ${control.expected} secrets were found on ${where}`]
      : [],
  );
  return neverSent.found > 0 ? [...failed, `${neverSent.found} secrets were found that nobody sent`] : failed;
}

/** How many of the secrets are among those found. */
export function controlOf(secrets: readonly Secret[], found: readonly FoundSecret[]): Control {
  const ids = new Set(found.map(({ secret }) => secret));
  return { found: secrets.filter(({ id }) => ids.has(id)).length, expected: secrets.length };
}

function idsIn(hits: readonly Hit[]): FoundSecret[] {
  return hits.map(({ secret }) => ({ secret: secret.id }));
}
