import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { projectFolder } from "../../harness/model/tool.ts";

const docs = readdirSync(join(projectFolder, "docs"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => join("docs", file));
const pages = ["README.md", "AGENTS.md", ...docs];
const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");

interface Link {
  path: string;
  anchor: string | undefined;
}

/** Links of a page to files of the project, by their path from the top; pictures too. */
function linksOf(page: string): Link[] {
  const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", anchor] = target.split("#");
      return { path: file === "" ? page : relative(".", join(dirname(page), file)), anchor };
    });
}

/** Anchors of a page's headings as GitHub makes them: lower case, without punctuation, - for a space. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("every page", () => {
  for (const page of pages)
    it(`links to what exists: ${page}`, () => {
      for (const { path, anchor } of linksOf(page)) {
        assert.ok(existsSync(join(projectFolder, path)), path);
        if (anchor !== undefined && statSync(join(projectFolder, path)).isFile())
          assert.ok(anchorsOf(path).includes(anchor), `${path} has no heading for #${anchor}`);
      }
    });

  it("can be found from the README or from docs/README.md", () => {
    const linked = new Set(
      ["README.md", "docs/README.md"].flatMap((page) => linksOf(page).map(({ path }) => path)),
    );
    for (const page of docs.filter((file) => file !== "docs/README.md"))
      assert.ok(linked.has(page) || linksOf("docs/calibration.md").some(({ path }) => path === page), page);
  });
});
