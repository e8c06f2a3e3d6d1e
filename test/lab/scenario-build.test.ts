import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { readScenario } from "../../harness/lab/scenario-file.ts";
import { clientKeyLine, goodText, parse, refusalOf } from "./scenario-text.ts";

const withBuild = (build: string) => `${goodText.replace("    image: example\n", "")}    build: ${build}\n`;
const buildLine = clientKeyLine - 1;
const outside = "lies outside the file's folder and proxies/";

const refusedBuilds: [build: string, problem: string][] = [
  ["..", `the build context ".." ${outside}`],
  ["../elsewhere", `the build context "../elsewhere" ${outside}`],
  ["../proxies-of-others", `the build context "../proxies-of-others" ${outside}`],
  ["../proxies/a/../..", `the build context "../proxies/a/../.." ${outside}`],
  ["/etc", `the build context "/etc" ${outside}`],
  ["{context: ../elsewhere}", `the build context "../elsewhere" ${outside}`],
  ["~/a", 'the build context "~/a" is not a folder beside this file'],
  [
    "https://example.org/a.git",
    'the build context "https://example.org/a.git" is not a folder beside this file',
  ],
  ["git@example.org:a", 'the build context "git@example.org:a" is not a folder beside this file'],
  ["github.com/a/b", 'the build context "github.com/a/b" is not a folder beside this file'],
  ["service:server", 'the build context "service:server" is not a folder beside this file'],
  ["''", '"services.client.build" must be text in one line, but is ""'],
  ["5", '"services.client.build" must be a map, but is 5'],
  ["{args: {A: b}}", '"services.client.build.context" must be text in one line, but is nothing'],
  [
    "{context: a, dockerfile: ../b/Dockerfile}",
    'the Dockerfile "../b/Dockerfile" lies outside its build context',
  ],
  ["{context: a, dockerfile: /etc/passwd}", 'the Dockerfile "/etc/passwd" lies outside its build context'],
  ["{context: a, args: [SECRET]}", '"SECRET" has no value and would be taken from the host\'s environment'],
  ...["additional_contexts: {b: ..}", "secrets: [a]", "ssh: [default]", "network: host", "privileged: true"]
    .concat(
      "entitlements: [security.insecure]",
      "dockerfile_inline: FROM a",
      "extra_hosts: {a: b}",
      "target: a",
    )
    .map((line): [string, string] => [
      `{context: a, ${line}}`,
      `unknown key "services.client.build.${line.split(":")[0]}"`,
    ]),
];

suite("the build of a scenario's service", () => {
  for (const [build, problem] of refusedBuilds) {
    test(`is refused as "${build}", with its line`, () => {
      assert.deepEqual(refusalOf(withBuild(build)).lines, [`line ${buildLine}: ${problem}`]);
    });
  }

  test("may be in proxies/ or in the file's own folder", () => {
    const contextOf = (build: string) => parse(withBuild(build)).services[1]?.buildContext;
    assert.equal(contextOf("../proxies/a"), "/lab/proxies/a");
    assert.equal(contextOf("."), "/lab/compose");
    assert.equal(contextOf("./..a/b"), "/lab/compose/..a/b");
    assert.equal(contextOf("{context: a, dockerfile: b/Dockerfile, args: {A: b}}"), "/lab/compose/a");
  });

  test("is refused beside an image", () => {
    assert.deepEqual(refusalOf(`${goodText}    build: a\n`).lines, [
      'line 10: the service "client" must have either build or image',
    ]);
  });
});

suite("the folder that an image is built from", async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "bench-")));
  after(() => rm(root, { recursive: true }));
  const [own, proxies, elsewhere] = ["own", "proxies", "elsewhere"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [join(own, "image"), join(proxies, "image"), elsewhere]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "Dockerfile"), "FROM scratch\n");
  }
  await symlink(elsewhere, join(own, "leads-outside"));
  await symlink(join(proxies, "image"), join(own, "leads-to-proxies"));
  await symlink(join(elsewhere, "Dockerfile"), join(own, "image", "Linked"));
  await symlink(own, join(root, "other-way"));
  const read = async (build: string, folder = own) => {
    const file = join(folder, "example.yaml");
    await writeFile(file, withBuild(build));
    return (await readScenario("example", file, proxies)).services[1]?.buildContext;
  };
  const refuses = (build: string, problem: string) =>
    assert.rejects(read(build), {
      code: "bad-input",
      message: `scenario "example" (${join(own, "example.yaml")}) line ${buildLine}: ${problem}`,
    });

  test("is the one that a link leads to", async () => {
    assert.equal(await read("leads-to-proxies"), join(proxies, "image"));
    assert.equal(await read("image", join(root, "other-way")), join(own, "image"));
  });

  test("is refused when a link leads outside", async () => {
    const problem = "is a link that leads outside the file's folder and proxies/";
    await refuses("leads-outside", `the build context "leads-outside" ${problem}`);
  });

  test("is refused when it does not exist", async () => {
    await refuses("nothing", 'the build context "nothing" does not exist');
  });

  test("is refused when its Dockerfile is a link that leads outside", async () => {
    const build = "{context: image, dockerfile: Linked}";
    await refuses(build, 'the Dockerfile "Linked" is a link that leads outside its build context');
  });

  test("is refused when it has no Dockerfile", async () => {
    const build = "{context: image, dockerfile: Other}";
    await refuses(build, 'the build context has no Dockerfile "Other"');
  });
});
