import assert from "node:assert/strict";
import { studyTable } from "../../harness/model/study-2020.ts";
import { type Answers, rowsOf } from "./panel-answers.ts";

/** The tiles and the table have what the study printed. */
export function checkStudy(answers: Answers): void {
  const words = { mean: "average", min: "minimum", max: "maximum" } as const;
  for (const { scenario, http, mqtt, ...printed } of studyTable) {
    const row = rowsOf(answers, "study-table").find((candidate) => candidate["scenario"] === scenario)!;
    for (const statistic of ["mean", "min", "max"] as const) {
      assert.equal(row[`HTTP ${words[statistic]}, ms`], http[`${statistic}Ms`]);
      assert.equal(row[`MQTT ${words[statistic]}, ms`], mqtt === null ? null : mqtt[`${statistic}Ms`]);
      const tile = rowsOf(answers, `study-http-${statistic}`).find(
        (candidate) => candidate["scenario"] === scenario,
      )!;
      assert.equal(tile["ms"], http[`${statistic}Ms`]);
    }
    const cpu = rowsOf(answers, "study-cpu").find((candidate) => candidate["scenario"] === scenario)!;
    assert.equal(cpu["CPU, %"], printed.cpuPercent);
    assert.equal(row["CPU, %"], printed.cpuPercent);
    assert.equal(row["memory, %"], printed.memoryPercent);
    assert.equal(row["containers"], printed.containers);
    assert.equal(row["packet drops and errors"], printed.drops);
  }
}
