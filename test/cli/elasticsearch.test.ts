import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { copyRun } from "../elastic/support-run.ts";
import { bench } from "../support/fake-io.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const noDocker = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
/** Port 1 of this machine: nobody listens. */
const away = "http://127.0.0.1:1";

/** Verbs that take --elasticsearch, in a folder with one run. */
function verbs(results: string): Record<string, string[]> {
  return {
    push: ["push", "--results", results],
    run: ["run", "--scenario", "stunnel", "--results", results],
    "list runs": ["list", "runs"],
    report: ["report"],
    history: ["history", "*.http.latency.p50"],
    check: ["check", "--config", "docs/examples/limits.yaml"],
  };
}

for (const verb of Object.keys(verbs(""))) {
  describe(`bench ${verb} --elasticsearch`, () => {
    it("names it in its help", async () => {
      const { stdout } = await bench([...verb.split(" "), "--help"]);
      assert.match(stdout, /--elasticsearch \[url\]/);
    });

    it("refuses an address with a password in it, and does not repeat it", async () => {
      using results = temporaryFolder();
      const words = [
        ...verbs(results.path)[verb]!,
        "--elasticsearch",
        "http://elastic:secret-of-mine@127.0.0.1:1",
      ];
      copyRun(results.path);
      const { exitCode, stdout, stderr } = await bench(words, noDocker);
      assert.deepEqual([exitCode, stdout], [2, ""]);
      assert.match(
        stderr,
        /^bench: error: .*must not carry a user or a password\nbench: hint: set BENCH_ELASTICSEARCH_/,
      );
      assert.doesNotMatch(stderr, /secret-of-mine/);
    });

    it("refuses what is no address, a certificate that cannot be read, and credentials open to others", async () => {
      using results = temporaryFolder();
      copyRun(results.path);
      const words = [...verbs(results.path)[verb]!, "--elasticsearch"];
      const noAddress = await bench([...words, "127.0.0.1:9200"], noDocker);
      assert.equal(noAddress.exitCode, 2);
      assert.match(
        noAddress.stderr,
        /must be an address like http:\/\/127\.0\.0\.1:9200, but is "127\.0\.0\.1:9200"/,
      );

      const env = { ...noDocker, BENCH_ELASTICSEARCH_CA: "/nonexistent/ca.pem" };
      const noCa = await bench([...words, "https://127.0.0.1:1"], env);
      assert.equal(noCa.exitCode, 3);
      assert.match(noCa.stderr, /cannot read the certificate authority "\/nonexistent\/ca\.pem"/);

      mkdirSync(join(results.path, "tunnelbench"));
      const file = join(results.path, "tunnelbench/elasticsearch.env");
      writeFileSync(file, "BENCH_ELASTICSEARCH_PASSWORD=secret-of-mine\n");
      chmodSync(file, 0o644);
      const open = await bench([...words, away], { ...noDocker, XDG_CONFIG_HOME: results.path });
      assert.equal(open.exitCode, 3);
      assert.match(
        open.stderr,
        /elasticsearch\.env" holds a password, but others may read it\nbench: hint: chmod 600 /,
      );
      assert.doesNotMatch(open.stderr, /secret-of-mine/);
    });

    it("takes the address of the environment where none is given, and says where there is none at all", async () => {
      using results = temporaryFolder();
      copyRun(results.path);
      const words = [...verbs(results.path)[verb]!, "--elasticsearch"];
      const none = await bench(words, noDocker);
      assert.equal(none.exitCode, 2);
      assert.match(
        none.stderr,
        /^bench: error: no address of Elasticsearch\nbench: hint: give it with --elasticsearch URL or /,
      );
      const wrong = await bench(words, { ...noDocker, BENCH_ELASTICSEARCH_URL: "of-the-environment" });
      assert.match(wrong.stderr, /but is "of-the-environment"/);
    });
  });
}

describe("bench run --elasticsearch", () => {
  it("goes on with a server that is away: the daemon is what it fails for here", async () => {
    using results = temporaryFolder();
    const words = ["run", "--scenario", "stunnel", "--results", results.path, "--elasticsearch", away];
    const { exitCode, stderr } = await bench(words, noDocker);
    assert.equal(exitCode, 3);
    assert.match(stderr, /^bench: error: docker daemon not reachable/);
  });

  it("starts nothing for an address that cannot be right, which a dry run does not ask for", async () => {
    using results = temporaryFolder();
    const words = ["run", "--scenario", "stunnel", "--results", results.path];
    const env = { ...noDocker, BENCH_ELASTICSEARCH_URL: "nowhere" };
    const { exitCode, stderr } = await bench(words, env);
    assert.equal(exitCode, 2);
    assert.match(stderr, /but is "nowhere"/);
    assert.deepEqual(readdirSync(results.path), []);
    assert.equal((await bench([...words, "--dry-run"], env)).exitCode, 0);
  });
});

describe("bench push", () => {
  it("says how to reach a server that is away, once for all runs", async () => {
    using results = temporaryFolder();
    for (let run = 0; run < 2; run++) copyRun(results.path);
    const { exitCode, stdout, stderr } = await bench([
      "push",
      "--all",
      "--results",
      results.path,
      "--elasticsearch",
      away,
    ]);
    assert.deepEqual([exitCode, stdout], [3, ""]);
    assert.match(
      stderr,
      /^bench: error: Elasticsearch at http:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED.*\nbench: hint: is it running, and is the address right\? .*\n$/,
    );
  });

  it("refuses --all beside names, and runs that there are not", async () => {
    using results = temporaryFolder();
    const push = (...words: string[]) =>
      bench(["push", ...words, "--results", results.path, "--elasticsearch", away]);
    const none = await push();
    assert.equal(none.exitCode, 2);
    assert.match(none.stderr, /no run in ".*" yet\nbench: hint: start one with "bench run"/);
    const { id } = copyRun(results.path);
    const both = await push("--all", id);
    assert.equal(both.exitCode, 2);
    assert.match(both.stderr, /^bench: error: --all and the names of runs exclude each other\n/);
    const unknown = await push("20260101T000000Z-0000");
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.stderr, /no run "20260101T000000Z-0000" in "/);
  });

  it("warns before credentials cross a network unencrypted", async () => {
    using results = temporaryFolder();
    copyRun(results.path);
    const env = { BENCH_ELASTICSEARCH_API_KEY: "secret-of-mine" };
    // no such host can be: RFC 6761 §6.4
    const words = ["push", "--results", results.path, "--elasticsearch", "http://elastic.invalid:9200"];
    const { exitCode, stderr } = await bench(words, env);
    assert.equal(exitCode, 3);
    assert.match(
      stderr,
      /^bench: warning: the credentials for http:\/\/elastic\.invalid:9200 cross the network unencrypted; use https\n/,
    );
    assert.doesNotMatch(stderr, /secret-of-mine/);
  });
});

describe("bench report --elasticsearch", () => {
  it("cannot analyse again without the folder", async () => {
    const { exitCode, stderr } = await bench(["report", "--again", "--elasticsearch", away]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /^bench: error: --again needs the run's folder\n/);
  });
});
