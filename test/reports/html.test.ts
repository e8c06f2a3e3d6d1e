import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { repeatCommand } from "../../harness/reports/html-repeat.ts";
import { slowerHead, withHead } from "../support/fixture-head.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const megabyte = 1e6;
const stored = storedRun();
const summary = analyse(stored);
const html = renderHtml(summary, stored.run);

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([whole, part]) => part ?? whole);
}

function firstLine(of: Summary): string {
  return /<h1>(.*)<\/h1>/.exec(renderHtml(of))![1]!;
}

/** The run of these scenarios alone. */
function of(...names: string[]): Summary {
  return analyse(storedRun(fixtureScenarios.filter(({ name }) => names.includes(name))));
}

test("the report goes from the result to how to repeat it", () => {
  assert.deepEqual(all(html, /<h2[^>]*>([^<]+)<\/h2>/g), [
    ...["Comparison", "Plots", "Evidence", "Who paid", "Environment", "How each number was made"],
    "How to repeat it",
  ]);
  assert.ok(html.indexOf("<h1>") < html.indexOf("Grade ") && html.indexOf("Grade ") < html.indexOf("<h2"));
});

test("the plots are the quantiles, the differences, latency over time: each workload its own", () => {
  assert.deepEqual(all(html, /<figure class="plot" id="([^"]+)"/g), [
    ...["quantiles-http", "quantiles-mqtt", "differences", "latency-http", "latency-mqtt"],
  ]);
});

test("every panel is an image with a title and a text alternative, and every plot has its data as a table", () => {
  const panels = all(html, /<svg viewBox[^>]* role="img"[\s\S]*?<\/svg>/g);
  assert.ok(panels.length > 20);
  for (const panel of panels) {
    const [, title, text] = /aria-labelledby="([^"]+)" aria-describedby="([^"]+)"/.exec(panel)!;
    assert.match(panel, new RegExp(`<title id="${title}">[^<]+</title><desc id="${text}">[^<]{20,}</desc>`));
  }
  const figures = all(html, /<figure[\s\S]*?<\/figure>/g);
  for (const figure of figures)
    assert.match(figure, /<details><summary>Data of this plot: .*\n<div[^>]*><table>/);
});

test("no two elements have one id, although scenarios are named by strangers", () => {
  const ids = all(html, / id="([^"]+)"/g);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.every((id) => /^[a-z][a-z0-9-]*$/.test(id)));
});

test("every number of the quantile plot stands in its table", () => {
  const table = /<details><summary>Data of this plot: HTTP latency by share[\s\S]*?<\/table>/.exec(html)![0];
  const { valueUs, lowUs, highUs } = summary.plots.quantiles[0]!;
  const cells = all(table, /<tr><th scope="row">[^<]+<\/th><td>([^<]+)<\/td>/g);
  const expected = valueUs.map(
    (value, at) => `${value!.toFixed(0)} (${lowUs[at]!.toFixed(0)} … ${highUs[at]!.toFixed(0)})`,
  );
  assert.deepEqual(cells, expected);
});

test("a scenario without an answer in the tail has ∞ in its table", () => {
  assert.match(html, /<td>∞ \(∞ … ∞\)<\/td>/);
});

test("the report is small, and four times as many samples make it hardly larger", () => {
  const more = stored.samples.flatMap((sample): Sample[] => [sample, sample, sample, sample]);
  const large = renderHtml(analyse({ ...stored, samples: more }));
  assert.ok(large.length < 1.1 * html.length, `${html.length} became ${large.length}`);
  assert.ok(large.length < 1.5 * megabyte);
});

test("six instances of all scenarios keep to 1.5 MB", () => {
  const { length } = renderHtml(analyse(storedRun(undefined, 6)));
  assert.ok(length < 1.5 * megabyte, `${length} characters`);
});

