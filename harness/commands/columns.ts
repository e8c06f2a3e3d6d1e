/** Rows of equal length as aligned text columns; the last column is cut where the line would be wider than the screen. */
export function renderColumns(rows: readonly string[][], columns: number): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => `${line.length > columns ? `${line.slice(0, columns - 1)}…` : line}\n`).join("");
}
