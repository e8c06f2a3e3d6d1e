import assert from "node:assert/strict";
import { it } from "node:test";
import { outcomeOfError } from "../../../services/generator/flight.ts";

for (const [code, outcome] of [
  ["ECONNREFUSED", "refused"],
  ["EHOSTUNREACH", "refused"],
  ["ENETUNREACH", "refused"],
  ["ETIMEDOUT", "timeout"],
  ["ECONNRESET", "reset"],
  ["EPIPE", "reset"],
  ["HPE_INVALID_CONSTANT", "reset"],
] as const) {
  it(`a connection that fails with ${code} counts as ${outcome}`, () => {
    assert.equal(outcomeOfError(Object.assign(new Error(code), { code })), outcome);
  });
}
