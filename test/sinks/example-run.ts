import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ContainerPoint, CounterLine } from "../../harness/model/counters.ts";
import type { LoadRecord } from "../../harness/model/load.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";

const folder = join(projectFolder, "results/example");

/** The stored example run, read without the code that is tested. */
export const exampleRun = {
  record: JSON.parse(read("run.json")) as RunRecord,
  summary: JSON.parse(read("summary.json")) as Summary,
  samples: lines<Sample>(gunzipSync(readFileSync(join(folder, "samples.ndjson.gz"))).toString()),
  counters: lines<CounterLine>(read("counters.ndjson")),
  points: lines<ContainerPoint>(read("containers.ndjson")),
  loads: lines<LoadRecord>(read("loads.ndjson")),
};

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function lines<Line>(text: string): Line[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}
