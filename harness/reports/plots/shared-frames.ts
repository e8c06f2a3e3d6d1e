import { drawFrame, drawPanel, type Panel } from "./panel.ts";
import { tag } from "./svg.ts";

/**
 * All panels of a figure. A frame that several have is written in the first of them, and the others refer to it: with 40
 * scenarios the frames would be most of the page.
 */
export function drawPanels(panels: readonly Panel[], id: string): string[] {
  const firsts = new Map<string, string>();
  return panels.map((panel, index) => {
    const frame = drawFrame(panel);
    const first = firsts.get(frame);
    const name = `${id}-${index}-frame`;
    if (first === undefined) firsts.set(frame, name);
    const drawn = first === undefined ? tag("g", { id: name }, frame) : tag("use", { href: `#${first}` });
    return drawPanel(panel, `${id}-${index}`, drawn);
  });
}
