import { statSync } from "node:fs";
import type { Requirement, Scenario } from "../model/scenario.ts";

/** Why a requirement cannot be met on this machine, or null when it can. */
const checks: Readonly<Record<Requirement, (tunDevice: string) => string | null>> = {
  tun: (tunDevice) => (isCharacterDevice(tunDevice) ? null : `no TUN device at ${tunDevice}`),
  // whether the engine grants it shows only when the container starts
  net_admin: () => null,
};

/** The first requirement of a scenario that this machine does not meet, in words; null when it can run. */
export function missingRequirement(
  scenario: Pick<Scenario, "requires">,
  tunDevice = "/dev/net/tun",
): string | null {
  for (const requirement of scenario.requires) {
    const reason = checks[requirement](tunDevice);
    if (reason) return reason;
  }
  return null;
}

function isCharacterDevice(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() ?? false;
}
