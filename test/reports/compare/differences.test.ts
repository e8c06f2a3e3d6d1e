import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareRuns } from "../../../harness/reports/compare/compare-runs.ts";
import type { ComparedRun } from "../../../harness/reports/compare/comparison.ts";
import { comparedRun, laterRun } from "../../support/compared-runs.ts";

function compare(change: (run: ComparedRun) => void) {
  const after = laterRun();
  change(after);
  return compareRuns([comparedRun(), after]);
}

const forbidding: [string, (run: ComparedRun) => void, string][] = [
  [
    "another machine",
    ({ record }) => (record.host.id = "ffffffffffff"),
    "machine's id: a5d807c08c77 → ffffffffffff",
  ],
  ["another kernel", ({ record }) => (record.host.kernel = "6.19.0"), "kernel: 6.18.0 → 6.19.0"],
  [
    "another number of scenarios at once",
    ({ record }) => record.plan.scenarios.pop(),
    "scenarios that were measured together: baseline, control, native, relay, shadowsocks, stunnel, wireguard → baseline, control, relay, shadowsocks, stunnel, wireguard",
  ],
  [
    "another rate",
    ({ record }) => (record.plan.profile.duet!.ratePerSecond = 99),
    "profile's duet.ratePerSecond: 25 → 99",
  ],
  [
    "other arrivals",
    ({ record }) => (record.plan.profile.arrivals = "poisson"),
    "profile's arrivals: jittered → poisson",
  ],
  ["no MQTT", ({ record }) => (record.plan.workloads = ["http"]), "workloads: http, mqtt → http"],
];

describe("runs must not be compared", () => {
  for (const [what, change, obstacle] of forbidding) {
    it(`with ${what}`, () => {
      const { pairs, differences } = compare(change);
      assert.deepEqual(pairs[0]!.obstacles, [obstacle]);
      assert.equal(differences[0]!.consequence, "forbids");
      const rows = pairs[0]!.rows.filter(({ unit }) => unit !== "word");
      assert.deepEqual(
        new Set(rows.map(({ verdict, change: none }) => `${verdict} ${none}`)),
        new Set(["not comparable null"]),
      );
      const shown = rows.find(
        ({ scenario, metric }) => scenario === "stunnel" && metric === "http.latency.p50",
      )!;
      assert.equal(typeof shown.after.value, "number", "the values stay");
    });
  }
});

describe("runs may be compared", () => {
  it("with nothing to tell where they differ in nothing", () => {
    const { differences, pairs } = compare(() => {});
    assert.deepEqual([differences, pairs[0]!.obstacles], [[], []]);
  });

  it("where one was made before machines had an id, by their description", () => {
    const older = (change: (run: ComparedRun) => void) =>
      compare((run) => {
        delete run.record.host.id;
        change(run);
      }).pairs[0]!.obstacles;
    assert.deepEqual(
      older(() => {}),
      [],
    );
    const { differences } = compare(({ record }) => delete record.host.id);
    assert.deepEqual(differences, [], "what is not known is no difference");
    assert.match(older(({ record }) => (record.host.cpuCount = 64)).join(), /^machine: 2 × .* → 64 × /);
  });

  it("by another version, commit, engine, length or image, and every one is named", () => {
    const { differences, pairs } = compare(({ record, summary }) => {
      record.tool = { version: "0.2.0", commit: "4567def", dirty: true };
      record.docker.engine = "28.0.0";
      record.plan.profile.duet!.seconds = 7;
      summary.grade.value = "C";
      for (const container of record.containers) {
        if (container.scenario === "stunnel" || container.role === "generator")
          container.imageIdentity.contextHash = "decade";
      }
      const stunnel = record.scenarios.find(({ name }) => name === "stunnel")!;
      stunnel.cipher = "CHACHA20";
      stunnel.source = {
        ref: null,
        commit: "89abcdef0123456789",
        isDirty: true,
        file: "compose/stunnel.yaml",
      };
    });
    assert.deepEqual(pairs[0]!.obstacles, []);
    assert.deepEqual(
      differences.map(({ what, consequence }) => `${consequence} ${what}`),
      [
        "explains profile's duet.seconds",
        "explains Docker",
        "explains bench",
        "explains commit",
        "explains images of generator and services",
        "explains grade",
        "subject stunnel: cipher",
        "subject stunnel: images",
        "subject stunnel: source",
      ],
    );
    assert.deepEqual(differences.find(({ what }) => what === "commit")!.values, [
      "0123abc",
      "4567def, changed",
    ]);
  });
});
