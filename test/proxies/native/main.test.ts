import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeKeys } from "./pair.ts";

const main = fileURLToPath(new URL("../../../proxies/native/main.ts", import.meta.url));

test("says what runs once it listens, and ends at once on SIGTERM", async () => {
  using keys = makeKeys();
  const child = spawn(process.execPath, [main, "server", "--keys", keys.folder, "0=127.0.0.1:9"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  const facts = JSON.parse(/^BENCH (.*)\n$/.exec(line)?.[1] ?? "null");
  assert.equal(
    facts.implementation,
    `Node ${process.versions.node} TLS (OpenSSL ${process.versions.openssl.split("+")[0]})`,
  );
  assert.equal(facts.cipher, "TLS_AES_128_GCM_SHA256, X25519MLKEM768");
  assert.equal(code, 0);
});

for (const line of [
  "",
  "server 0=h:1",
  "client --plain",
  "client --plain --keys /keys 0=h:1",
  "both --plain 0=h:1",
  "client --plain 5000",
]) {
  test(`refuses to start with "${line}"`, () => {
    const result = spawnSync(process.execPath, [main, ...line.split(" ").filter(Boolean)], {
      encoding: "utf8",
    });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /usage: main\.ts client\|server/);
  });
}

test("makes keys that only their owner can read, and keeps no key of the CA", () => {
  using keys = makeKeys();
  const names = readdirSync(keys.folder).sort();
  assert.deepEqual(names, ["ca.pem", "client.key", "client.pem", "server.key", "server.pem"]);
  for (const name of names) assert.equal(statSync(join(keys.folder, name)).mode & 0o777, 0o600, name);
});
