import { BenchError } from "../model/error.ts";

/**
 * Addresses of a lab, DESIGN.md §3: 198.18.0.0/15 is set aside for benchmarks by RFC 2544 (appendix C.2.2), so that a
 * lab never hides an address that somebody needs. A run takes one /22 of it and gives a /28 to each network.
 */
const pool = { base: toNumber("198.18.0.0"), prefix: 15 };
const blockPrefix = 22;
const networkPrefix = 28;
export const networksPerBlock = 2 ** (networkPrefix - blockPrefix);

export interface PlannedNetwork {
  subnet: string;
  /** The first host, which Docker's bridge takes. */
  gateway: string;
  /** The other hosts in order, each handed out once. */
  hosts: Iterator<string>;
}

interface Range {
  first: number;
  last: number;
}

/**
 * The /22 blocks in order that overlap none of `used`: subnets of Docker networks and routes of the host, as CIDRs or
 * single addresses. IPv6 is passed over, and so is a default route, also in the two halves that VPNs write: it leads
 * everywhere, and the lab's own narrower routes win over it.
 */
export function freeBlocks(used: readonly string[]): string[] {
  const taken = used.filter((cidr) => !cidr.includes(":")).flatMap((cidr) => takenRange(cidr));
  const size = 2 ** (32 - blockPrefix);
  const blocks = Array.from(
    { length: 2 ** (blockPrefix - pool.prefix) },
    (_, index) => pool.base + index * size,
  );
  return blocks
    .filter((first) => !taken.some((range) => range.first < first + size && range.last >= first))
    .map((first) => `${toAddress(first)}/${blockPrefix}`);
}

/** Gives each network its /28 of the block, in the order of the names; more than 64 names do not fit. */
export function planNetworks(block: string, names: readonly string[]): Map<string, PlannedNetwork> {
  if (names.length > networksPerBlock) {
    throw new BenchError(
      `a lab holds at most ${networksPerBlock} networks, but this one needs ${names.length}`,
      {
        code: "bad-input",
        hints: ["name fewer scenarios; a tunnel pair takes three networks"],
      },
    );
  }
  const [base, prefix] = parseCidr(block);
  if (prefix !== blockPrefix || base % 2 ** (32 - blockPrefix) !== 0)
    throw new Error(`not a /22 block: "${block}"`);
  const size = 2 ** (32 - networkPrefix);
  return new Map(names.map((name, index) => [name, planNetwork(name, base + index * size, size)]));
}

function planNetwork(name: string, base: number, size: number): PlannedNetwork {
  const subnet = `${toAddress(base)}/${networkPrefix}`;
  return { subnet, gateway: toAddress(base + 1), hosts: countHosts(name, base + 2, base + size - 2) };
}

function* countHosts(name: string, first: number, last: number): Generator<string, never> {
  for (let address = first; address <= last; address++) yield toAddress(address);
  throw new BenchError(`network "${name}" holds at most ${last - first + 1} containers`, {
    code: "bad-input",
    hints: ["put fewer services on one leg of the scenario"],
  });
}

function takenRange(cidr: string): Range[] {
  const [address, prefix] = parseCidr(cidr);
  if (prefix <= 1) return [];
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return [{ first, last: first + size - 1 }];
}

function parseCidr(cidr: string): [address: number, prefix: number] {
  const [address = "", prefixText = "32"] = cidr.split("/");
  const prefix = Number(prefixText);
  if (!/^\d{1,2}$/.test(prefixText) || prefix > 32) throw new Error(`not an IPv4 network: "${cidr}"`);
  return [toNumber(address), prefix];
}

function toNumber(address: string): number {
  const bytes = address.split(".");
  if (bytes.length !== 4 || bytes.some((byte) => !/^\d{1,3}$/.test(byte) || Number(byte) > 255)) {
    throw new Error(`not an IPv4 address: "${address}"`);
  }
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
