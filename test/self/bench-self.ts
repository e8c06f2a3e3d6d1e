import { benchAnalysis } from "./analysis.ts";
import { benchCompare } from "./compare.ts";
import { benchElastic } from "./elastic.ts";
import { benchGenerator } from "./generator.ts";
import { benchRuns } from "./runs.ts";

/**
 * What the product itself costs, beside the goal of each figure: all sections, or those that are named. Prints only: a figure
 * that is missed is no failure.
 */
const sections = {
  runs: { title: "set-up and runs", bench: benchRuns },
  analysis: { title: "analysis", bench: benchAnalysis },
  compare: { title: "comparison of two runs", bench: benchCompare },
  generator: { title: "generator cost", bench: benchGenerator },
  elastic: { title: "Elasticsearch", bench: benchElastic },
};

function isSection(name: string): name is keyof typeof sections {
  return Object.hasOwn(sections, name);
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(sections);
for (const name of names) {
  if (!isSection(name)) throw new Error(`no section "${name}": ${Object.keys(sections).join(", ")}`);
  const { title, bench } = sections[name];
  console.log(`\n${title}`);
  await bench();
}
