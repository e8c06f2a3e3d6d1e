import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GeneratorRow, Receipt } from "../../harness/model/protocol.ts";
import { digestOf, secretOf } from "../../harness/model/secret.ts";
import { countMissing, joinSamples } from "../../harness/run/join.ts";

const key = Buffer.alloc(32, 7);
const clientIds = new Map([["stunnel", "c1"]]);
const context = { phase: "i0-duet", instance: 0, key, clientIds, timeoutNs: 2e9 };

function row(seq: number, change: Partial<GeneratorRow> = {}): GeneratorRow {
  const times = { intendedNs: seq * 1e6, readyNs: seq * 1e6 + 10, sentNs: seq * 1e6 + 20 };
  const missing = { firstNs: null, doneNs: null, receivedNs: null };
  return {
    scenario: "stunnel",
    workload: "mqtt",
    block: 0,
    seq,
    ...times,
    ...missing,
    outcome: "ok",
    ...change,
  };
}

function receipt(seq: number, change: Partial<Receipt> = {}): Receipt {
  const receivedNs = seq * 1e6 + 500;
  const digest = digestOf(secretOf(key, "c1", "mqtt", seq));
  return { clientId: "c1", seq, receivedNs, verifiedNs: receivedNs + 5, digest, ...change };
}

describe("joinSamples", () => {
  it("takes an MQTT message's arrival from the subscriber", () => {
    const [sample] = joinSamples([row(1)], [receipt(1)], context);
    assert.equal(sample?.outcome, "ok");
    assert.equal(sample?.doneNs, 1e6 + 505);
    assert.equal(sample?.receivedNs, 1e6 + 500);
  });

  it("keeps a message that never arrived, as lost", () => {
    const samples = joinSamples([row(1), row(2)], [receipt(1)], context);
    assert.deepEqual(
      samples.map(({ outcome, doneNs }) => [outcome, doneNs === null]),
      [
        ["ok", false],
        ["lost", true],
      ],
    );
  });

  it("keeps the generator's own reason for a message that it could not send", () => {
    assert.equal(joinSamples([row(1, { outcome: "refused" })], [], context)[0]?.outcome, "refused");
  });

  it("calls a message with another secret a mismatch and one that came after the limit a timeout", () => {
    const receipts = [receipt(1, { digest: digestOf("else") }), receipt(2, { receivedNs: 2e6 + 3e9 })];
    const outcomes = joinSamples([row(1), row(2)], receipts, context).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ["mismatch", "timeout"]);
  });

  it("counts copies, and marks what arrived after a later number", () => {
    const receipts = [receipt(2), receipt(1), receipt(2), receipt(2)];
    const samples = joinSamples([row(1), row(2)], receipts, context);
    assert.deepEqual(
      samples.map(({ duplicates, reordered }) => [duplicates, reordered]),
      [
        [0, true],
        [2, false],
      ],
    );
  });

  it("leaves HTTP requests as the generator saw them", () => {
    const http = row(1, { workload: "http", outcome: "status" });
    assert.deepEqual(joinSamples([http], [], context)[0], {
      ...http,
      phase: "i0-duet",
      instance: 0,
      duplicates: 0,
      reordered: false,
    });
  });
});

describe("countMissing", () => {
  it("counts messages that were sent and have no receipt yet", () => {
    const rows = [row(1), row(2), row(3, { outcome: "reset" }), row(4, { workload: "http" })];
    assert.equal(countMissing(rows, [receipt(1)], clientIds), 1);
  });
});
