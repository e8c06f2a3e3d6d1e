import { BenchError } from "../model/error.ts";
import type { Leg } from "../model/scenario.ts";
import type { Packet } from "./packet.ts";

/** A lab network: which leg of which scenario it is, and its IPv4 subnet (`198.18.4.16/28`). */
export interface LegNetwork {
  network: string;
  scenario: string;
  leg: Leg;
  subnet: string;
}

/**
 * Where a packet was seen. `inner` is inside a tunnel's own interface, or on loopback. On a wire without a
 * scenario is what could not be told: it counts for the wire of the scenario whose capture it is in.
 */
export interface Place {
  leg: Leg | "inner";
  scenario: string | null;
  network: string | null;
}

/** Legs prepared for looking up packets of one capture. */
export interface LegTable {
  subnets: { base: number; mask: number; place: Place }[];
  /** What each interface is connected to, learned from the capture itself. */
  interfaces: ReadonlyMap<number, Place>;
}

const inner: Place = { leg: "inner", scenario: null, network: null };
const unknownWire: Place = { leg: "wire", scenario: null, network: null };
/** ARPHRD_PPP, ARPHRD_LOOPBACK and ARPHRD_NONE (TUN, WireGuard) of linux/if_arp.h: no cable behind these. */
const innerHardwareTypes = [512, 772, 0xfffe];

/** Prepares the legs of a run for the packets of one capture; throws BenchError on a malformed subnet. */
export function legTable(legs: readonly LegNetwork[], packets: Iterable<Packet>): LegTable {
  const subnets = legs.map(({ network, scenario, leg, subnet }) => ({
    ...parseSubnet(subnet),
    place: { leg, scenario, network },
  }));
  const interfaces = new Map<number, Place>();
  for (const packet of packets) {
    const place = packet.interfaceIndex === null ? null : sharedSubnet(packet, subnets);
    const known = interfaces.get(packet.interfaceIndex ?? -1);
    if (place && known?.leg !== "wire") interfaces.set(packet.interfaceIndex!, place);
  }
  return { subnets, interfaces };
}

/**
 * Tells on which leg a packet was seen: by its addresses, or else by the interface it came through.
 * In doubt it is `wire`: a scenario that leaks over IPv6 or past its tunnel must be seen.
 */
export function assignLeg(packet: Packet, table: LegTable): Place {
  if (innerHardwareTypes.includes(packet.hardwareType ?? -1)) return inner;
  const place = sharedSubnet(packet, table.subnets) ?? table.interfaces.get(packet.interfaceIndex ?? -1);
  if (place) return place;
  if (packet.ipv4 === null) return unknownWire;
  const touched = [packet.ipv4.source, packet.ipv4.destination].flatMap((address) =>
    table.subnets.filter((subnet) => contains(subnet, address)).map((subnet) => subnet.place),
  );
  if (touched.length === 0) return inner;
  return touched.length === 1 ? touched[0]! : (touched.find(({ leg }) => leg === "wire") ?? unknownWire);
}

/** Both ends in one lab network: the packet is on it. On loopback and in tunnels addresses prove nothing. */
function sharedSubnet({ ipv4, hardwareType }: Packet, subnets: LegTable["subnets"]): Place | null {
  if (ipv4 === null || innerHardwareTypes.includes(hardwareType ?? -1)) return null;
  const subnet = subnets.find((each) => contains(each, ipv4.source) && contains(each, ipv4.destination));
  return subnet?.place ?? null;
}

function contains({ base, mask }: { base: number; mask: number }, address: number): boolean {
  return (address & mask) === base;
}

function parseSubnet(subnet: string): { base: number; mask: number } {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(subnet);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = match?.slice(1).map(Number) ?? [];
  if (Math.max(a, b, c, d) > 255 || prefix < 1 || prefix > 32) {
    throw new BenchError(`subnet "${subnet}" is not an IPv4 network such as 198.18.0.16/28`, { code: "bug" });
  }
  const mask = -1 << (32 - prefix);
  return { base: ((a << 24) | (b << 16) | (c << 8) | d) & mask, mask };
}
