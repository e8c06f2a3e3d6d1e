import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

for (const name of ["main.conf", "relay.conf"]) {
  test(`wireguard relays with the ${name} of the relay pair, so that their difference is WireGuard`, () => {
    assert.equal(read(`proxies/wireguard/${name}`), read(`proxies/nginx/${name}`));
  });
}

test("control is relay but for its title and summary", () => {
  const [relay, control] = ["relay", "control"].map((name) => parse(read(`compose/${name}.yaml`)));
  assert.notEqual(control["x-bench"].title, relay["x-bench"].title);
  const { title, summary } = relay["x-bench"];
  assert.deepEqual({ ...control, "x-bench": { ...control["x-bench"], title, summary } }, relay);
});
