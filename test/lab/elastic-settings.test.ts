import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { forgetSettings, keepSettings, stackSettings } from "../../harness/lab/elastic-settings.ts";
import { readCredentials } from "../../harness/model/credentials.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("the settings of bench elastic up", () => {
  it("are new at the first start, and written only when they are to be kept", () => {
    using folder = temporaryFolder();
    const env = { HOME: folder.path };
    const known = stackSettings(env);
    assert.equal(known.path, join(folder.path, ".config", "tunnelbench", "elasticsearch.env"));
    assert.equal(known.isKept, false);
    assert.equal(statSync(known.path, { throwIfNoEntry: false }), undefined);
    const { password, kibanaPassword } = known.settings;
    assert.equal(Buffer.from(password, "base64url").length, 24);
    assert.notEqual(password, kibanaPassword);
    assert.notEqual(stackSettings(env).settings.password, password);
  });

  it("are the same at the next start, for the owner alone", () => {
    using folder = temporaryFolder();
    const env = { HOME: folder.path };
    const first = stackSettings(env, { port: 9300 });
    keepSettings(first);
    assert.equal(statSync(first.path).mode & 0o777, 0o600);
    assert.deepEqual(stackSettings(env), { ...first, isKept: true });
    keepSettings(stackSettings(env));
    assert.deepEqual(stackSettings(env), { ...first, isKept: true });
  });

  it("change their port where another is asked for, and never their password", () => {
    using folder = temporaryFolder();
    const env = { HOME: folder.path };
    const first = stackSettings(env);
    keepSettings(first);
    const { settings } = stackSettings(env, { kibanaPort: 5700 });
    assert.deepEqual(settings, { ...first.settings, kibanaPort: 5700 });
  });

  it("are what bench logs in with", () => {
    using folder = temporaryFolder();
    const env = { HOME: folder.path };
    const known = stackSettings(env);
    keepSettings(known);
    const { username, password } = readCredentials(env, "http://127.0.0.1:9200");
    assert.deepEqual([username, password], ["elastic", known.settings.password]);
  });

  it("are forgotten with the data", () => {
    using folder = temporaryFolder();
    const env = { HOME: folder.path };
    keepSettings(stackSettings(env));
    forgetSettings(env);
    forgetSettings(env);
    assert.equal(stackSettings(env).isKept, false);
  });

  it("do not overwrite a file that somebody wrote for another server", () => {
    using folder = temporaryFolder();
    const env = { HOME: folder.path };
    const known = stackSettings(env);
    keepSettings({ ...known, settings: { ...known.settings, kibanaPassword: "" } });
    const before = readFileSync(known.path, "utf8");
    assert.throws(() => stackSettings(env), { code: "environment", message: /is not of "bench elastic up"/ });
    assert.equal(readFileSync(known.path, "utf8"), before);
  });

  it("need a home", () => {
    assert.throws(() => stackSettings({}), { code: "environment", hints: ["set HOME"] });
  });
});
