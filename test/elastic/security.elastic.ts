import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { bench, type CliResult } from "../support/fake-io.ts";
import { clientOf } from "./client.ts";
import type { ElasticsearchServer } from "./servers.ts";
import { makeApiKey, type Privileges } from "./servers-admin.ts";
import { assertNowhere, describeServer, storedCounts } from "./support.ts";
import { copyRun, expectedCounts } from "./support-run.ts";

/** What docs/elasticsearch.md tells a user to give to the one who stores runs, … */
const writing = {
  cluster: ["manage_index_templates"],
  index: ["create_index", "index", "maintenance", "read", "view_index_metadata"],
};
/** … and to the one who only reads them. */
const reading = { cluster: [], index: ["read"] };

interface Rights {
  cluster: readonly string[];
  index: readonly string[];
}

function privilegesOf({ cluster, index }: Rights): Privileges {
  return { cluster: [...cluster], indices: [{ names: ["tunnelbench-*"], privileges: [...index] }] };
}

/** The environment of somebody who has the API key. */
async function keyEnv(server: ElasticsearchServer, rights: Rights): Promise<Record<string, string>> {
  return { ...caEnv(server), BENCH_ELASTICSEARCH_API_KEY: await makeApiKey(server, privilegesOf(rights)) };
}

function caEnv({ caFile }: ElasticsearchServer): Record<string, string> {
  return caFile === null ? {} : { BENCH_ELASTICSEARCH_CA: caFile };
}

function passwordEnv(server: ElasticsearchServer, password = server.password): Record<string, string> {
  const { username } = server;
  return {
    ...caEnv(server),
    BENCH_ELASTICSEARCH_USERNAME: username,
    BENCH_ELASTICSEARCH_PASSWORD: password,
  };
}

function push(server: ElasticsearchServer, results: string, env: Record<string, string>): Promise<CliResult> {
  return bench(["push", "--results", results, "--elasticsearch", server.url], env);
}

for (const [version, security] of [
  ["8.19", "password"],
  ["9.2", "tls"],
] as const) {
  describeServer(
    `Elasticsearch ${version} with security "${security}"`,
    { version, security },
    (onServer) => {
      onServer("takes a run from a user with a password, who is told nowhere", async (server, results) => {
        const run = copyRun(results);
        const { exitCode, stdout, stderr } = await push(server, results, passwordEnv(server));
        assert.deepEqual([exitCode, stderr], [0, ""]);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
        assertNowhere([server.password], results, [stdout, stderr]);
      });

      onServer(
        "refuses wrong credentials and none, with what to set and without repeating them",
        async (server, results) => {
          copyRun(results);
          const wrong = { ...caEnv(server), BENCH_ELASTICSEARCH_API_KEY: "d3Jvbmc6a2V5LWtleQ==" };
          for (const env of [passwordEnv(server, "not-the-password"), wrong, caEnv(server)]) {
            const { exitCode, stdout, stderr } = await push(server, results, env);
            assert.equal(exitCode, 3);
            assert.match(
              stderr,
              /^bench: error: Elasticsearch at \S+ does not know us: .*\nbench: hint: set BENCH_ELASTICSEARCH_API_KEY, or /,
            );
            assertNowhere(["not-the-password", "d3Jvbmc6a2V5LWtleQ"], results, [stdout, stderr]);
          }
        },
      );

      onServer(
        "takes a run from a key with the privileges that docs/elasticsearch.md names",
        async (server, results) => {
          const run = copyRun(results);
          const env = await keyEnv(server, writing);
          for (const words of [[], ["--again"], []]) {
            const pushed = await bench(
              ["push", ...words, "--results", results, "--elasticsearch", server.url],
              env,
            );
            assert.deepEqual([pushed.exitCode, pushed.stderr], [0, ""]);
            assertNowhere([env["BENCH_ELASTICSEARCH_API_KEY"]!], results, [pushed.stdout]);
          }
          assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
        },
      );

      for (const missing of [...writing.cluster, ...writing.index]) {
        onServer(`needs for that the privilege ${missing}`, async (server, results) => {
          // an index that is not there yet
          copyRun(results, {
            samples: 5,
            startedAt: `20${30 + writing.index.indexOf(missing)}-05-01T00:00:00.000Z`,
          });
          const without = (privileges: readonly string[]) => privileges.filter((name) => name !== missing);
          const rights = { cluster: without(writing.cluster), index: without(writing.index) };
          const { exitCode, stderr } = await push(server, results, await keyEnv(server, rights));
          assert.equal(exitCode, 3, missing);
          assert.match(
            stderr,
            /^bench: error: Elasticsearch at \S+ does not allow it: .*unauthorized.*\nbench: hint: docs\/elasticsearch\.md names the privileges that it needs\n$/,
          );
        });
      }

      onServer(
        "gives an index of an older version its new fields with the privilege manage too",
        async (server, results) => {
          copyRun(results, { samples: 5, startedAt: "2028-01-01T00:00:00.000Z" });
          await using client = clientOf(server);
          const index = "tunnelbench-samples-2028.01";
          await client.indices.deleteIndexTemplate({ name: "tunnelbench-samples" });
          await client.indices.create({ index, mappings: { dynamic: "false" } });
          const env = await keyEnv(server, { ...writing, index: [...writing.index, "manage"] });
          const { exitCode, stderr } = await push(server, results, env);
          assert.deepEqual([exitCode, stderr], [0, ""]);
          const { [index]: found } = await client.indices.getMapping({ index });
          assert.ok(found?.mappings.properties?.["bench"]);
        },
      );

      onServer("shows runs to a key that may only read", async (server, results) => {
        const run = copyRun(results);
        await push(server, results, passwordEnv(server));
        await storedCounts(server, run.id); // refreshes
        const env = await keyEnv(server, reading);
        const list = await bench(["list", "runs", "--elasticsearch", server.url], env);
        assert.deepEqual([list.exitCode, list.stderr], [0, ""]);
        assert.match(list.stdout, new RegExp(`^${run.id} `, "m"));
        const report = await bench(["report", run.id, "--elasticsearch", server.url], env);
        assert.deepEqual([report.exitCode, report.stderr], [0, ""]);
        assert.equal((await push(server, results, env)).exitCode, 3);
      });

      if (security !== "tls") return;

      onServer(
        "is not trusted without the certificate of its authority, or with another's",
        async (server, results) => {
          copyRun(results);
          const other = join(results, "other.pem");
          writeFileSync(other, rootCertificates[0]!);
          const { BENCH_ELASTICSEARCH_CA: _, ...without } = passwordEnv(server);
          for (const env of [without, { ...without, BENCH_ELASTICSEARCH_CA: other }]) {
            const { exitCode, stderr } = await push(server, results, env);
            assert.equal(exitCode, 3);
            assert.match(
              stderr,
              /^bench: error: Elasticsearch at https:\S+ is not trusted: .*\nbench: hint: set BENCH_ELASTICSEARCH_CA to the PEM file of its certificate authority\n$/,
            );
          }
        },
      );

      onServer("does not answer to http where it speaks https", async ({ url, ...server }, results) => {
        copyRun(results);
        const plain = { ...server, url: url.replace("https:", "http:") };
        const { exitCode, stderr } = await push(
          plain as ElasticsearchServer,
          results,
          passwordEnv(plain as ElasticsearchServer),
        );
        assert.equal(exitCode, 3);
        assert.match(
          stderr,
          /^bench: error: Elasticsearch at http:\S+ does not answer: .*\nbench: hint: .*is the address right/,
        );
      });
    },
  );
}
