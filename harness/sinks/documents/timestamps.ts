const nsPerMs = 1e6;

/**
 * Turns nanoseconds since `startedMs` (milliseconds since 1970) into ISO 8601 with milliseconds, rounded down. Neighbours
 * mostly share their second, and its text is made once: a date object a document would cost as much as all the rest.
 */
export function timestamps(startedMs: number): (atNs: number) => string {
  let second = Number.NaN;
  let prefix = "";
  return (atNs) => {
    const ms = startedMs + Math.floor(atNs / nsPerMs);
    const currentSecond = Math.floor(ms / 1000);
    if (currentSecond !== second) {
      second = currentSecond;
      prefix = new Date(second * 1000).toISOString().slice(0, "yyyy-mm-ddThh:mm:ss.".length);
    }
    const rest = ms - second * 1000;
    return `${prefix}${rest < 10 ? "00" : rest < 100 ? "0" : ""}${rest}Z`;
  };
}
