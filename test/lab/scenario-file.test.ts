import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { readScenario } from "../../harness/lab/scenario-file.ts";
import { goodText, parse, refusalOf, replaced, withClientKey } from "./scenario-text.ts";

suite("a scenario", () => {
  test("is read with its title, entries, services and volumes", () => {
    const { services, ...rest } = parse(goodText);
    assert.deepEqual(rest, {
      name: "example",
      file: "/lab/compose/example.yaml",
      title: "Example",
      summary: null,
      homepage: null,
      layer: null,
      cipher: null,
      encrypts: true,
      authenticates: "psk",
      modifiesServices: false,
      requires: [],
      entry: {
        http: { protocol: "tcp", service: "client", port: 5000 },
        mqtt: { protocol: "tcp", service: "client", port: 1883 },
      },
      volumes: ["keys"],
    });
    assert.deepEqual(services[0], {
      name: "server",
      role: "tunnel-server",
      legs: ["wire", "server"],
      compose: { image: "example", networks: ["wire", "server"] },
      buildContext: null,
    });
  });

  test("without services is entered at the endpoints", () => {
    const text = goodText.slice(0, goodText.indexOf("volumes")).replace("client:5000", "http-server:9000");
    assert.deepEqual(refusalOf(text).lines, [
      'line 6: "x-bench.entry.mqtt" must be "mqtt-broker:1883" in a scenario without services',
    ]);
    assert.deepEqual(parse(text.replace("client:1883", "mqtt-broker:1883")).services, []);
  });

  test("must have a client and a server", () => {
    const text = replaced("  server: {image: example, networks: [wire, server]}\n", "");
    assert.deepEqual(refusalOf(text).lines, [
      'line 8: the service "server" is missing: a tunnel pair has client and server',
    ]);
  });

  test("must have its server on the network of the services", () => {
    const text = replaced("networks: [wire, server]", "networks: [wire]");
    assert.deepEqual(refusalOf(text).lines, ['line 9: the service "server" must be on the network "server"']);
  });

  test("must not have a way round the wire", () => {
    const text = replaced("networks: [client, wire]", "networks: [client, wire, server]");
    assert.deepEqual(refusalOf(text).lines, [
      'line 12: the service "client" must not be on both client and server: traffic could pass by the wire',
    ]);
  });

  test("must not have services that wait for one another", () => {
    const text = replaced("[wire, server]}", "[wire, server], depends_on: [client]}");
    assert.deepEqual(refusalOf(`${text}    depends_on: [server]\n`).lines, [
      "line 9: the services server, client wait for one another",
    ]);
  });

  test("must not have keys that wait for a tunnel, because all tunnels wait for keys", () => {
    const text = `${goodText}  keys: {image: example, depends_on: [server]}\n`;
    assert.match(
      refusalOf(text).lines[0]!,
      /^line 9: the services server, client, keys wait for one another/,
    );
  });

  test("is refused with all of its problems at once, in the order of the file", () => {
    const text = withClientKey("privileged: true").replace("psk", "password").replace("title", "titel");
    const { lines, hints } = refusalOf(text);
    assert.deepEqual(
      lines.map((line) => line.slice(0, 30)),
      [
        'line 1: "x-bench.title" is mis',
        'line 2: unknown key "x-bench.t',
        'line 4: "x-bench.authenticates',
        'line 13: "privileged" is refus',
      ],
    );
    assert.deepEqual(hints, ['did you mean "x-bench.title"?']);
  });

  test("is refused with a name that is no slug", () => {
    for (const name of ["Example", "-a", "a_b", "", "a".repeat(32), "../a"]) {
      assert.deepEqual(refusalOf(goodText, name).lines, [
        ": a scenario must be named with a-z, 0-9 and -, in at most 31 characters",
      ]);
    }
  });
});

const refusedTopLevel: [text: string, problem: string][] = [
  ["networks: {}", '"networks" is refused: the lab makes the networks client, wire and server'],
  ["include: [a.yaml]", '"include" is refused: a scenario is one file and the folders it is built from'],
  ["configs: {}", '"configs" is refused: a scenario is one file and the folders it is built from'],
  ["name: a", '"name" is refused: the lab gives names and labels itself'],
  ["version: '3'", '"version" is refused: Compose has no use for it any more'],
];

suite("the top of a scenario file", () => {
  for (const [line, problem] of refusedTopLevel) {
    test(`is refused with "${line}"`, () => {
      assert.deepEqual(refusalOf(`${goodText}${line}\n`).lines, [`line 13: the top-level key ${problem}`]);
    });
  }

  test("is refused with a key of an extension", () => {
    assert.deepEqual(refusalOf(`${goodText}x-more: {}\n`).lines, ['line 13: unknown key "x-more"']);
  });

  for (const options of ["{external: true}", "{driver: local}", "{driver_opts: {o: bind}}", "{name: a}"]) {
    test(`is refused with a volume that has options: ${options}`, () => {
      const key = /\w+/.exec(options)?.[0];
      assert.deepEqual(refusalOf(replaced("{keys: }", `{keys: ${options}}`)).lines, [
        `line 7: the volume "keys" must have no options, but has "${key}"`,
      ]);
    });
  }

  test("may have a volume with empty options", () => {
    assert.deepEqual(parse(replaced("{keys: }", "{keys: {}}")).volumes, ["keys"]);
  });
});

suite("reading a scenario's file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  after(() => rm(folder, { recursive: true }));
  const refuses = (file: string, reason: string) =>
    assert.rejects(readScenario("a", file), {
      code: "bad-input",
      message: `scenario "a" (${file}): ${reason}`,
    });

  test("tells when there is none", async () => {
    await refuses(join(folder, "none.yaml"), "no such file");
  });

  test("does not open what is no file", async () => {
    await refuses(folder, "not a file");
    await refuses("/dev/zero", "not a file");
  });

  test("does not read a large one", async () => {
    const file = join(folder, "large.yaml");
    await writeFile(file, " ".repeat(65_537));
    await refuses(file, "the file must be at most 65536 bytes, but has 65537");
  });

  test("tells when it is not text", async () => {
    const file = join(folder, "binary.yaml");
    await writeFile(file, Buffer.from([0x61, 0xff]));
    await refuses(file, "not text in UTF-8");
  });
});

suite("the message about many problems", () => {
  test("ends after 40 lines and counts the rest", () => {
    const keys = Array.from({ length: 50 }, (_, n) => `key${n}: 1`).join("\n");
    const { lines } = refusalOf(`${goodText}${keys}\n`);
    assert.equal(lines.length, 41);
    assert.equal(lines.at(-1), ": and 10 more problems");
  });
});
