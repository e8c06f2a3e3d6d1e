/** A Markdown table: the first column to the left, the others, numbers, to the right. Texts are escaped here. */
export function markdownTable(header: readonly string[], rows: readonly string[][]): string {
  const alignment = header.map((_, index) => (index === 0 ? "---" : "---:"));
  return [header.map(escapeMarkdown), alignment, ...rows.map((row) => row.map(escapeMarkdown))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

/** Scenario files are written by strangers: nothing of theirs may become markup. CommonMark §2.4. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\`*_[\]<>|&]/g, "\\$&");
}
