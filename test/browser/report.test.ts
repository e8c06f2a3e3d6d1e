import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import axe, { type AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { readStoredRun } from "../../harness/store/read-run.ts";
import { studyRun } from "../analysis/study-run.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { launchBrowser, openFile, whyNoBrowser } from "./chromium.ts";
import { microseconds, pixelOnLogAxis, readPanels } from "./drawn-panels.ts";

/** Letter, which is narrower than A4, on its side and without the margins: 279 mm less 24 at 96 pixels an inch. */
const letterPixels = 964;
/** Pixels: coordinates are rounded to a tenth. */
const tolerance = 0.3;

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);
}

/** The example with a base that is named by all 40 digits of its commit. */
function baseOfWholeCommit(example: Summary): Summary {
  const whole = JSON.stringify(example).replaceAll('"relay"', `"relay@${"0123456789".repeat(4)}"`);
  const summary = JSON.parse(whole) as Summary;
  return { ...summary, plots: example.plots };
}

describe("report.html in Chromium", { skip: whyNoBrowser }, () => {
  const temporary = temporaryFolder();
  const files = {
    example: join(temporary.path, "example.html"),
    trouble: join(temporary.path, "trouble.html"),
    study: join(temporary.path, "study.html"),
    commit: join(temporary.path, "commit.html"),
  };
  let browser: Browser;
  let example: Summary;

  before(async () => {
    const stored = await readStoredRun(join(projectFolder, "results", "example"));
    example = analyse(stored);
    writeFileSync(files.example, renderHtml(example, stored.run));
    // a scenario that failed, one that is unsupported, requests without an answer, six instances
    const fixture = storedRun(undefined, 6);
    writeFileSync(files.trouble, renderHtml(analyse(fixture), fixture.run));
    writeFileSync(
      files.study,
      renderHtml(analyse(studyRun({ scenarios: ["baseline", "stunnel"], oneWayUs: () => 1500 }))),
    );
    writeFileSync(files.commit, renderHtml(baseOfWholeCommit(example)));
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    temporary[Symbol.dispose]();
  });

  for (const name of ["example", "trouble"] as const) {
    for (const width of [375, 1440]) {
      it(`asks for nothing, says nothing and fits ${width} pixels (${name})`, async () => {
        await using opened = await openFile(browser, files[name], { width });
        const { page, requests, messages } = opened;
        await page.evaluate(
          "for (const details of document.querySelectorAll('details')) details.open = true",
        );
        const scrollWidth = await page.evaluate("document.documentElement.scrollWidth");
        assert.deepEqual(
          { requests, messages, scrollWidth },
          { requests: [], messages: [], scrollWidth: width },
        );
      });
    }

    for (const colorScheme of ["light", "dark"] as const) {
      it(`breaks no accessibility rule when it is ${colorScheme} (${name})`, async () => {
        await using opened = await openFile(browser, files[name], { width: 375, colorScheme });
        await opened.page.evaluate(axe.source);
        const found = (await opened.page.evaluate("axe.run()")) as AxeResults;
        assert.ok(found.passes.some(({ id }) => id === "color-contrast"));
        assert.deepEqual(
          found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          [],
        );
      });
    }
  }

  it("breaks no accessibility rule where the study's tables scroll", async () => {
    await using opened = await openFile(browser, files.study, { width: 375 });
    await opened.page.evaluate(axe.source);
    const found = (await opened.page.evaluate("axe.run()")) as AxeResults;
    assert.ok(found.passes.some(({ id }) => id === "scrollable-region-focusable"));
    assert.deepEqual(
      found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
  });

  it("is dark where the reader's system is", async () => {
    const background = async (colorScheme: "light" | "dark") => {
      await using opened = await openFile(browser, files.example, { colorScheme });
      return await opened.page.evaluate("getComputedStyle(document.body).backgroundColor");
    };
    assert.deepEqual(
      [await background("light"), await background("dark")],
      ["rgb(255, 255, 255)", "rgb(22, 24, 26)"],
    );
  });

  for (const name of ["example", "commit"] as const) {
    it(`prints on white paper without what does not fit it (${name})`, async () => {
      await using opened = await openFile(browser, files[name], { width: letterPixels, colorScheme: "dark" });
      const { page } = opened;
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      const scrollWidth = await page.evaluate("document.documentElement.scrollWidth");
      assert.deepEqual([background, scrollWidth], ["rgb(255, 255, 255)", letterPixels]);
    });
  }

  it("draws each quantile curve through the values of the summary", async () => {
    await using opened = await openFile(browser, files.example);
    for (const workload of ["http", "mqtt"]) {
      const panels = await readPanels(opened.page, `quantiles-${workload}`);
      const curves = example.plots.quantiles.filter((curve) => curve.workload === workload);
      assert.deepEqual(
        panels.map(({ title }) => title),
        curves.map(({ scenario }) => `${scenario}, ${workload.toUpperCase()}`),
      );
      for (const [index, { xTicks, yTicks, paths }] of panels.entries()) {
        const curve = curves[index]!;
        const own = paths.find(({ mark }) => mark === "own")!;
        assert.equal(own.points.length, curve.valueUs.length);
        assert.ok(own.length > 100 && own.stroke !== "none");
        for (const [place, value] of curve.valueUs.entries()) {
          const p = example.plots.probabilities[place]!;
          near(
            own.points[place]![1],
            pixelOnLogAxis(yTicks, microseconds, value!),
            `${curve.scenario} at ${p}`,
          );
          const x = pixelOnLogAxis(xTicks, (text) => 1 - Number(text.slice(1)) / 100, 1 - p);
          near(own.points[place]![0], x, `${curve.scenario}, share ${p}`);
        }
        const band = paths.find(({ mark }) => mark === "area-own")!;
        assert.equal(band.points.length, 2 * curve.lowUs.length, "both sides of the interval");
        const isBaseline = curve.scenario === "baseline";
        assert.deepEqual(
          ["other", "reference"].map((mark) => paths.filter((path) => path.mark === mark).length),
          [curves.length - 1, isBaseline ? 0 : 1],
        );
      }
    }
  });

  it("draws each difference and its interval at its ratio to baseline", async () => {
    await using opened = await openFile(browser, files.example);
    const panels = await readPanels(opened.page, "differences");
    const median = panels.find(({ title }) => title === "HTTP, median latency")!;
    const compared = example.scenarios.flatMap(({ workloads }) => workloads.http?.vsBaseline?.p50 ?? []);
    assert.equal(median.points.length, compared.length);
    const pixel = (ratio: number) => pixelOnLogAxis(median.xTicks, (text) => Number(text.slice(1)), ratio);
    for (const [index, { ratio, low, high }] of compared.entries()) {
      near(median.points[index]!.x, pixel(ratio), `ratio ${ratio}`);
      near(median.intervals[index]!.from, pixel(low), `low ${low}`);
      near(median.intervals[index]!.to, pixel(high), `high ${high}`);
    }
  });

  it("draws every bin of latency over time, median and p95", async () => {
    await using opened = await openFile(browser, files.example);
    const panels = await readPanels(opened.page, "latency-http");
    const rows = example.plots.latency.filter(({ workload }) => workload === "http");
    assert.equal(panels.length, rows.length);
    for (const [index, { paths, yTicks }] of panels.entries()) {
      for (const [mark, values] of [
        ["own", rows[index]!.p50Us],
        ["second", rows[index]!.p95Us],
      ] as const) {
        const { points } = paths.find((path) => path.mark === mark)!;
        assert.equal(points.length, values.length);
        for (const [bin, value] of values.entries())
          near(points[bin]![1], pixelOnLogAxis(yTicks, microseconds, value!), `${mark} of bin ${bin}`);
      }
    }
  });

  it("draws every reading of CPU and memory", async () => {
    await using opened = await openFile(browser, files.example);
    for (const [figure, quantity] of [
      ["cpu", "cpuPercent"],
      ["memory", "memoryMiB"],
    ] as const) {
      const panels = await readPanels(opened.page, figure);
      const drawn = panels.flatMap(({ paths }) => paths.map(({ points }) => points.length));
      const series = example.plots.usage!.series.toSorted(
        (a, b) => Number(a.scenario === null) - Number(b.scenario === null),
      );
      const known = series.map((one) => one[quantity].filter((value) => value !== null).length);
      // a point by itself is drawn as a closed path without a line: M…Z
      assert.deepEqual(drawn, known);
    }
  });

  it("marks requests without an answer, in curves and over time", async () => {
    await using opened = await openFile(browser, files.trouble);
    const curves = await readPanels(opened.page, "quantiles-http");
    const overTime = await readPanels(opened.page, "latency-http");
    const failing = overTime.filter(({ paths }) => paths.some(({ mark }) => mark === "failure"));
    assert.deepEqual(
      failing.map(({ title }) => title),
      ["shadowsocks, HTTP"],
    );
    const infinite = await opened.page.locator("#quantiles-http line.failure-line").count();
    assert.equal(infinite, 2, "one in the panel, one in the key");
    assert.equal(curves.length, overTime.length);
  });
});
