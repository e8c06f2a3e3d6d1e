import type { Page } from "playwright-core";

/** A panel as the browser shows it; pixels are those of its own coordinates. */
export interface DrawnPanel {
  title: string;
  xTicks: DrawnTick[];
  yTicks: DrawnTick[];
  paths: { mark: string; points: [x: number, y: number][]; length: number; stroke: string }[];
  points: { mark: string; x: number; y: number }[];
  intervals: { from: number; to: number }[];
}

export interface DrawnTick {
  at: number;
  text: string;
}

/** All panels of one figure, in their order. */
export async function readPanels(page: Page, figure: string): Promise<DrawnPanel[]> {
  return (await page.evaluate(`(${inBrowser})(${JSON.stringify(figure)})`)) as DrawnPanel[];
}

/** Runs in the browser, whose types this project does not have. */
const inBrowser = `(figure) => [...document.querySelectorAll("#" + figure + " .panels > svg")].map((panel) => {
  // What panels share is in the first of them alone.
  const shared = [...panel.querySelectorAll("use")].map((use) => document.querySelector(use.getAttribute("href")));
  const all = (selector) => [...shared, panel].flatMap((root) => [...root.querySelectorAll(selector)]);
  const number = (element, name) => Number(element.getAttribute(name));
  const ticks = (axis, name) => all("g." + axis + " text").map((text, index) => ({
    at: number(all("g." + axis + " line")[index], name),
    text: text.textContent,
  }));
  return {
    title: panel.querySelector("title").textContent,
    xTicks: ticks("x", "x1"),
    yTicks: ticks("y", "y1"),
    paths: all("path").map((path) => ({
      mark: path.getAttribute("class"),
      points: [...path.getAttribute("d").matchAll(/[ML](-?[\\d.]+),(-?[\\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
      length: path.getTotalLength(),
      stroke: getComputedStyle(path).stroke,
    })),
    points: all("circle").map((circle) => ({
      mark: circle.getAttribute("class"),
      x: number(circle, "cx"),
      y: number(circle, "cy"),
    })),
    intervals: all("line.interval").map((line) => ({ from: number(line, "x1"), to: number(line, "x2") })),
  };
})`;

/** Reads a value off a logarithmic axis by two of its ticks: the drawing itself, not the code that made it. */
export function pixelOnLogAxis(
  ticks: readonly DrawnTick[],
  read: (text: string) => number,
  value: number,
): number {
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const [low, high] = [Math.log(read(first.text)), Math.log(read(last.text))];
  return first.at + ((Math.log(value) - low) / (high - low)) * (last.at - first.at);
}

/** `1.5 ms` in microseconds. */
export function microseconds(text: string): number {
  const [value, unit] = text.split(" ");
  return Number(value) * { µs: 1, ms: 1e3, s: 1e6 }[unit as "µs" | "ms" | "s"];
}
