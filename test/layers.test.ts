import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, it } from "node:test";
import { projectFolder } from "../harness/model/tool.ts";

/** DESIGN.md §8: a layer may import itself and what stands to its right; docs/decisions.md names the additions. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  commands: [
    "commands",
    "calibrate",
    "run",
    "setup",
    "lab",
    "probes",
    "sinks",
    "kibana",
    "checks",
    "reports",
    "store",
    "model",
  ],
  checks: ["checks", "reports", "stats", "model"],
  calibrate: ["calibrate", "run", "analysis", "store", "stats", "model"],
  run: ["run", "lab", "probes", "evidence", "sinks", "analysis", "reports", "store", "stats", "model"],
  sinks: ["sinks", "store", "model"],
  kibana: ["kibana", "model"],
  setup: ["setup", "lab", "model"],
  lab: ["lab", "probes", "model"],
  probes: ["probes", "model"],
  evidence: ["evidence", "model"],
  analysis: ["analysis", "stats", "model"],
  reports: ["reports", "stats", "model"],
  stats: ["stats", "model"],
  store: ["store", "model"],
  model: ["model"],
};

/** Packages that one layer alone may use, so that exchanging one touches one folder. */
const owners: Readonly<Record<string, readonly string[]>> = {
  dockerode: ["lab", "probes"],
  commander: ["cli.ts", "commands"],
  "simple-statistics": ["stats"],
  ajv: ["model"],
  yaml: ["lab", "run", "checks"],
  esbuild: ["lab"],
  "@elastic/elasticsearch": ["sinks"],
  axios: ["kibana"],
  "d3-scale": ["reports"],
  "d3-shape": ["reports"],
  xmlbuilder2: ["reports"],
};

interface Import {
  file: string;
  layer: string;
  target: string;
}

const harness = join(projectFolder, "harness");

function importsBelow(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("dist/"))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const targets = [...text.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)";/gms)].map(
        (match) => match[1]!,
      );
      return targets.map((target) => ({ file, layer: file.split("/")[0]!, target }));
    });
}

function layerOf(folder: string, { file, target }: Import): string {
  return relative(harness, resolve(dirname(join(folder, file)), target)).split("/")[0]!;
}

describe("the layers of the harness", () => {
  const imports = importsBelow(harness);

  it("are many, so that this test looks at something", () => {
    assert.ok(imports.length > 300);
  });

  it("import only to the right", () => {
    const wrong = imports
      .filter(({ file, target }) => target.startsWith(".") && file.includes("/"))
      .filter((one) => !allowed[one.layer]?.includes(layerOf(harness, one)))
      // a verb hangs itself into the program: the type of that one function is the command line's
      .filter(({ layer, target }) => !(layer === "commands" && target === "../cli.ts"));
    assert.deepEqual(wrong, []);
  });

  it("keep each package to its owner", () => {
    const wrong = imports.filter(({ target, layer }) => owners[target] && !owners[target].includes(layer));
    assert.deepEqual(wrong, []);
  });
});

describe("the services", () => {
  it("import only each other and the model, because they run inside containers", () => {
    const folder = join(projectFolder, "services");
    const wrong = importsBelow(folder).filter((one) => {
      const absolute = resolve(dirname(join(folder, one.file)), one.target);
      return one.target.startsWith(".") && absolute.startsWith(harness) && layerOf(folder, one) !== "model";
    });
    assert.deepEqual(wrong, []);
  });
});
