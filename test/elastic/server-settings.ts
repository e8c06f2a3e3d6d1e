import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** off: anybody may do anything · password: HTTP with user and password · tls: the same over HTTPS with a private CA. */
export type Security = "off" | "password" | "tls";

/** `elasticsearch.yml`, as an object: what every server of ours has, then what the test asks for. */
export function serverSettings(
  security: Security,
  asked: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    "discovery.type": "single-node",
    "cluster.routing.allocation.disk.threshold_enabled": "false", // a full disk of the machine is no matter here
    "xpack.security.enabled": String(security !== "off"),
    ...(security === "tls" && {
      "xpack.security.http.ssl.enabled": "true",
      "xpack.security.http.ssl.certificate": "http.crt",
      "xpack.security.http.ssl.key": "http.key",
    }),
    ...asked,
  };
}

/** Writes them into the configuration folder. A line of JSON strings is YAML. */
export function writeSettings(folder: string, settings: Readonly<Record<string, string>>): void {
  const lines = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  writeFileSync(join(folder, "elasticsearch.yml"), lines.join(""));
}
