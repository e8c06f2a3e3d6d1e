/** The legs of a tunnel pair, DESIGN.md §2. `wire` is the untrusted one. */
export const legs = ["client", "wire", "server"] as const;
export type Leg = (typeof legs)[number];

/** What a container is for; the label `bench.role` and the key of every account. */
export const roles = [
  "generator",
  "service",
  "broker",
  "tunnel-client",
  "tunnel-server",
  "keys",
  "sidecar",
  "probe",
] as const;
export type Role = (typeof roles)[number];

/** The roles that a scenario adds and pays for. */
export const tunnelRoles = ["tunnel-client", "tunnel-server", "sidecar"] as const satisfies readonly Role[];

export const workloadNames = ["http", "mqtt"] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** Where the generator connects: straight to an address, or through a SOCKS5 proxy that resolves names (`socks5h`). */
export interface Entry {
  protocol: "tcp" | "socks5h";
  /** Service of the scenario's file (`client`); of the endpoints for a scenario without a tunnel pair (`http-server`). */
  service: string;
  port: number;
}

/** What a scenario may ask of the machine. */
export const requirements = ["tun", "net_admin"] as const;
export type Requirement = (typeof requirements)[number];

export interface ServiceSpec {
  name: string;
  role: Role;
  legs: Leg[];
  /** The service's keys as written, checked; the composer adds labels, networks and limits. */
  compose: Record<string, unknown>;
  /** Absolute folder of the image's build context, or null where `image` names a ready one. */
  buildContext: string | null;
}

/** Where the files of a scenario come from that is compared between two commits. */
export interface ScenarioSource {
  /** The git reference as it was asked for; null: the working tree, which is the head. */
  ref: string | null;
  /** The reference's, or the one that is checked out, in full; null: nothing is committed yet. */
  commit: string | null;
  /** Whether the working tree had uncommitted changes in the folders that the scenario is made from. */
  isDirty: boolean;
  /** Path of the compose file in its repository. */
  file: string;
}

/** One scenario file, read and checked. */
export interface Scenario {
  /** Name on the command line, and slug (`slugOf`) before the names of its containers. */
  name: string;
  /** Absolute path of the compose file, or `main:compose/native.yaml` for one of a git reference. */
  file: string;
  /** Only of a head and of a scenario of a git reference. */
  source?: ScenarioSource;
  /** Name of the scenario of a git reference that this one is compared with: its base. */
  base?: string;
  title: string;
  summary: string | null;
  homepage: string | null;
  layer: string | null;
  cipher: string | null;
  encrypts: boolean;
  authenticates: "psk" | "certificate" | "public-key" | "none";
  modifiesServices: boolean;
  requires: Requirement[];
  entry: Partial<Record<WorkloadName, Entry>>;
  services: ServiceSpec[];
  volumes: string[];
}
