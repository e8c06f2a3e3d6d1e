import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkUrl, defaultUrl, readCa, readCredentials } from "../../harness/model/credentials.ts";
import { BenchError } from "../../harness/model/error.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const own = "http://127.0.0.1:9200";
const other = "https://elastic.example:9200";
const nothing = { apiKey: null, username: null, password: null, caFile: null };

/** A home whose file is that of `bench elastic up`. */
function home(text: string, mode = 0o600) {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, "tunnelbench"));
  const path = join(folder.path, "tunnelbench", "elasticsearch.env");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return { ...folder, file: path, env: { XDG_CONFIG_HOME: folder.path } };
}

const kept = [
  "# kept",
  "",
  `BENCH_ELASTICSEARCH_URL=${own}`,
  "BENCH_ELASTICSEARCH_USERNAME=elastic",
  "BENCH_ELASTICSEARCH_PASSWORD=a=b #c",
  "BENCH_KIBANA_URL=http://127.0.0.1:5601",
].join("\n");

describe("credentials", () => {
  it("are those of the environment", () => {
    const env = { BENCH_ELASTICSEARCH_API_KEY: "aWQ6a2V5", BENCH_ELASTICSEARCH_CA: "/ca.pem" };
    assert.deepEqual(readCredentials(env, other), { ...nothing, apiKey: "aWQ6a2V5", caFile: "/ca.pem" });
  });

  it("are none where nothing is set, or set to nothing", () => {
    assert.deepEqual(readCredentials({}, own), nothing);
    assert.deepEqual(readCredentials({ BENCH_ELASTICSEARCH_PASSWORD: "" }, own), nothing);
  });

  it("of the file go to its two addresses and to no other", () => {
    using folder = home(kept);
    const login = { ...nothing, username: "elastic", password: "a=b #c" };
    assert.deepEqual(readCredentials(folder.env, `${own}/`), login);
    assert.deepEqual(readCredentials(folder.env, "http://127.0.0.1:5601"), login);
    assert.deepEqual(readCredentials(folder.env, other), nothing);
    assert.deepEqual(readCredentials(folder.env, "http://127.0.0.1:9201"), nothing);
  });

  it("of the environment come before the file, whole", () => {
    using folder = home(kept);
    const env = { ...folder.env, BENCH_ELASTICSEARCH_API_KEY: "aWQ6a2V5" };
    assert.deepEqual(readCredentials(env, own), { ...nothing, apiKey: "aWQ6a2V5" });
  });

  it("are refused where a part lacks or two kinds are given", () => {
    const bad = (env: Record<string, string>) =>
      assert.throws(
        () => readCredentials(env, own),
        (error) => error instanceof BenchError && error.code === "bad-input",
      );
    bad({ BENCH_ELASTICSEARCH_USERNAME: "elastic" });
    bad({ BENCH_ELASTICSEARCH_PASSWORD: "x" });
    bad({
      BENCH_ELASTICSEARCH_API_KEY: "k",
      BENCH_ELASTICSEARCH_USERNAME: "elastic",
      BENCH_ELASTICSEARCH_PASSWORD: "x",
    });
  });

  it("are refused in a file that others may read, with the remedy", () => {
    for (const mode of [0o640, 0o604, 0o666]) {
      using folder = home(kept, mode);
      assert.throws(() => readCredentials(folder.env, own), {
        code: "environment",
        hints: [`chmod 600 ${folder.file}`],
      });
    }
  });

  it("in a broken line are not repeated", () => {
    using folder = home("BENCH_ELASTICSEARCH_PASSWORD geheim");
    assert.throws(
      () => readCredentials(folder.env, own),
      (error: BenchError) => {
        assert.match(error.message, /line 1 is not of the form NAME=value/);
        assert.doesNotMatch(error.message + error.hints.join(), /geheim/);
        return error.code === "environment";
      },
    );
  });
});

describe("the default address", () => {
  it("is the environment's, else that of the file, else none", () => {
    using folder = home(kept);
    assert.equal(defaultUrl({ ...folder.env, BENCH_KIBANA_URL: other }, "kibana"), other);
    assert.equal(defaultUrl(folder.env, "kibana"), "http://127.0.0.1:5601");
    assert.equal(defaultUrl(folder.env, "elasticsearch"), own);
    assert.equal(defaultUrl({}, "elasticsearch"), null);
  });
});

describe("an address", () => {
  it("may have a base path", () => {
    assert.equal(checkUrl("https://h/kibana/s/bench", "--url").pathname, "/kibana/s/bench");
  });

  it("is refused as anything but http and https, and with a query", () => {
    for (const text of ["", "localhost:9200", "ftp://h", "http://h/?a=b", "http://h/#x"])
      assert.throws(() => checkUrl(text, "--url"), { code: "bad-input" }, text);
  });

  it("is refused with a password in it, which is not repeated", () => {
    for (const text of ["http://elastic:geheim@h:9200", "elastic:geheim@h:9200", "http://geheim@h"])
      assert.throws(
        () => checkUrl(text, "--url"),
        (error: BenchError) => {
          assert.doesNotMatch(error.message + error.hints.join(), /geheim/);
          return error.code === "bad-input";
        },
      );
  });
});

describe("the private authority", () => {
  it("is told by its path where it cannot be read", () => {
    assert.throws(() => readCa({ ...nothing, caFile: "/nowhere/ca.pem" }), {
      code: "environment",
      message: /cannot read the certificate authority "\/nowhere\/ca\.pem"/,
    });
    assert.equal(readCa(nothing), undefined);
  });
});