test("40 scenarios in six instances keep to 1.5 MB, with a reading of two containers each a second", () => {
  const [baseline, relay, control] = fixtureScenarios;
  const stunnel = fixtureScenarios.find(({ name }) => name === "stunnel")!;
  const tunnels = Array.from({ length: 37 }, (_, index) => ({
    ...stunnel,
    name: `tunnel-number-${index}`,
    fastestUs: { http: 660 + 13 * index, mqtt: 560 + 7 * index },
  }));
  const many = [baseline!, relay!, control!, ...tunnels];
  const points = many.flatMap(({ name }) =>
    (["tunnel-client", "tunnel-server"] as const).flatMap((role) =>
      Array.from({ length: 1500 }, (_, at) => ({
        ...{ atNs: at * 1e9, container: `${name}-${role}`, scenario: name, role },
        ...{ cpuNs: at * 1e7 * (1 + (at % 7) / 10), memoryBytes: 16 * 2 ** 20 + at * 1000 },
      })),
    ),
  );
  const text = renderHtml(analyse({ ...storedRun(many, 6), points }));
  const bytes = Buffer.byteLength(text);
  assert.ok(bytes < 1.5 * megabyte, `${bytes} bytes`);
  // every curve is there once, and the tables say that they are not whole
  assert.equal(all(text, /<path class="other"/g).length, 2 * 39);
  assert.match(text, /HTTP latency in µs over time[^"<]*; 1 row in 2, all are in/);
});

test("a panel refers to what an earlier one of its figure has drawn", () => {
  const ids = new Set(all(html, / id="([^"]+)"/g));
  const used = all(html, /<use href="#([^"]+)"/g);
  assert.ok(used.length > 15);
  assert.deepEqual(
    used.filter((id) => !ids.has(id)),
    [],
  );
});

test("what a plot has a key for is drawn in it", () => {
  const { plots } = summary;
  const lone = { ...plots, quantiles: plots.quantiles.filter(({ scenario }) => scenario === "stunnel") };
  const [, keys] = /id="quantiles-http"[\s\S]*?<ul class="keys">(.*?)<\/ul>/.exec(
    renderHtml({ ...summary, plots: lone }),
  )!;
  assert.deepEqual(all(keys!, /<\/svg>([^<]+)</g), ["this scenario", "its 95 % interval"]);
});

test("what was never captured says so, in place of a verdict", () => {
  const section = /<section id="evidence"[\s\S]*?<\/section>/.exec(html)![0];
  for (const { name, evidence } of summary.scenarios)
    assert.equal(
      new RegExp(`<th scope="row">${name}</th><td class="note"[^>]*>not examined: `).test(section),
      evidence === null,
      name,
    );
  assert.match(section, /<th scope="row">stunnel<\/th><td>yes<\/td><td class="good">not found<\/td>/);
});

test("each check that did not pass is among what makes the instrument worse, with its limits", () => {
  const list = /What makes it a worse instrument<\/h3>\n<ul>([\s\S]*?)<\/ul>/.exec(html)![1]!;
  const failing = summary.gates.filter(({ state }) => state !== "pass");
  assert.ok(failing.length > 0);
  for (const { title } of failing) assert.ok(list.includes(title), title);
});

test("a run in which nothing was measured has no plots and says what is missing", () => {
  const broken = analyse({ ...stored, samples: [], counters: [], evidence: [] });
  const text = renderHtml(broken, stored.run);
  assert.doesNotMatch(text, /<figure/);
  assert.match(text, /Grade C/);
  assert.match(text, /not examined/);
});

test("a head that was compared with its base has a plot of that by its name, and a run without one has none", () => {
  const changed = analyse(withHead(slowerHead));
  const [, section] = /id="differences-to-base"([\s\S]*?)<\/figure>/.exec(renderHtml(changed))!;
  assert.match(section!, /<h3>Differences to stunnel@v1\/x<\/h3>/);
  assert.match(section!, /relative to stunnel@v1\/x/);
  assert.match(section!, />HTTP, CPU of its own containers</);
  assert.deepEqual([...new Set(all(section!, /class="row-name"[^>]*>([^<]+)</g))], ["stunnel"]);
  assert.doesNotMatch(html, /differences-to-base/);
});

test("a scenario of a stranger cannot bring markup into a plot", () => {
  const name = "<b>&x";
  const renamed = JSON.parse(
    JSON.stringify(summary).replaceAll('"stunnel"', JSON.stringify(name)),
  ) as Summary;
  const text = renderHtml(renamed);
  assert.ok(!text.includes("<b>"));
  assert.ok(text.includes('<title id="quantiles-http-3-title">&lt;b&gt;&amp;x, HTTP</title>'));
});

describe("the first line", () => {
  it("is the sentence of the only tunnel", () => {
    assert.equal(
      firstLine(of("baseline", "relay", "control", "stunnel")),
      "stunnel adds 260 µs (± 60) to the median HTTP request and costs 0.21 CPU-ms more; its wire was not readable.",
    );
  });

  it("spans several tunnels with their verdicts, and names what could not be judged or did not run", () => {
    assert.equal(
      firstLine(analyse(storedRun(undefined, 6))),
      "2 scenarios change the median HTTP request by +30 µs (shadowsocks, equivalent) to +260 µs (stunnel, slower); no secret was readable on the wire of stunnel; the wire of shadowsocks could not be judged; requests failed: shadowsocks 72 of 17760; failed: native; unsupported here: wireguard.",
    );
  });

  it("adds where all of them are slower", () => {
    const slow = fixtureScenarios.map((scenario) =>
      scenario.name === "shadowsocks"
        ? { ...scenario, fastestUs: { http: 800, mqtt: 700 }, timeouts: 0 }
        : scenario,
    );
    assert.match(
      firstLine(analyse(storedRun(slow, 6))),
      /^2 scenarios add 260 µs \(stunnel\) to 400 µs \(shadowsocks\) to the median HTTP request; /,
    );
  });

  it("says first of all wires which one was readable although it must not be", () => {
    const changed = structuredClone(of("baseline", "relay", "stunnel", "shadowsocks"));
    changed.scenarios.find(({ name }) => name === "stunnel")!.evidence!.verdict = "readable";
    assert.match(firstLine(changed), /; the wire of stunnel was READABLE although encryption is claimed/);
  });

  it("has the references when nothing else ran", () => {
    assert.match(firstLine(of("baseline", "relay")), /^relay adds 210 µs/);
  });
});

describe("the command that repeats the run", () => {
  const { run } = summary;

  it("is the one that was typed, with the seed that was drawn", () => {
    assert.equal(repeatCommand(run), `bench run --scenario all --seed ${run.seed}`);
  });

  it("has the seed once where it was typed", () => {
    const command = ["bench", "run", "--seed", "one two"];
    assert.equal(repeatCommand({ ...run, command }), "bench run --seed 'one two'");
    assert.equal(repeatCommand({ ...run, command: ["bench", "run", "--seed=x"] }), "bench run --seed=x");
  });

  it("can be pasted into a shell, whatever the file is called", () => {
    const command = ["bench", "run", "--scenario", "./it's $(here).yaml", "--seed", "1"];
    assert.equal(
      repeatCommand({ ...run, command }),
      `bench run --scenario './it'\\''s $(here).yaml' --seed 1`,
    );
  });
});
