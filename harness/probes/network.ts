import { readFileSync } from "node:fs";
import { keptCounters, type NetworkCounters } from "../model/counters.ts";
import { parseRoutes } from "../model/routes.ts";
import { KeptFile } from "./kept-file.ts";

/** A network of the lab that a container is on: which leg, and the subnet by which its interface is recognised. */
export interface AttachedLeg {
  leg: string;
  subnet: string;
}

/** Interface name → leg, from the connected routes of a namespace: `ethN` is not in the order of the compose file. */
export function legsByInterface(pid: number, attached: readonly AttachedLeg[]): Map<string, string> {
  const routes = parseRoutes(readFileSync(`/proc/${pid}/net/route`, "utf8"));
  const found = new Map<string, string>();
  for (const { leg, subnet } of attached) {
    const name = routes.find((route) => route.subnet === subnet)?.interface;
    if (name) found.set(name, leg);
  }
  return found;
}

/** The open counters of one network namespace; reading and parsing are apart as in `CgroupProbe`. */
export interface NetworkProbe extends Disposable {
  grab(): () => NetworkCounters;
}

/** Opens the counters of a process's network namespace, which lives on until they are closed; throws when it is gone. */
export function openNetwork(pid: number, interfaceLegs: ReadonlyMap<string, string>): NetworkProbe {
  const files = ["dev", "snmp", "netstat"].map((name) => new KeptFile(`/proc/${pid}/net/${name}`));
  return {
    grab() {
      const [device = "", snmp = "", netstat = ""] = files.map((file) => file.read());
      return () => ({
        ...sumDevices(parseDevices(device), interfaceLegs),
        protocol: { ...parseKept(snmp), ...parseKept(netstat) },
      });
    },
    [Symbol.dispose]: () => {
      for (const file of files) file[Symbol.dispose]();
    },
  };
}

function parseKept(text: string): Record<string, number> {
  const protocols = parseProtocols(text);
  const kept = keptCounters.flatMap((name) =>
    protocols[name] === undefined ? [] : [[name, protocols[name]] as const],
  );
  return Object.fromEntries(kept);
}

export interface DeviceCounters {
  name: string;
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDropped: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDropped: number;
}

/** /proc/net/dev: two header lines, then sixteen numbers an interface. */
export function parseDevices(text: string): DeviceCounters[] {
  return text
    .trim()
    .split("\n")
    .slice(2)
    .map((line) => {
      const [name = "", rest = ""] = line.split(":");
      const number = rest.trim().split(/\s+/).map(Number);
      const at = (index: number) => number[index] ?? Number.NaN;
      return {
        name: name.trim(),
        ...{ rxBytes: at(0), rxPackets: at(1), rxErrors: at(2), rxDropped: at(3) },
        ...{ txBytes: at(8), txPackets: at(9), txErrors: at(10), txDropped: at(11) },
      };
    });
}

/** /proc/net/snmp and netstat: pairs of lines, names then values, both after the protocol's name. */
export function parseProtocols(text: string): Record<string, number> {
  const lines = text.trim().split("\n");
  const counters: Record<string, number> = {};
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [protocol = "", ...names] = lines[index]!.split(/\s+/);
    const [, ...values] = lines[index + 1]!.split(/\s+/);
    names.forEach((name, position) => {
      counters[`${protocol.replace(":", "")}.${name}`] = Number(values[position]);
    });
  }
  return counters;
}

function sumDevices(
  devices: readonly DeviceCounters[],
  legs: ReadonlyMap<string, string>,
): Omit<NetworkCounters, "protocol"> {
  const total = {
    rxBytes: 0,
    txBytes: 0,
    rxPackets: 0,
    txPackets: 0,
    rxDropped: 0,
    txDropped: 0,
    rxErrors: 0,
    txErrors: 0,
  };
  const byLeg: NetworkCounters["byLeg"] = {};
  for (const { name, ...counters } of devices) {
    if (name === "lo") continue;
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counters[key];
    const { rxBytes, txBytes, rxPackets, txPackets, rxDropped, txDropped } = counters;
    byLeg[legs.get(name) ?? name] = {
      rxBytes,
      txBytes,
      rxPackets,
      txPackets,
      dropped: rxDropped + txDropped,
    };
  }
  return { ...total, byLeg };
}
