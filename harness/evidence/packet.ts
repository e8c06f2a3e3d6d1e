import type { LinkType } from "./pcap.ts";

export interface TcpSegment {
  /** Address and port of both ends, `source>destination`; the key of one direction of a connection. */
  flow: string;
  sequence: number;
  isSyn: boolean;
  payload: Buffer;
}

/** What we need to know of a frame; all of it is null where the bytes do not say it. */
export interface Packet {
  /** Index of the interface; only SLL2 tells. */
  interfaceIndex: number | null;
  /** The kernel's ARPHRD_ number of the interface; only SLL and SLL2 tell. */
  hardwareType: number | null;
  /** Addresses as 32-bit numbers. */
  ipv4: { source: number; destination: number } | null;
  tcp: TcpSegment | null;
  udp: { flow: string; payload: Buffer } | null;
}

interface Link {
  interfaceIndex: number | null;
  hardwareType: number | null;
  etherType: number;
  /** Where the network layer begins. */
  offset: number;
}

/** The network layer: who talks to whom, and the bytes of the transport layer unless it is only a fragment of them. */
interface Network {
  ipv4: Packet["ipv4"];
  source: string;
  destination: string;
  protocol: number;
  transport: Buffer | null;
}

const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd };
const vlanTags = [0x8100, 0x88a8];
/** IPv6 extension headers that can stand before the transport: hop-by-hop, routing, destination options. */
const extensionHeaders = [0, 43, 60];

/** Takes a frame apart; never throws: what is cut short, unknown or hostile stays null. */
export function dissect(bytes: Buffer, linkType: LinkType): Packet {
  const link = readLink(bytes, linkType);
  const network = link && readNetwork(bytes.subarray(link.offset), link.etherType);
  return {
    interfaceIndex: link?.interfaceIndex ?? null,
    hardwareType: link?.hardwareType ?? null,
    ipv4: network?.ipv4 ?? null,
    tcp: network?.protocol === 6 ? readTcp(network) : null,
    udp: network?.protocol === 17 ? readUdp(network) : null,
  };
}

function readLink(bytes: Buffer, linkType: LinkType): Link | null {
  const link = readLinkHeader(bytes, linkType);
  for (let tags = 0; link && tags < 2 && vlanTags.includes(link.etherType); tags++) {
    if (bytes.length < link.offset + 4) return null;
    link.etherType = bytes.readUInt16BE(link.offset + 2);
    link.offset += 4;
  }
  return link;
}

function readLinkHeader(bytes: Buffer, linkType: LinkType): Link | null {
  const length = { raw: 1, ethernet: 14, sll: 16, sll2: 20 }[linkType];
  if (bytes.length < length) return null;
  const unknown = { interfaceIndex: null, hardwareType: null, offset: length };
  switch (linkType) {
    case "raw":
      return { ...unknown, etherType: bytes[0]! >> 4 === 6 ? etherTypes.ipv6 : etherTypes.ipv4, offset: 0 };
    case "ethernet":
      return { ...unknown, etherType: bytes.readUInt16BE(12) };
    case "sll":
      return { ...unknown, etherType: bytes.readUInt16BE(14), hardwareType: bytes.readUInt16BE(2) };
    case "sll2":
      return {
        interfaceIndex: bytes.readUInt32BE(4),
        hardwareType: bytes.readUInt16BE(8),
        etherType: bytes.readUInt16BE(0),
        offset: length,
      };
  }
}

function readNetwork(bytes: Buffer, etherType: number): Network | null {
  if (etherType === etherTypes.ipv4) return readIpv4(bytes);
  return etherType === etherTypes.ipv6 ? readIpv6(bytes) : null;
}

function readIpv4(bytes: Buffer): Network | null {
  if (bytes.length < 20 || bytes[0]! >> 4 !== 4) return null;
  const headerLength = (bytes[0]! & 0x0f) * 4;
  // A frame may be padded, so the length counts; it is 0 in packets that the network card will cut up.
  const end = Math.min(bytes.readUInt16BE(2) || bytes.length, bytes.length);
  const isFragment = (bytes.readUInt16BE(6) & 0x3fff) !== 0;
  return {
    ipv4: { source: bytes.readUInt32BE(12), destination: bytes.readUInt32BE(16) },
    source: bytes.subarray(12, 16).join("."),
    destination: bytes.subarray(16, 20).join("."),
    protocol: bytes[9]!,
    transport:
      isFragment || headerLength < 20 || end < headerLength ? null : bytes.subarray(headerLength, end),
  };
}

function readIpv6(bytes: Buffer): Network | null {
  if (bytes.length < 40 || bytes[0]! >> 4 !== 6) return null;
  const end = Math.min(40 + (bytes.readUInt16BE(4) || bytes.length), bytes.length);
  let protocol = bytes[6]!;
  let at = 40;
  while (extensionHeaders.includes(protocol) && at + 8 <= end) {
    protocol = bytes[at]!;
    at += (bytes[at + 1]! + 1) * 8;
  }
  return {
    ipv4: null,
    source: `[${bytes.toString("hex", 8, 24)}]`,
    destination: `[${bytes.toString("hex", 24, 40)}]`,
    protocol,
    transport: at > end ? null : bytes.subarray(at, end),
  };
}

function readTcp(network: Network): TcpSegment | null {
  const { transport } = network;
  if (transport === null || transport.length < 20) return null;
  const headerLength = (transport[12]! >> 4) * 4;
  if (headerLength < 20 || headerLength > transport.length) return null;
  return {
    flow: flowOf(network, transport),
    sequence: transport.readUInt32BE(4),
    isSyn: (transport[13]! & 0x02) !== 0,
    payload: transport.subarray(headerLength),
  };
}

function readUdp(network: Network): Packet["udp"] {
  const { transport } = network;
  if (transport === null || transport.length < 8) return null;
  return { flow: flowOf(network, transport), payload: transport.subarray(8) };
}

function flowOf({ source, destination }: Network, transport: Buffer): string {
  return `${source}:${transport.readUInt16BE(0)}>${destination}:${transport.readUInt16BE(2)}`;
}
