import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { labels } from "../../harness/lab/labels.ts";
import { findScenarios } from "../../harness/lab/scenario-arguments.ts";
import { projectFolder } from "../../harness/model/tool.ts";

interface Service {
  image: string;
  labels: Record<string, string>;
  ports: string[];
  volumes: string[];
  mem_limit: string;
  healthcheck: { test: string[] };
  environment: Record<string, string>;
}

const composeFolder = join(projectFolder, "compose");
const text = readFileSync(join(composeFolder, "elastic.yaml"), "utf8");
const { services, volumes } = parse(text) as {
  services: Record<string, Service>;
  volumes: Record<string, { labels: Record<string, string> }>;
};

describe("compose/elastic.yaml", () => {
  it("is no scenario", async () => {
    assert.ok(!(await findScenarios(composeFolder)).includes("elastic"));
  });

  it("pins both official images to one version", () => {
    const images = Object.values(services).map(({ image }) => image);
    assert.deepEqual(images, ["elasticsearch:9.2.0", "kibana:9.2.0"]);
  });

  it("is reached from this machine only", () => {
    for (const { ports } of Object.values(services)) {
      assert.equal(ports.length, 1);
      assert.match(ports[0]!, /^127\.0\.0\.1:/);
    }
  });

  it("limits memory, keeps its data and checks its health", () => {
    for (const service of Object.values(services)) {
      assert.match(service.mem_limit, /^\d+g$/);
      assert.ok(volumes[service.volumes[0]!.split(":")[0]!]);
      assert.equal(service.healthcheck.test[0], "CMD-SHELL");
    }
  });

  it("has security on, and no password in an argument", () => {
    assert.equal(services["elasticsearch"]?.environment["xpack.security.enabled"], "true");
    assert.doesNotMatch(text, /-u elastic|"command"|^\s+command:/m);
  });

  it("carries no label of a run, so that bench clean leaves it alone", () => {
    const all = [...Object.values(services), ...Object.values(volumes)].flatMap((one) =>
      Object.keys(one.labels),
    );
    assert.ok(all.length > 0 && all.every((label) => label !== labels.run));
  });
});
