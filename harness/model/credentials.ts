import { readFileSync } from "node:fs";
import { type EnvironmentFile, readEnvironmentFile } from "./environment-file.ts";
import { BenchError } from "./error.ts";
import { sameUrl } from "./url.ts";

export { checkUrl } from "./url.ts";

/** How to show who one is to Elasticsearch and Kibana: both take the same. Never printed, stored or put into arguments. */
export interface Credentials {
  /** Base64 as Elasticsearch gives it in `encoded`; null: user and password, or nothing. */
  apiKey: string | null;
  /** Set together with `password`. */
  username: string | null;
  password: string | null;
  /** Path of the PEM file of a private certificate authority; null: those that Node trusts. */
  caFile: string | null;
}

type Env = Record<string, string | undefined>;

const names = {
  apiKey: "BENCH_ELASTICSEARCH_API_KEY",
  username: "BENCH_ELASTICSEARCH_USERNAME",
  password: "BENCH_ELASTICSEARCH_PASSWORD",
  caFile: "BENCH_ELASTICSEARCH_CA",
} as const;

const urlNames = { elasticsearch: "BENCH_ELASTICSEARCH_URL", kibana: "BENCH_KIBANA_URL" } as const;

/**
 * Credentials for the server at `url`: those of the environment, else those of the file that `bench elastic up`
 * writes, which hold for its two addresses only: a password must not go to another server. Throws `bad-input` where
 * they contradict each other or lack a part, `environment` where the file is open to others.
 */
export function readCredentials(env: Env, url: string): Credentials {
  const own = pick(env);
  const fromEnvironment = own.apiKey !== null || own.username !== null || own.password !== null;
  if (fromEnvironment) return checked(own, "the environment");
  const file = readEnvironmentFile(env);
  if (!file || !isAddressOf(file, url)) return own;
  const kept = checked(pick(file.values), `"${file.path}"`);
  return { ...kept, caFile: own.caFile ?? kept.caFile };
}

/** The address to use where none was given: the environment's, else that of `bench elastic up`; null: there is none. */
export function defaultUrl(env: Env, which: keyof typeof urlNames): string | null {
  return filled(env, urlNames[which]) ?? filled(readEnvironmentFile(env)?.values ?? {}, urlNames[which]);
}

/** Certificates of the private authority, PEM; undefined where there is none. Throws `environment` where it cannot be read. */
export function readCa({ caFile }: Credentials): string | undefined {
  if (caFile === null) return undefined;
  try {
    return readFileSync(caFile, "utf8");
  } catch (error) {
    throw new BenchError(`cannot read the certificate authority "${caFile}": ${(error as Error).message}`, {
      code: "environment",
      hints: [`${names.caFile} must be the path of a PEM file`],
      cause: error,
    });
  }
}

function pick(values: Env): Credentials {
  return {
    apiKey: filled(values, names.apiKey),
    username: filled(values, names.username),
    password: filled(values, names.password),
    caFile: filled(values, names.caFile),
  };
}

function isAddressOf({ values }: EnvironmentFile, url: string): boolean {
  return Object.values(urlNames).some((name) => {
    const address = filled(values, name);
    return address !== null && sameUrl(address, url);
  });
}

function checked(credentials: Credentials, where: string): Credentials {
  const { apiKey, username, password } = credentials;
  const problem =
    apiKey !== null && (username !== null || password !== null)
      ? `${names.apiKey} and a user are both set in ${where}`
      : username !== null && password === null
        ? `${names.username} is set in ${where}, but ${names.password} is not`
        : password !== null && username === null
          ? `${names.password} is set in ${where}, but ${names.username} is not`
          : null;
  if (problem === null) return credentials;
  throw new BenchError(problem, {
    code: "bad-input",
    hints: [`set ${names.apiKey}, or ${names.username} and ${names.password}`],
  });
}

/** Set and empty is the same as not set, as in most shells' scripts. */
function filled(values: Env, name: string): string | null {
  return values[name] || null;
}
