import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { objectsFile, parseObjects } from "../../harness/kibana/our-objects.ts";
import { fakeKibana, redactedStatus, statusBody } from "../kibana-setup/fake-kibana.ts";
import { bench } from "../support/fake-io.ts";
import { deadAddress } from "../support/loopback.ts";

const login = { BENCH_ELASTICSEARCH_USERNAME: "elastic", BENCH_ELASTICSEARCH_PASSWORD: "geheim-7391" };
const ours = parseObjects(readFileSync(objectsFile, "utf8"));

describe("bench kibana setup", () => {
  it("imports the committed file, a line an object, and does so again", async () => {
    await using kibana = await fakeKibana();
    const first = await bench(["kibana", "setup", "--url", kibana.url], login);
    assert.equal(first.exitCode, 0, first.stderr);
    const lines = first.stdout.trimEnd().split("\n");
    assert.equal(lines.length, ours.length + 1);
    assert.match(lines[0]!, /^created {2}index-pattern {2}/);
    assert.equal(lines.at(-1), `Kibana 9.2.0 at ${kibana.url} has all ${ours.length}`);
    assert.equal(kibana.requests.at(-1)?.text, readFileSync(objectsFile, "utf8"));
    const second = await bench(["kibana", "setup"], { ...login, BENCH_KIBANA_URL: kibana.url });
    assert.equal(second.exitCode, 0);
    assert.match(second.stdout, /^overwritten {2}index-pattern/);
    assert.equal(kibana.stored.size, ours.length);
  });

  it("ends with 3 where an object is refused, with Kibana's reason", async () => {
    await using kibana = await fakeKibana();
    kibana.failures.set(ours.at(-1)!.id, { type: "unsupported_type" });
    const { exitCode, stdout, stderr } = await bench(["kibana", "setup", "--url", kibana.url]);
    assert.equal(exitCode, 3);
    assert.match(stdout, /^failed .* this Kibana has no such kind of object$/m);
    assert.match(stderr, new RegExp(`did not import 1 of ${ours.length} objects`));
  });

  it("says in one line what is wrong and in one what to do", async () => {
    await using kibana = await fakeKibana({ version: "8.18.0" });
    const old = await bench(["kibana", "setup", "--url", kibana.url]);
    assert.equal(old.exitCode, 3);
    assert.match(
      old.stderr,
      /error: Kibana at ".*" has version 8\.18\.0: .*\nbench: hint: use Kibana 8\.19 or 9\.x/,
    );
    kibana.first.push({ status: 200, body: redactedStatus("available") });
    const anonymous = await bench(["kibana", "setup", "--url", kibana.url]);
    assert.match(anonymous.stderr, /wants a login.*\nbench: hint: set BENCH_ELASTICSEARCH_API_KEY/);
  });

  it("never repeats a password, whatever goes wrong", async () => {
    await using kibana = await fakeKibana();
    const message = "security_exception";
    const answers = [
      { status: 401, body: { statusCode: 401, error: "Unauthorized", message } },
      { status: 200, body: "<html>" },
      { status: 500, body: {} },
    ];
    for (const answer of answers) {
      kibana.first.push(answer);
      const { exitCode, stdout, stderr } = await bench(["kibana", "setup", "--url", kibana.url], login);
      assert.equal(exitCode, 3);
      assert.doesNotMatch(stdout + stderr, /geheim-7391|Z2VoZWlt/);
    }
    const inUrl = await bench([
      "kibana",
      "setup",
      "--url",
      kibana.url.replace("//", "//elastic:geheim-7391@"),
    ]);
    assert.equal(inUrl.exitCode, 2);
    assert.doesNotMatch(inUrl.stderr, /geheim/);
  });

  it("asks which Kibana, where nothing says it", async () => {
    const { exitCode, stderr } = await bench(["kibana", "setup"]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /which Kibana\?\nbench: hint: give its address with --url or BENCH_KIBANA_URL/);
  });
});

describe("bench doctor --kibana", () => {
  const kibanaLines = async (url: string) => {
    const { exitCode, stdout } = await bench(["doctor", "--kibana", url], {
      DOCKER_HOST: "unix:///nonexistent",
    });
    return { exitCode, lines: stdout.split("\n").filter((line) => /\bKibana/.test(line)) };
  };

  it("finds all well after a setup, and names what is missing or was changed", async () => {
    await using kibana = await fakeKibana();
    await bench(["kibana", "setup", "--url", kibana.url]);
    const well = await kibanaLines(kibana.url);
    assert.equal(well.lines.length, 2);
    assert.match(
      well.lines[1]!,
      new RegExp(`^ok +Kibana objects +${ours.length} of ${ours.length} as we import them`),
    );
    const [view] = ours;
    const board = kibana.stored.get(`dashboard:${ours.at(-1)!.id}`)!;
    kibana.stored.delete(`index-pattern:${view!.id}`);
    kibana.stored.set(`dashboard:${board.id}`, {
      ...board,
      attributes: { ...board.attributes, title: "mine" },
      updated_at: "2030-01-01T00:00:00.000Z",
    });
    const { lines } = await kibanaLines(kibana.url);
    assert.match(
      lines[2]!,
      /^missing +Kibana objects +index-pattern ".*" is not there: "bench kibana setup"/,
    );
    assert.match(
      lines[3]!,
      /^info +Kibana objects +dashboard ".*" was changed by hand .*differs in attributes\.title$/,
    );
  });

  it("tells a Kibana that is away, not ready or too old, without waiting", async () => {
    const { port } = await deadAddress();
    const away = await kibanaLines(`http://127.0.0.1:${port}`);
    assert.match(away.lines[0]!, /^missing +Kibana +nothing answers at .*: connection refused; start it/);
    assert.equal(away.exitCode, 3);
    await using kibana = await fakeKibana();
    kibana.first.push({ status: 503, body: "Kibana server is not ready yet" });
    assert.match(
      (await kibanaLines(kibana.url)).lines[0]!,
      /^missing .* is not ready: Kibana server is not ready yet/,
    );
    kibana.first.push({ status: 200, body: statusBody("8.0.0") });
    assert.match((await kibanaLines(kibana.url)).lines[0]!, /^missing .* has version 8\.0\.0/);
  });
});
