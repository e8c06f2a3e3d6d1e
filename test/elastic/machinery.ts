/** What this machine lacks for a real server: the reason a test is skipped. */
export class Unavailable extends Error {
  constructor(reason: string) {
    super(reason.replaceAll(/\(?https?:\/\/[^\s)]*\)?/g, "…")); // Maven names the addresses that it tried
  }
}

/** What one server is made of, decided before anything starts. */
export interface ServerPlan {
  /** Ours: configuration, data, logs of this server. */
  folder: string;
  port: number;
  settings: Readonly<Record<string, string>>;
  /** The password of the user `elastic`; null without security. */
  password: string | null;
  heapMebibytes: number;
}

/** How a server runs: as a process of this machine, or as a container. */
export interface Machinery {
  readonly source: "image" | "distribution";
  /** Once, before the first start. */
  prepare(): Promise<void>;
  /** Starts it, first time or again, with the same data; returns before it answers. */
  start(): Promise<void> | void;
  isRunning(): Promise<boolean> | boolean;
  /** The last of what it printed. */
  output(): Promise<string>;
  /** Ends it and waits until it is gone; nothing to do where it does not run. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Removes what is not in the folder. */
  remove(): Promise<void>;
}
