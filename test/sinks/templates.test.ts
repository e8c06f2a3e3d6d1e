import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { metric } from "../../harness/model/metric.ts";
import { findMetric, metrics } from "../../harness/model/metrics.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { fieldsByKind } from "../../harness/sinks/fields/all.ts";
import { documentKinds, field } from "../../harness/sinks/fields/field.ts";
import { metricFieldName, metricFields } from "../../harness/sinks/fields/metric-field.ts";
import { indexTemplate, indexTemplates } from "../../harness/sinks/templates.ts";

const folder = join(projectFolder, "kibana/templates");

/** Of an index, unless it is told otherwise: `index.mapping.total_fields.limit`, which counts objects too. */
const fieldLimit = 1000;

describe("the index templates", () => {
  it("stand in kibana/templates as `node kibana/generate-templates.ts` writes them", () => {
    const written = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
    assert.deepEqual(written.toSorted(), [...indexTemplates().keys()].toSorted());
    for (const [name, template] of indexTemplates())
      assert.deepEqual(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")), template, name);
  });

  it("take no field by guessing, and each their own indices", () => {
    for (const kind of documentKinds) {
      const { index_patterns, template } = indexTemplate(kind);
      assert.equal(template.mappings.dynamic, "false");
      assert.deepEqual(index_patterns, [`tunnelbench-${kind}-*`]);
    }
  });

  it("have another version when a field is added, and only then", () => {
    const fields = fieldsByKind.loads;
    const { _meta, template } = indexTemplate("loads", fields);
    assert.equal(indexTemplate("loads", [...fields])._meta.version, _meta.version);
    assert.equal(template.mappings._meta.version, _meta.version);
    const more = [...fields, field("bench.new", "a new one", "long")];
    assert.notEqual(indexTemplate("loads", more)._meta.version, _meta.version);
  });
});

describe("the fields of each kind", () => {
  for (const kind of documentKinds) {
    const names = fieldsByKind[kind].map(({ name }) => name);

    it(`of ${kind} have names of their own, and none stands below another`, () => {
      assert.equal(new Set(names).size, names.length);
      const parents = new Set(names.flatMap(parentsOf));
      assert.deepEqual(
        names.filter((name) => parents.has(name)),
        [],
      );
    });

    it(`of ${kind} fit an index as it is`, () => {
      const count = names.length + new Set(names.flatMap(parentsOf)).size;
      assert.ok(count < 0.8 * fieldLimit, `${count}`);
    });
  }

  it("have one type a name in all kinds, so that they can be searched together", () => {
    const types = new Map<string, string>();
    for (const { name, type } of documentKinds.flatMap((kind) => fieldsByKind[kind])) {
      assert.equal(types.get(name) ?? type, type, name);
      types.set(name, type);
    }
  });
});

describe("the fields of the metrics", () => {
  it("are called as docs and dashboards call them", () => {
    const expected = {
      "http.latency.p99": "bench.latency.p99_us",
      "mqtt.latency.p99": "bench.latency.p99_us",
      "http.scheduled.p99": "bench.scheduled.p99_us",
      "http.delta.p50": "bench.delta.p50_us",
      "http.verdict.p50": "bench.verdict.p50",
      "http.cpu.tunnel": "bench.cpu.tunnel_cpu_ms",
      "http.delta.systemCpu": "bench.delta.system_cpu_ms",
      "http.wireBytes": "bench.wire_bytes",
      "http.bulk.8.up": "bench.bulk.8.up_mbps",
      "http.saturation.limitedBy": "bench.saturation.limited_by",
      "resources.memory": "bench.all.resources.memory_mib",
      "resources.tunnel-client.cpu": "bench.all.resources.tunnel_client.cpu_ms",
      errors: "bench.all.errors",
      evidence: "bench.all.evidence",
      "lifecycle.failClosed": "bench.all.lifecycle.fail_closed",
    };
    const actual = Object.keys(expected).map((address) => [address, metricFieldName(findMetric(address)!)]);
    assert.deepEqual(Object.fromEntries(actual), expected);
  });

  it("are all in the template, each with the type of its workload's twin", () => {
    const mapped = new Map(fieldsByKind.summaries.map(({ name, type }) => [name, type]));
    for (const { name, type } of metrics.flatMap(metricFields)) assert.equal(mapped.get(name), type, name);
  });

  it("come with a new metric", () => {
    const added = metric("http.handshake", "HTTP handshake", "workloads.http.handshake", "ms");
    assert.deepEqual(metricFields(added), [field("bench.handshake_ms", "handshake", "double")]);
  });
});

/** `bench.run.id` → `bench`, `bench.run`. */
function parentsOf(name: string): string[] {
  const parts = name.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}
