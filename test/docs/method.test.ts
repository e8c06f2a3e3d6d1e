import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { groupRules } from "../../harness/analysis/group-gates.ts";
import { allChecks } from "../../harness/calibrate/all-checks.ts";
import { metrics } from "../../harness/model/metrics.ts";
import { limits, verdictWords } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { checkProfile } from "../../harness/run/check-profile.ts";
import { checkTraffic } from "../../harness/run/check-traffic.ts";
import { planRun } from "../../harness/run/plan.ts";
import { chooseProfile } from "../../harness/run/profile-file.ts";
import { profiles } from "../../harness/run/profiles.ts";
import { minimumSampleSize } from "../../harness/stats/quantile.ts";
import { storedRun } from "../support/fixture-run.ts";
import { scenarioOf } from "../support/scenario-of.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");
const page = read("docs/method.md");
const schema = JSON.parse(read("harness/model/schema/run.schema.json")) as { $defs: Record<string, Schema> };

interface Schema {
  properties?: Record<string, Schema>;
  enum?: string[];
  anyOf?: Schema[];
  $ref?: string;
}

/** The text under a heading of the second level. */
function section(title: string): string {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  assert.ok(text, `no section "${title}"`);
  return text;
}

/** Rows of a section's tables, by what stands in backticks in the first cell. */
function rowsOf(title: string): Map<string, string[]> {
  const rows = [...section(title).matchAll(/^\| (`.*?) \|$/gm)].map(([, row]) => row!.split(/ *\| */));
  return new Map(rows.flatMap((cells) => codes(cells[0]!).map((name) => [name, cells.slice(1)] as const)));
}

function codes(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}

describe("docs/method.md and the metrics", () => {
  /** Addresses with at least one literal part, `*` for one part of the name. */
  const patterns = codes(page).filter((code) => /^[\w.*-]+$/.test(code) && /\w/.test(code));
  const matches = (pattern: string, address: string) =>
    new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^.]+")}$`).test(address);

  it("names every metric or its family", () => {
    for (const { address } of metrics) {
      assert.ok(
        patterns.some((pattern) => matches(pattern, address)),
        `the page does not name "${address}"`,
      );
    }
  });

  it("names no family that there is not", () => {
    for (const pattern of patterns.filter((code) => code.includes("*.") || code.includes(".*"))) {
      assert.ok(
        metrics.some(({ address }) => matches(pattern, address)),
        `no metric is called "${pattern}"`,
      );
    }
  });

  it("gives the least sample sizes of the code", () => {
    const needed = [0.5, 0.9, 0.95, 0.99, 0.999].map((p) => minimumSampleSize(p));
    assert.ok(page.includes(`| least n | ${needed.join(" | ")} |`), needed.join(", "));
  });

  it("explains every verdict, every limit, every remark and every kind of phase", () => {
    const flagIds = read("harness/model/summary.ts").match(/id: ("[\w-]+"(?: \| )?)+/g)!;
    const flags = flagIds.flatMap((text) => [...text.matchAll(/"([\w-]+)"/g)].map(([, id]) => id!));
    assert.ok(flags.length > 0);
    const kinds = schema.$defs["phase"]!.properties!["kind"]!.enum!;
    for (const word of [...verdictWords, ...limits, ...flags, ...kinds])
      assert.match(page, new RegExp(`\`${word}\\b`), word);
  });
});

describe("docs/method.md and the gates", () => {
  const rows = rowsOf("Gates and grade");

  it("has a row for every gate in the code, and no other", () => {
    const folder = join(projectFolder, "harness/analysis");
    const files = readdirSync(folder).filter((name) => /gates.*\.ts$/.test(name));
    const found = files.flatMap((name) => [
      ...readFileSync(join(folder, name), "utf8").matchAll(/\bid: "([\w-]+)"/g),
    ]);
    const ids = found.map(([, id]) => id!);
    assert.ok(ids.length > groupRules.length);
    assert.deepEqual([...rows.keys()].toSorted(), ids.toSorted());
  });

  it("gives the limits that the code has", () => {
    /** Their limits depend on the run. */
    const moving = ["control", "rounds"];
    const gates = [...groupRules, ...analyse(storedRun()).gates].filter(({ id }) => !moving.includes(id));
    for (const { id, unit, warnLimit, invalidLimit } of gates) {
      const text = (limit: number | null) => (limit === null ? "–" : `${limit} ${unit}`.trim());
      const warns = warnLimit === invalidLimit ? "–" : text(warnLimit);
      assert.deepEqual(rows.get(id)?.slice(1), [warns, text(invalidLimit)], id);
    }
  });
});

describe("docs/method.md and the calibration", () => {
  it("names every known answer that is asked for", () => {
    const numbers = new Set(allChecks.map(({ id }) => id.split("-")[0]!));
    for (const number of numbers) assert.match(section("Calibration"), new RegExp(`\\b${number}\\b`), number);
  });
});

describe('the section "Profiles" of docs/method.md', () => {
  const rows = rowsOf("Profiles");

  it("has a row for every field that a profile may have, and no other", () => {
    assert.deepEqual([...rows.keys()].toSorted(), fieldsOf(schema.$defs["profile"]!).toSorted());
  });

  it("gives the values of our profiles", () => {
    const header = section("Profiles").split("\n| field |")[1]!.split("\n")[0]!;
    for (const [index, name] of codes(header).entries()) {
      for (const [field, cells] of rows)
        assert.equal(cells[1 + index], valueText(profiles[name], field), `${name}: ${field}`);
    }
    assert.deepEqual(codes(header), Object.keys(profiles));
  });

  it("shows a file that is taken as it stands", async () => {
    const example = /\n```yaml\n([\s\S]*?)```\n/.exec(section("Profiles"))![1]!;
    using folder = temporaryFolder();
    const file = join(folder.path, "mine.yaml");
    writeFileSync(file, example);
    const profile = await chooseProfile(file);
    checkProfile(profile);
    checkTraffic(planRun({ profile, scenarios: [scenarioOf("one")], seed: "seed" }));
    assert.equal(profile.duet?.ratePerSecond, 25); // as its comment says
  });
});

/** Paths of all fields that are not parts themselves. */
function fieldsOf({ properties, anyOf, $ref }: Schema): string[] {
  const target = $ref ?? anyOf?.find((one) => one.$ref)?.$ref;
  if (target) return fieldsOf(schema.$defs[target.split("/").at(-1)!]!);
  return Object.entries(properties ?? {}).flatMap(([name, own]) => {
    const inner = fieldsOf(own);
    return inner.length > 0 ? inner.map((field) => `${name}.${field}`) : [name];
  });
}

function valueText(profile: unknown, field: string): string {
  const value = field
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | null | undefined)?.[key], profile);
  return value === undefined || value === null ? "–" : [value].flat().join(", ");
}
