import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { docker, leftovers, runBench, withoutDocker } from "./support.ts";

/** What in a key file is secret: private PEM bodies, WireGuard's private keys, pre-shared keys. */
function secretsIn(text: string): string[] {
  const pem = [...text.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----\n([^-]+)-----END/g)].map((match) =>
    match[1]!.trim(),
  );
  const others = [...text.matchAll(/(?:PrivateKey = |"key":"|^lab:)([\w+/=-]{32,})/gm)].map(
    (match) => match[1]!,
  );
  return [...pem.flatMap((body) => body.split("\n")), ...others].filter((part) => part.length >= 20);
}

describe("the keys of a lab", { skip: withoutDocker ?? false }, () => {
  const temporary = temporaryFolder();
  const keyed = ["native", "stunnel", "wireguard", "shadowsocks"];
  const secrets = new Map<string, string[]>();
  let containers: string[] = [];
  let id = "";

  before(async () => {
    const { exitCode, stdout, stderr } = await runBench(
      ["lab", "up", "--scenario", keyed.join(",")],
      temporary.path,
    );
    assert.equal(exitCode, 0, stderr);
    id = /^(lab-\w+) is up/m.exec(stdout)![1]!;
    containers = docker("ps", "--all", "--quiet", "--filter", `label=bench.run=${id}`).trim().split("\n");
    for (const name of keyed) {
      const volume = `bench-${id}_${name}-keys`;
      const args = ["--rm", "--network", "none", "--volume", `${volume}:/keys:ro`, "debian:bookworm-slim"];
      secrets.set(name, secretsIn(docker("run", ...args, "sh", "-c", "cat /keys/*")));
    }
  });
  after(async () => {
    await runBench(["lab", "down"], temporary.path);
    temporary[Symbol.dispose]();
    assert.deepEqual(leftovers(id), []);
  });

  it("are there, one or more a scenario, so that this test looks for something", () => {
    for (const name of keyed) assert.ok(secrets.get(name)!.length > 0, name);
  });

  it("are readable for their owner alone", () => {
    for (const name of keyed) {
      const args = [
        "--rm",
        "--network",
        "none",
        "--volume",
        `bench-${id}_${name}-keys:/keys:ro`,
        "debian:bookworm-slim",
      ];
      const open = docker(
        "run",
        ...args,
        "sh",
        "-c",
        "find /keys -type f -perm /077 ! -name '*.crt' ! -name '*.pem'",
      );
      assert.equal(open, "", name);
    }
  });

  it("stand in no description of a container, in no log, in no image and not in the compose file", () => {
    const images = new Set(containers.map((one) => docker("inspect", "--format", "{{.Image}}", one).trim()));
    const places = {
      inspect: docker("inspect", ...containers),
      logs: containers.map(logOf).join("\n"),
      images: [...images].map((image) => docker("history", "--no-trunc", image)).join("\n"),
      compose: readFileSync(join(temporary.path, id, "compose.yaml"), "utf8"),
    };
    for (const [place, text] of Object.entries(places)) {
      for (const [name, values] of secrets) {
        for (const value of values) assert.ok(!text.includes(value), `a key of ${name} stands in ${place}`);
      }
    }
  });

  it("are fresh in every lab", async () => {
    const again = await runBench(["lab", "up", "--scenario", "stunnel"], temporary.path);
    const second = /^(lab-\w+) is up/m.exec(again.stdout)![1]!;
    const args = [
      "--rm",
      "--network",
      "none",
      "--volume",
      `bench-${second}_stunnel-keys:/keys:ro`,
      "debian:bookworm-slim",
    ];
    const [key] = secretsIn(docker("run", ...args, "sh", "-c", "cat /keys/*"));
    assert.ok(key && !secrets.get("stunnel")!.includes(key));
  });
});

/** The driven endpoints keep no log, which docker says on its standard error. */
function logOf(container: string): string {
  const driver = docker("inspect", "--format", "{{.HostConfig.LogConfig.Type}}", container).trim();
  return driver === "none" ? "" : docker("logs", container);
}
