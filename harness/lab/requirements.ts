import { statSync } from "node:fs";
import type { Requirement, Scenario } from "../model/scenario.ts";

/** Why a requirement cannot be met on this machine, or null when it can. */
const checks: Readonly<Record<Requirement, () => string | null>> = {
  tun: () => (isCharacterDevice("/dev/net/tun") ? null : "no TUN device at /dev/net/tun"),
  // whether the engine grants it shows only when the container starts
  net_admin: () => null,
};

/** The first requirement of a scenario that this machine does not meet, in words; null when it can run. */
export function missingRequirement(scenario: Scenario): string | null {
  for (const requirement of scenario.requires) {
    const reason = checks[requirement]();
    if (reason) return reason;
  }
  return null;
}

function isCharacterDevice(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() ?? false;
}
