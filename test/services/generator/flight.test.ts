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
  ["EADDRNOTAVAIL", "unsent"],
  ["EMFILE", "unsent"],
  ["HPE_INVALID_CONSTANT", "reset"],
] as const) {
  it(`a connection that fails with ${code} counts as ${outcome}`, () => {
    assert.equal(outcomeOfError(Object.assign(new Error(code), { code })), outcome);
  });
}

it("the system's code counts also where only the message has it, as with the SOCKS library", () => {
  assert.equal(outcomeOfError(new Error("connect ECONNREFUSED 127.0.0.1:1080")), "refused");
  assert.equal(outcomeOfError(new Error("Socket closed")), "reset");
});
