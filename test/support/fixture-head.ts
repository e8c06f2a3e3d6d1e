import { storedRun } from "./fixture-run.ts";
import { fixtureScenarios } from "./fixture-scenarios.ts";

/** The base. */
const stunnel = fixtureScenarios.find(({ name }) => name === "stunnel")!;
/** A head that needs 100 µs more for HTTP, and twice the CPU. */
export const slowerHead = {
  ...stunnel,
  fastestUs: { http: 760, mqtt: 560 },
  pairMs: { client: 0.2, server: 0.22 },
};
export const headSource = { commit: "0123abc", isDirty: false, file: "compose/stunnel.yaml" };

/** The fixture's run with stunnel as the base and a head beside it. */
export function withHead(head: typeof stunnel, instances = 1) {
  const [baseline, relay, control] = fixtureScenarios;
  const base = { ...stunnel, name: "stunnel@v1/x" };
  const stored = storedRun([baseline!, relay!, control!, head, base], instances);
  const scenarios = stored.run.scenarios.map((record) => {
    if (record.name === "stunnel")
      return { ...record, base: base.name, isSameAsBase: false, source: { ...headSource, ref: null } };
    return record.name === base.name ? { ...record, source: { ...headSource, ref: "v1/x" } } : record;
  });
  return { ...stored, run: { ...stored.run, scenarios } };
}
