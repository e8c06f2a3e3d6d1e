import { escapeHtml } from "../html-escape.ts";
import { label, shortened, tag } from "./svg.ts";

/**
 * Pixels of a panel. Small and many instead of large and few: 340 pixels stay readable on a telephone, and a page of 1440 has
 * four beside each other.
 */
export const panelWidth = 340;
export const area = { left: 46, right: 330, top: 32, bottom: 172 } as const;
const panelHeight = 214;

export interface Tick {
  /** Pixels. */
  at: number;
  text: string;
}

export interface Panel {
  title: string;
  /** For readers who do not see it: what is drawn, and its main values. */
  description: string;
  x: { label: string; ticks: readonly Tick[] };
  y: { label: string; ticks: readonly Tick[] };
  /** Markup behind the grid. */
  background?: readonly string[];
  /** Markup on the grid, behind the marks. */
  behind?: readonly string[];
  /** Markup, the hindmost first. */
  marks: readonly string[];
  /** Lower end of the drawing area. @default area.bottom */
  bottom?: number;
}

/** Axes and all that stands behind the marks; panels that share axes have the same. */
export function drawFrame({ x, y, background = [], behind = [], bottom = area.bottom }: Panel): string {
  return [
    label(y.label, { class: "axis-label", x: 4, y: 26 }),
    ...background,
    tag("g", { class: "y" }, ...y.ticks.map(yTick)),
    tag("g", { class: "x" }, ...x.ticks.map((tick) => xTick(tick, bottom))),
    label(x.label, { class: "axis-label", x: area.right, y: bottom + 34, "text-anchor": "end" }),
    ...behind,
  ].join("");
}

/** A panel as an SVG element, whose names begin with `id`; `frame` is markup. */
export function drawPanel(
  { title, description, marks, bottom = area.bottom }: Panel,
  id: string,
  frame: string,
): string {
  const height = panelHeight - area.bottom + bottom;
  return tag(
    "svg",
    {
      ...{ viewBox: `0 0 ${panelWidth} ${height}`, width: panelWidth, height },
      ...{ role: "img", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text` },
    },
    tag("title", { id: `${id}-title` }, escapeHtml(title)),
    tag("desc", { id: `${id}-text` }, escapeHtml(description)),
    label(shortened(title, 46), { class: "panel-title", x: 4, y: 14 }),
    frame,
    ...marks,
  );
}

function yTick({ at, text }: Tick): string {
  return (
    tag("line", { class: "grid", x1: area.left, x2: area.right, y1: at, y2: at }) +
    label(text, { class: "tick", x: area.left - 5, y: at + 3.5, "text-anchor": "end" })
  );
}

function xTick({ at, text }: Tick, bottom: number): string {
  return (
    tag("line", { class: "grid", x1: at, x2: at, y1: area.top, y2: bottom }) +
    label(text, { class: "tick", x: at, y: bottom + 14, "text-anchor": "middle" })
  );
}
