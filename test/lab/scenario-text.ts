import assert from "node:assert/strict";
import { parseScenario } from "../../harness/lab/scenario-file.ts";
import { BenchError } from "../../harness/model/error.ts";
import type { Scenario } from "../../harness/model/scenario.ts";

/** A scenario without fault; a test adds to it or replaces a part of it, and knows the lines. */
export const goodText = `x-bench:
  title: Example
  encrypts: true
  authenticates: psk
  requires: []
  entry: {http: "client:5000", mqtt: "client:1883"}
volumes: {keys: }
services:
  server: {image: example, networks: [wire, server]}
  client:
    image: example
    networks: [client, wire]
`;

/** The line that `withClientKey` writes. */
export const clientKeyLine = 13;

/** The scenario with one more key in its service `client`. */
export function withClientKey(line: string): string {
  return `${goodText}    ${line}\n`;
}

/** The scenario with one part replaced; fails when that part is not in it. */
export function replaced(part: string, by: string): string {
  assert.ok(goodText.includes(part), `"${part}" is not in the text`);
  return goodText.replace(part, () => by); // a function: `$$` has a meaning in a text
}

export function parse(text: string, name = "example"): Scenario {
  return parseScenario({ name, file: "/lab/compose/example.yaml", text, proxiesFolder: "/lab/proxies" });
}

/** The lines of the message and the hints with which a text is refused. */
export function refusalOf(text: string, name = "example"): { lines: string[]; hints: readonly string[] } {
  try {
    parse(text, name);
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, "bad-input");
    const prefix = `scenario "${name}" (/lab/compose/example.yaml)`;
    const lines = error.message.split("\n").map((line) => {
      assert.ok(line.startsWith(prefix), line);
      return line.slice(prefix.length).trimStart();
    });
    return { lines, hints: error.hints };
  }
  assert.fail("the text was not refused");
}
