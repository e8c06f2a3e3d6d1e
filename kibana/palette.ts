/** From green to red; the study had two to five colours, by the quantity. PAPER.md, table I. */
export const colors = ["#54B399", "#B9D36C", "#F1D86F", "#E9965F", "#CC5642"];

/**
 * Kibana's colours end before their stop ("stops values mark where colors end (non-inclusive value)", its
 * palettes/definitions), the study's ranges include their end: 5 drops are green. So each stop stands a millionth behind.
 */
const justAbove = 1 + 1e-6;

/**
 * The study's colours as a custom palette of Kibana.
 * @param upperEnds of green and of the following ranges; a lone one ends green, and what is above is red
 */
export function studyPalette(upperEnds: readonly number[]): object {
  const ends = upperEnds.length === 1 ? [upperEnds[0]!, upperEnds[0]! * 1000] : upperEnds;
  const stops = ends.map((end, at) => ({ color: colorOf(at, ends.length), stop: end * justAbove }));
  const colorStops = stops.map(({ color }, at) => ({ color, stop: stops[at - 1]?.stop ?? 0 }));
  return {
    name: "custom",
    type: "palette",
    params: {
      colorStops,
      // what is above the last end stays red
      continuity: "above",
      name: "custom",
      progression: "fixed",
      rangeMax: null,
      rangeMin: 0,
      rangeType: "number",
      reverse: false,
      steps: stops.length,
      stops,
    },
  };
}

/** The first is green and the last is red, however many there are. */
function colorOf(at: number, count: number): string {
  return colors[Math.round((at * (colors.length - 1)) / (count - 1))]!;
}
