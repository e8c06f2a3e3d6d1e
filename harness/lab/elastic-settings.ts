import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import {
  environmentFilePath,
  readEnvironmentFile,
  renderEnvironmentFile,
} from "../model/environment-file.ts";
import { BenchError } from "../model/error.ts";

/** What `bench elastic up` chooses once and keeps. */
export interface StackSettings {
  elasticsearchPort: number;
  kibanaPort: number;
  /** Of the user `elastic`, for people and bench. */
  password: string;
  /** Of the user `kibana_system`, for Kibana alone. */
  kibanaPassword: string;
}

type Env = Record<string, string | undefined>;

const user = "elastic";
const defaultPorts = { elasticsearchPort: 9200, kibanaPort: 5601 };

export interface KnownSettings {
  settings: StackSettings;
  /** Where they are kept. */
  path: string;
  /** False at the first start: nothing is written yet. */
  isKept: boolean;
}

/**
 * The settings of earlier starts, else new ones with passwords of 192 random bits; ports that are asked for replace
 * those kept. Throws `environment` where there is no place for the file, or it is not ours.
 */
export function stackSettings(env: Env, asked: { port?: number; kibanaPort?: number } = {}): KnownSettings {
  const path = environmentFilePath(env);
  if (path === null)
    throw new BenchError("no place to keep the password: neither XDG_CONFIG_HOME nor HOME is set", {
      code: "environment",
      hints: ["set HOME"],
    });
  const file = readEnvironmentFile(env);
  const kept = file === null ? null : parse(file.values, path);
  const { elasticsearchPort, kibanaPort, password, kibanaPassword } = kept ?? {
    ...defaultPorts,
    password: randomPassword(),
    kibanaPassword: randomPassword(),
  };
  const ports = {
    elasticsearchPort: asked.port ?? elasticsearchPort,
    kibanaPort: asked.kibanaPort ?? kibanaPort,
  };
  return { settings: { ...ports, password, kibanaPassword }, path, isKept: kept !== null };
}

/** Keeps the settings, for the owner alone; replaces the file in one step, so that it is never half there. */
export function keepSettings({ settings, path }: KnownSettings): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const text = renderEnvironmentFile({
    BENCH_ELASTICSEARCH_URL: addressOf(settings.elasticsearchPort),
    BENCH_ELASTICSEARCH_USERNAME: user,
    BENCH_ELASTICSEARCH_PASSWORD: settings.password,
    BENCH_KIBANA_URL: addressOf(settings.kibanaPort),
    BENCH_KIBANA_SYSTEM_PASSWORD: settings.kibanaPassword,
  });
  const part = `${path}.${process.pid}`;
  rmSync(part, { force: true }); // of a process of that id that was killed: an old file would keep its mode
  writeFileSync(part, text, { mode: 0o600, flag: "wx" });
  renameSync(part, path);
}

/** Forgets the passwords: the data that they were for are gone. */
export function forgetSettings(env: Env): void {
  const path = environmentFilePath(env);
  if (path !== null) rmSync(path, { force: true });
}

/** Where a server of the stack is reached. */
export function addressOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function parse(values: Record<string, string>, path: string): StackSettings {
  const { BENCH_ELASTICSEARCH_PASSWORD: password, BENCH_KIBANA_SYSTEM_PASSWORD: kibanaPassword } = values;
  const elasticsearchPort = portOf(values["BENCH_ELASTICSEARCH_URL"]);
  const kibanaPort = portOf(values["BENCH_KIBANA_URL"]);
  if (password && kibanaPassword && elasticsearchPort && kibanaPort)
    return { elasticsearchPort, kibanaPort, password, kibanaPassword };
  throw new BenchError(`"${path}" is not of "bench elastic up"`, {
    code: "environment",
    hints: ["move it away: it would be overwritten"],
  });
}

function portOf(url = ""): number | null {
  const match = /^http:\/\/127\.0\.0\.1:(\d+)$/.exec(url);
  return match ? Number(match[1]) : null;
}

function randomPassword(): string {
  return randomBytes(24).toString("base64url");
}
