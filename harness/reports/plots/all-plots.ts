import type { Summary } from "../../model/summary.ts";
import { drawFigure } from "./figure.ts";
import { baseFigure, baselineFigure } from "./forest-plot.ts";
import { latencyFigure } from "./latency-plot.ts";
import { quantileFigure } from "./quantile-plot.ts";
import { usageFigure } from "./usage-plot.ts";

/** Every plot that the run has data for, as HTML. */
export function drawPlots(summary: Summary): string[] {
  const { plots } = summary;
  const figures = [
    quantileFigure(plots, "http"),
    quantileFigure(plots, "mqtt"),
    baselineFigure(summary),
    baseFigure(summary),
    latencyFigure(plots, "http"),
    latencyFigure(plots, "mqtt"),
    usageFigure(plots, "cpuPercent"),
    usageFigure(plots, "memoryMiB"),
  ];
  return figures.flatMap((figure) => (figure === null ? [] : [drawFigure(figure)]));
}
