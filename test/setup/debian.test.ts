import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parseDeb822, parseOneLine, readAptSources } from "../../harness/setup/debian.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

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

describe("readAptSources", () => {
  const line = (suite: string) => `deb http://mirror.example/debian ${suite} main\n`;

  it("reads both formats, from the old file and from the folder, and nothing else there", async () => {
    using temporary = temporaryFolder();
    const folder = join(temporary.path, "sources.list.d");
    mkdirSync(folder);
    writeFileSync(join(temporary.path, "sources.list"), line("from-list"));
    writeFileSync(join(folder, "a.list"), line("from-folder"));
    writeFileSync(
      join(folder, "b.sources"),
      "Types: deb\nURIs: http://mirror.example/debian\nSuites: from-deb822\n",
    );
    writeFileSync(join(folder, "c.list.dpkg-old"), line("left-over"));
    writeFileSync(join(folder, "d.sources.save"), "Types: deb\nURIs: http://x.example\nSuites: saved\n");
    const suites = (await readAptSources(temporary.path)).map(({ suite }) => suite);
    assert.deepEqual(suites.sort(), ["from-deb822", "from-folder", "from-list"]);
  });

  it("finds none on a machine without apt", async () => {
    using temporary = temporaryFolder();
    assert.deepEqual(await readAptSources(join(temporary.path, "none")), []);
  });

  it("reads the folder alone where the old file is gone, and the file alone where there is no folder", async () => {
    using onlyFile = temporaryFolder();
    writeFileSync(join(onlyFile.path, "sources.list"), line("from-list"));
    assert.deepEqual(
      (await readAptSources(onlyFile.path)).map(({ suite }) => suite),
      ["from-list"],
    );
    using onlyFolder = temporaryFolder();
    mkdirSync(join(onlyFolder.path, "sources.list.d"));
    writeFileSync(join(onlyFolder.path, "sources.list.d/a.list"), line("from-folder"));
    assert.deepEqual(
      (await readAptSources(onlyFolder.path)).map(({ suite }) => suite),
      ["from-folder"],
    );
  });
});
