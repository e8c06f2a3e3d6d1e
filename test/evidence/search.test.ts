import assert from "node:assert/strict";
import { test } from "node:test";
import { haystacksOf, readCapture } from "../../harness/evidence/capture.ts";
import { joinPieces } from "../../harness/evidence/haystack.ts";
import { searchSecrets } from "../../harness/evidence/search.ts";
import { BenchError } from "../../harness/model/error.ts";
import { makeSecrets, readFixture } from "./fixture.ts";

// Encoded by Python's base64, binascii and codecs modules.
test("finds each encoding that Python made, in its packet", () => {
  const { packets } = readCapture({ pcap: readFixture("encodings"), stderr: "" });
  const hits = searchSecrets(haystacksOf(packets), makeSecrets(20));
  const expected = [
    ["hex"],
    ["hex-upper"],
    ["raw"],
    ["base64"],
    ["base64"],
    ["base64"],
    ["base64url"],
    ["base64url"],
    ["base64url"],
    ["base64-of-hex"],
    ["base64-of-hex"],
    ["base64-of-hex"],
    ["utf-16le"],
  ];
  for (const [index, [encoding]] of expected.entries()) {
    const names = hits.filter(({ packet }) => packet === index + 1).map((hit) => hit.encoding);
    assert.ok(names.includes(encoding!), `packet ${index + 1}: ${names}`);
  }
  assert.ok(hits.every(({ secret, packet }) => secret.id === `secret-${packet - 1}`));
  assert.equal(new Set(hits.map(({ secret }) => secret.id)).size, expected.length);
});

test("names the first of several packets, also when haystacks come in another order", () => {
  const [secret] = makeSecrets(1);
  const at = (packet: number) => joinPieces([{ packet, bytes: Buffer.from(`..${secret!.hex}`) }]);
  const [hit] = searchSecrets([at(9), at(4), at(6)], [secret!]);
  assert.equal(hit?.packet, 4);
});

test("finds secrets at both ends and side by side", () => {
  const secrets = makeSecrets(3);
  const bytes = Buffer.from(secrets.map(({ hex }) => hex).join(""));
  const hits = searchSecrets([joinPieces([{ packet: 1, bytes }])], secrets);
  assert.deepEqual(
    hits.map(({ secret }) => secret.id),
    ["secret-0", "secret-1", "secret-2"],
  );
});

test("finds nothing when a single character is missing or changed", () => {
  const [secret] = makeSecrets(1);
  const other = secret!.hex.at(-1) === "0" ? "1" : "0";
  for (const text of [secret!.hex.slice(1), secret!.hex.slice(0, -1), secret!.hex.slice(0, -1) + other]) {
    assert.deepEqual(searchSecrets([joinPieces([{ packet: 1, bytes: Buffer.from(text) }])], [secret!]), []);
  }
});

test("searches with the encodings it is given", () => {
  const reversed = { name: "reversed", patterns: (secret: Buffer) => [Buffer.from(secret).reverse()] };
  const [secret] = makeSecrets(1);
  const bytes = Buffer.from(secret!.hex, "hex").reverse();
  const hits = searchSecrets([joinPieces([{ packet: 1, bytes }])], [secret!], [reversed]);
  assert.deepEqual(
    hits.map(({ encoding }) => encoding),
    ["reversed"],
  );
});

test("refuses secrets that are malformed or share an id, and does not print them", () => {
  const [secret] = makeSecrets(1);
  const upper = secret!.hex.toUpperCase();
  assert.throws(
    () => searchSecrets([], [{ ...secret!, hex: upper }]),
    (error) => error instanceof BenchError && !error.message.includes(upper.slice(0, 8)),
  );
  assert.throws(() => searchSecrets([], [secret!, secret!]), BenchError);
});
