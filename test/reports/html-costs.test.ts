import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { costsHtml } from "../../harness/reports/html-costs.ts";
import { storedRun } from "../support/fixture-run.ts";

const summary = analyse(storedRun());

/** The cells of a scenario by their headers. */
function rowOf(html: string, scenario: string): Map<string, string> {
  const cpu = /aria-label="CPU">([\s\S]*?)<\/table>/.exec(html)![1]!;
  const headers = [...cpu.matchAll(/<th scope="col">([^<]*)</g)].slice(1).map(([, header]) => header!);
  const row = new RegExp(`<th scope="row">${scenario}</th>(.*)</tr>`).exec(cpu)![1]!;
  const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!);
  return new Map(headers.map((header, index) => [header, cells[index]!]));
}

test("the CPU of a request stands beside the rounds that it rests on", () => {
  const row = rowOf(costsHtml(summary), "stunnel");
  assert.deepEqual([row.get("HTTP: rounds"), row.get("MQTT: rounds")], ["2", "2"]);
});

test("a whole machine that used less than its parts is noise, and no figure", () => {
  const noisy = structuredClone(summary);
  const cpu = noisy.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!.cpu!;
  // tunnel 0.21 and services 0.1
  cpu.systemMsPerRequest = 0.26;
  const html = costsHtml(noisy);
  assert.equal(rowOf(html, "stunnel").get("HTTP: whole machine"), "–<small>noise</small>");
  assert.match(html, /title="0\.26 was measured, but tunnel and services alone used 0\.31"/);
  assert.equal(rowOf(html, "stunnel").get("MQTT: whole machine"), "0.41");
  cpu.systemMsPerRequest = 0.32;
  assert.equal(rowOf(costsHtml(noisy), "stunnel").get("HTTP: whole machine"), "0.32");
});
