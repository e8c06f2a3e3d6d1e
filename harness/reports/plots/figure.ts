import { escapeHtml as text } from "../html-escape.ts";
import { type HtmlTable, htmlTable } from "../html-table.ts";
import type { Panel } from "./panel.ts";
import { drawPanels } from "./shared-frames.ts";
import { thinTable } from "./thin-table.ts";

/** What a class of marks looks like (html-style.ts) and stands for. */
export interface Key {
  mark: string;
  text: string;
}

/** Panels of one kind, that share axes, with a caption that says how to read them and with all that is drawn as a table. */
export interface Figure {
  id: string;
  title: string;
  caption: string;
  keys: readonly Key[];
  panels: readonly Panel[];
  table: HtmlTable;
}

/** A figure as it stands in the report. */
export function drawFigure({ id, title, caption, keys, panels, table }: Figure): string {
  return `<figure class="plot" id="${id}">
<figcaption><h3>${text(title)}</h3>
<p>${text(caption)}</p></figcaption>
<ul class="keys">${keys.map(drawKey).join("")}</ul>
<div class="panels">
${drawPanels(panels, id).join("\n")}
</div>
<details><summary>Data of this plot: ${text(title)}</summary>
${htmlTable(thinTable(table))}
</details>
</figure>`;
}

function drawKey({ mark, text: meaning }: Key): string {
  return `<li><svg viewBox="0 0 28 12" width="28" height="12" aria-hidden="true">${sample(mark)}</svg>${text(meaning)}</li>`;
}

/** Areas and points are shown as such, everything else as a line. */
function sample(mark: string): string {
  if (mark.startsWith("area")) return `<rect class="${mark}" x="1" y="1" width="26" height="10"></rect>`;
  if (mark.startsWith("point")) return `<circle class="${mark}" cx="14" cy="6" r="4"></circle>`;
  if (mark === "diamond") return '<path class="point" d="M8,6l6,-6l6,6l-6,6z"></path>';
  if (mark === "failure") return '<path class="failure" d="M10,2l8,8m0,-8l-8,8"></path>';
  return `<line class="${mark}" x1="1" x2="27" y1="6" y2="6"></line>`;
}
