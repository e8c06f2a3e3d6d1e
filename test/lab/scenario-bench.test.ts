import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { goodText, parse, refusalOf, replaced } from "./scenario-text.ts";

const entryForm = 'must look like "client:5000" or "socks5h://client:1080"';

/** A part of the good text, what stands there instead, and what is said about it. */
const refusedParts: [part: string, by: string, problem: string][] = [
  ["  title: Example\n", "", 'line 1: "x-bench.title" is missing'],
  ["title: Example", "title: 5", 'line 2: "x-bench.title" must be text in one line, but is 5'],
  ["title: Example", 'title: ""', 'line 2: "x-bench.title" must be text in one line, but is ""'],
  ["title: Example", 'title: "a\\nb"', 'line 2: "x-bench.title" must be text in one line, but is "a\\nb"'],
  ["  encrypts: true\n", "", 'line 1: "x-bench.encrypts" is missing'],
  ["encrypts: true", "encrypts: yes", 'line 3: "x-bench.encrypts" must be true or false, but is "yes"'],
  ["  authenticates: psk\n", "", 'line 1: "x-bench.authenticates" is missing'],
  [
    "authenticates: psk",
    "authenticates: true",
    'line 4: "x-bench.authenticates" must be one of psk, certificate, public-key, none, but is true',
  ],
  [
    "requires: []",
    "requires: [wireguard]",
    'line 5: "x-bench.requires[0]" must be one of tun, net_admin, but is "wireguard"',
  ],
  ["requires: []", "requires: [tun, tun]", 'line 5: "x-bench.requires" names one twice'],
  ["requires: []", "summary: []", 'line 5: "x-bench.summary" must be text in one line, but is []'],
  [
    "requires: []",
    "modifiesServices: 1",
    'line 5: "x-bench.modifiesServices" must be true or false, but is 1',
  ],
  [
    "requires: []",
    "homepage: 'javascript:alert(1)'",
    'line 5: "x-bench.homepage" must be the address of a web page, but is "javascript:alert(1)"',
  ],
  ["requires: []", "needs: []", 'line 5: unknown key "x-bench.needs"'],
  ['  entry: {http: "client:5000", mqtt: "client:1883"}\n', "", 'line 1: "x-bench.entry" is missing'],
  ["entry: {http", "entri: {http", 'line 6: unknown key "x-bench.entri"'],
  [
    '{http: "client:5000", mqtt: "client:1883"}',
    "{}",
    'line 6: "x-bench.entry" must name at least one of http, mqtt',
  ],
  ["http:", "smtp:", 'line 6: unknown key "x-bench.entry.smtp"'],
  ["client:5000", "client", `line 6: "x-bench.entry.http" ${entryForm}, but is "client"`],
  ["client:5000", "client:0", `line 6: "x-bench.entry.http" ${entryForm}, but is "client:0"`],
  ["client:5000", "client:65536", `line 6: "x-bench.entry.http" ${entryForm}, but is "client:65536"`],
  ["client:5000", "http://client:1", `line 6: "x-bench.entry.http" ${entryForm}, but is "http://client:1"`],
  [
    "client:5000",
    "socks5://client:1",
    `line 6: "x-bench.entry.http" ${entryForm}, but is "socks5://client:1"`,
  ],
  ["client:5000", "192.0.2.1:5000", `line 6: "x-bench.entry.http" ${entryForm}, but is "192.0.2.1:5000"`],
  ["client:5000", "clint:5000", 'line 6: "x-bench.entry.http" names "clint", which is no service here'],
  [
    "client:5000",
    "http-server:9000",
    'line 6: "x-bench.entry.http" names "http-server", which is no service here',
  ],
  ["client:5000", "server:5000", 'line 9: the service "server" must be on the network "client"'],
];

suite("the block x-bench", () => {
  for (const [part, by, problem] of refusedParts) {
    test(`is refused with ${JSON.stringify(by)} for ${JSON.stringify(part)}`, () => {
      const { lines } = refusalOf(replaced(part, by));
      assert.ok(lines.includes(problem), lines.join("\n"));
    });
  }

  test("is told the key and the service that were probably meant", () => {
    assert.deepEqual(refusalOf(replaced("entry:", "entri:")).hints, ['did you mean "x-bench.entry"?']);
    assert.deepEqual(refusalOf(replaced("client:5000", "clint:5000")).hints, ['did you mean "client:5000"?']);
  });

  test("must be there", () => {
    const { lines } = refusalOf(goodText.slice(goodText.indexOf("volumes")));
    assert.ok(lines.includes('line 1: "x-bench.entry" is missing'));
  });

  test("may have all keys, and a summary of several lines becomes one", () => {
    const { name, file, services, volumes, entry, ...block } = parse(
      replaced(
        "requires: []",
        "requires: [tun]\n  summary: >\n    two\n    lines\n  homepage: https://example.org/a\n" +
          "  layer: TLS\n  cipher: none\n  modifiesServices: true",
      ),
    );
    assert.deepEqual(block, {
      title: "Example",
      summary: "two lines",
      homepage: "https://example.org/a",
      layer: "TLS",
      cipher: "none",
      encrypts: true,
      authenticates: "psk",
      modifiesServices: true,
      requires: ["tun"],
    });
  });

  test("may enter through SOCKS5, for one workload alone", () => {
    const text = replaced('{http: "client:5000", mqtt: "client:1883"}', '{http: "socks5h://client:1080"}');
    assert.deepEqual(parse(text).entry, { http: { protocol: "socks5h", service: "client", port: 1080 } });
  });
});
