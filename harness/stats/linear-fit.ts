import { linearRegression } from "simple-statistics";

export interface Line {
  slope: number;
  intercept: number;
}

/** Ordinary least squares of y on x, pairs [x, y]. Needs two different x. */
export function fitLine(points: readonly (readonly [number, number])[]): Line {
  const { m, b } = linearRegression(points.map(([x, y]) => [x, y]));
  return { slope: m, intercept: b };
}
