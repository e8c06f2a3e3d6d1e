import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { parseOptions } from "../../../proxies/fault-relay/options.ts";

const folder = new URL("../../../compose/calibration/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));

test("the calibration targets are those that METHOD.md §8 names", () => {
  assert.equal(files.length, 22);
});

for (const file of files) {
  const { services, "x-bench": bench } = parse(readFileSync(new URL(file, folder), "utf8"));

  test(`${file}: its command line is one that the relay takes, and its routes are its entries`, () => {
    const { routes } = parseOptions(services.client.command);
    const entries = Object.fromEntries(routes.map(({ protocol, port }) => [protocol, `client:${port}`]));
    assert.deepEqual(entries, bench.entry);
  });

  test(`${file}: its other side is a plain relay to the services`, () => {
    const { routes, ...knobs } = parseOptions(services.server.command);
    assert.deepEqual(knobs, { nagle: false, seed: "tunnelbench" });
    assert.ok(routes.every(({ protocol }) => protocol === "tcp"));
  });
}
