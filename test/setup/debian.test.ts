import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDeb822, parseOneLine } from "../../harness/setup/debian.ts";

describe("parseDeb822", () => {
  it("reads each suite of each enabled paragraph", () => {
    const text = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm

Types: deb
Enabled: no
URIs: http://mirror.example/other
Suites: bookworm
`;
    const signedBy = "/usr/share/keyrings/debian-archive-keyring.gpg";
    assert.deepEqual(parseDeb822(text), [
      { uri: "http://mirror.example/debian", suite: "bookworm", signedBy },
      { uri: "http://mirror.example/debian", suite: "bookworm-updates", signedBy },
    ]);
  });
});

describe("parseOneLine", () => {
  it("reads lines with and without options and leaves comments and sources out", () => {
    const text = `# deb http://mirror.example/debian old main
deb http://mirror.example/debian bookworm main contrib
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm-updates main
deb-src http://mirror.example/debian bookworm main
`;
    assert.deepEqual(parseOneLine(text), [
      { uri: "http://mirror.example/debian", suite: "bookworm", signedBy: null },
      { uri: "http://mirror.example/debian", suite: "bookworm-updates", signedBy: "/k.gpg" },
    ]);
  });
});
