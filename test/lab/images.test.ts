import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ImageBuild } from "../../harness/lab/compose-images.ts";
import { imageOf, imagesOf } from "../../harness/lab/images.ts";
import type { BenchError } from "../../harness/model/error.ts";
import type { ServiceSpec } from "../../harness/model/scenario.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const files = {
  Dockerfile: "FROM debian:bookworm-slim\n",
  ".dockerignore": "*.md\n",
  "conf/relay.conf": "stream {}\n",
  "run.sh": "exec relay\n",
};

/** Writes the files into a folder, in the given order, and returns the folder. */
function contextOf(folder: string, contents: Record<string, string> = files): string {
  mkdirSync(join(folder, "conf"), { recursive: true });
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
  return folder;
}

async function hashOf(build: ImageBuild): Promise<string> {
  return (await imageOf(build)).contextHash!;
}

function service(change: Partial<ServiceSpec>): ServiceSpec {
  return { name: "client", role: "tunnel-client", legs: [], compose: {}, buildContext: null, ...change };
}

describe("the identity of an image that is built", () => {
  it("is the same for the same files in another place and written in another order", async () => {
    using one = temporaryFolder();
    using other = temporaryFolder();
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    assert.equal(
      await hashOf({ context: contextOf(one.path) }),
      await hashOf({ context: contextOf(other.path, reversed) }),
    );
  });

  it("is SHA-256 over options, names and contents in the order of the names", async () => {
    using temporary = temporaryFolder();
    // printf '{}\0.dockerignore\0\0*.md\n\0Dockerfile\0\0FROM debian:bookworm-slim\n\0conf/relay.conf\0\0stream {}\n\0run.sh\0\0exec relay\n\0' | sha256sum
    const expected = "8bc794105da4deed3e6af131afafbb0d9b8b5395641f85dcc86da78fe448a215";
    assert.equal(await hashOf({ context: contextOf(temporary.path) }), expected);
  });

  for (const [what, change] of [
    ["a file's content", (folder: string) => writeFileSync(join(folder, "conf/relay.conf"), "stream {} \n")],
    ["the Dockerfile", (folder: string) => writeFileSync(join(folder, "Dockerfile"), "FROM scratch\n")],
    ["a new file", (folder: string) => writeFileSync(join(folder, "empty"), "")],
    ["the permission to execute a file", (folder: string) => chmodSync(join(folder, "run.sh"), 0o755)],
    ["a file's name", (folder: string) => renameSync(join(folder, "run.sh"), join(folder, "run2.sh"))],
    [
      "what belongs to a name and what to a content",
      (folder: string) => {
        writeFileSync(join(folder, "run.sh"), "");
        writeFileSync(join(folder, "run.shexec relay\n"), "");
      },
    ],
  ] as const) {
    it(`changes with ${what}`, async () => {
      using temporary = temporaryFolder();
      const before = await hashOf({ context: contextOf(temporary.path) });
      change(temporary.path);
      assert.notEqual(await hashOf({ context: temporary.path }), before);
    });
  }

  it("does not change with a file that .dockerignore keeps from the build", async () => {
    using temporary = temporaryFolder();
    const before = await hashOf({ context: contextOf(temporary.path) });
    writeFileSync(join(temporary.path, "README.md"), "# how it is configured\n");
    assert.equal(await hashOf({ context: temporary.path }), before);
  });

  it("changes with the Dockerfile that is named and with the build arguments", async () => {
    using temporary = temporaryFolder();
    const context = contextOf(temporary.path);
    const builds: ImageBuild[] = [
      { context },
      { context, dockerfile: "conf/Dockerfile" },
      { context, args: { VERSION: "1" } },
      { context, args: { VERSION: "2" } },
    ];
    const hashes = await Promise.all(builds.map(hashOf));
    assert.equal(new Set(hashes).size, builds.length);
  });

  it("is in its name, with the name of the folder as Docker allows it", async () => {
    using temporary = temporaryFolder();
    const context = join(temporary.path, "My Tunnel_2");
    const { reference, contextHash, key } = await imageOf({ context: contextOf(context) });
    assert.match(contextHash!, /^[0-9a-f]{64}$/);
    assert.equal(reference, `tunnelbench/my-tunnel-2:${contextHash!.slice(0, 12)}`);
    assert.equal(key, context);
  });

  it("cannot be told of a folder that is not there", async () => {
    await assert.rejects(imageOf({ context: "/nonexistent/context" }), (error: BenchError) => {
      assert.equal(error.exitCode, 2);
      assert.match(error.message, /^build context "\/nonexistent\/context" cannot be read/);
      return true;
    });
  });
});

describe("imagesOf", () => {
  it("gives an image that several services share once, and ready images by their name", async () => {
    using temporary = temporaryFolder();
    const buildContext = contextOf(temporary.path);
    const build = { build: "./relay" };
    const images = await imagesOf([
      service({ name: "client", buildContext, compose: build }),
      service({ name: "server", buildContext, compose: build }),
      service({ name: "keys", buildContext, compose: { build: { context: "./relay", args: ["A=1"] } } }),
      service({ name: "side", compose: { image: "debian:bookworm-slim" } }),
    ]);
    assert.equal(images.length, 3);
    assert.equal(images.filter(({ build: made }) => made?.context === buildContext).length, 2);
    assert.deepEqual(images.at(-1), {
      key: "debian:bookworm-slim",
      reference: "debian:bookworm-slim",
      build: null,
      contextHash: null,
    });
  });
});
