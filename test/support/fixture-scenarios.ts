import type { WorkloadName } from "../../harness/model/scenario.ts";

/** What a scenario of the fixture costs: round numbers, so that every figure of its summary can be worked out by hand. */
export interface FixtureScenario {
  name: string;
  title: string;
  encrypts: boolean;
  status: "ok" | "unsupported" | "failed";
  reason: string | null;
  /** @default the name, version 1.0 */
  implementation?: string;
  /** Fastest request by workload; the others follow in steps of 10 µs. */
  fastestUs: Record<WorkloadName, number>;
  /** Two-second blocks are by turns so much faster and slower. */
  wobbleUs: number;
  /** So many requests of the HTTP duet get no answer. */
  timeouts: number;
  /** CPU-ms per request of client and server; null for a scenario without a pair. */
  pairMs: { client: number; server: number } | null;
  /** CPU-ms per request that the kernel spends outside of all containers. */
  kernelMs: number;
  wireBytes: number;
  /** Datagrams that the server's socket drops in the duet. */
  socketDrops: number;
  evidence: "readable" | "not-found" | "invalid" | null;
}

const plain: FixtureScenario = {
  name: "baseline",
  title: "no tunnel",
  encrypts: false,
  status: "ok",
  reason: null,
  fastestUs: { http: 400, mqtt: 300 },
  wobbleUs: 0,
  timeouts: 0,
  pairMs: null,
  kernelMs: 0.05,
  wireBytes: 800,
  socketDrops: 0,
  evidence: "readable",
};

const relay: FixtureScenario = {
  ...plain,
  name: "relay",
  title: "NGINX stream pair, no encryption",
  fastestUs: { http: 610, mqtt: 500 },
  pairMs: { client: 0.06, server: 0.06 },
  kernelMs: 0.1,
  wireBytes: 820,
};

/** One of each kind: references, a tunnel, one with losses, one that cannot run here, one that broke. */
export const fixtureScenarios: readonly FixtureScenario[] = [
  plain,
  relay,
  { ...relay, name: "control", title: "second relay pair" },
  {
    ...relay,
    name: "stunnel",
    title: "stunnel (TLS 1.3, pre-shared key)",
    encrypts: true,
    fastestUs: { http: 660, mqtt: 560 },
    wobbleUs: 9,
    pairMs: { client: 0.1, server: 0.11 },
    wireBytes: 1000,
    evidence: "not-found",
  },
  {
    ...relay,
    name: "shadowsocks",
    title: "Shadowsocks (AEAD 2022)",
    encrypts: true,
    fastestUs: { http: 420, mqtt: 310 },
    timeouts: 12,
    pairMs: { client: 0.08, server: 0.07 },
    wireBytes: 900,
    socketDrops: 3,
    evidence: "invalid",
  },
  {
    ...plain,
    name: "wireguard",
    title: "WireGuard (userspace)",
    encrypts: true,
    status: "unsupported",
    reason: "this machine has no TUN device",
    evidence: null,
  },
  {
    ...plain,
    name: "native",
    title: "mutual TLS, multiplexed",
    encrypts: true,
    status: "failed",
    reason: 'container "native-client" exited with code 1',
    evidence: null,
  },
];
