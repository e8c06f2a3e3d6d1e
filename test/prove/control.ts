import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/**
 * Known answers on the real lab, under the load of a real run: two identical pairs must not differ, and a pair that is
 * 150 µs slower, just above what `quick` states it can tell, must be found. `npm run prove:control [runs]`; writes
 * docs/proofs/control.md.
 */
const runs = Number(process.argv[2] ?? 5);
if (!(runs >= 1)) throw new Error("the number of runs must be at least 1"); // none would overwrite the page with nothing

interface Case {
  title: string;
  scenarios: string;
  expected: string;
}

const cases: readonly Case[] = [
  { title: "two NGINX relay pairs", scenarios: "baseline,relay,control", expected: "not slower, not faster" },
  {
    title: "two Node relay pairs",
    scenarios: "baseline,relay=./test/prove/same.yaml,control=./test/prove/same.yaml",
    expected: "not slower, not faster",
  },
  {
    title: "a Node relay pair and one that is 150 µs slower",
    scenarios: "baseline,relay=./test/prove/same.yaml,control=./test/prove/slower.yaml",
    expected: "slower by 150 µs",
  },
];

interface Row {
  case: number;
  http: string;
  httpVerdict: string;
  mqtt: string;
  mqttVerdict: string;
}

async function measure(index: number): Promise<Row> {
  using temporary = temporaryFolder();
  const results = temporary.path;
  const args = ["run", "--only", "--scenario", cases[index]!.scenarios, "--results", results];
  const { exitCode, stderr } = await runCommand(join(projectFolder, "bench"), args);
  if (exitCode !== 0) throw new Error(stderr);
  const [id] = readdirSync(results);
  const { control } = JSON.parse(readFileSync(join(results, id!, "summary.json"), "utf8")) as Summary;
  const shown = (workload: "http" | "mqtt") => {
    const found = control?.workloads[workload]?.p50;
    if (!found) return { text: "–", verdict: "none" };
    const half = (found.shiftHighUs - found.shiftLowUs) / 2;
    return { text: `${found.shiftUs.toFixed(0)} ± ${half.toFixed(0)}`, verdict: found.verdict };
  };
  const [http, mqtt] = [shown("http"), shown("mqtt")];
  return {
    case: index,
    http: http.text,
    httpVerdict: http.verdict,
    mqtt: mqtt.text,
    mqttVerdict: mqtt.verdict,
  };
}

function render(rows: readonly Row[]): string {
  const sections = cases.map(({ title, expected, scenarios }, index) => {
    const own = rows.filter((row) => row.case === index);
    const lines = own.map((row) => `| ${row.http} | ${row.httpVerdict} | ${row.mqtt} | ${row.mqttVerdict} |`);
    const flagged = own.filter(
      ({ httpVerdict }) => httpVerdict === "slower" || httpVerdict === "faster",
    ).length;
    return `## ${title}

\`bench run --only --scenario ${scenarios}\`; expected: ${expected}. HTTP flagged as different in ${flagged} of ${own.length} runs.

| HTTP p50, control − relay, µs | verdict | MQTT p50, µs | verdict |
|---|---|---|---|
${lines.join("\n")}
`;
  });
  return `# Known answers: identical pairs, and one that is slower by a known time

Made by \`npm run prove:control ${runs}\` on the real lab (profile quick: baseline and both pairs in one duet at 25 requests/s
and workload each), the three cases in turn, ${runs} times. The delay is a spin of 150 µs in the client side of the pair, once per
chunk towards the service.

What is shown: nothing is called different that is the same, and what is a little above the stated resolution is found. What is not: that the
delay is measured exactly (a spinning relay also keeps its processor awake for the next hop).

${sections.join("\n")}`;
}

const rows: Row[] = [];
for (let round = 0; round < runs; round++) {
  for (const index of cases.keys()) {
    const row = await measure(index);
    rows.push(row);
    console.log(
      `round ${round + 1}: ${cases[index]!.title}: HTTP ${row.http} µs ${row.httpVerdict}, MQTT ${row.mqtt} µs ${row.mqttVerdict}`,
    );
  }
}
mkdirSync(join(projectFolder, "docs/proofs"), { recursive: true });
writeFileSync(join(projectFolder, "docs/proofs/control.md"), render(rows));
