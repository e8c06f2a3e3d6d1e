/** A stranger's text must not steer the terminal, nor begin a line of its own. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

/**
 * GitHub's runner takes `##[` anywhere, and `::` at the beginning of a line, for its own commands: actions/runner,
 * src/Runner.Common/ActionCommand.cs. A space without width breaks both.
 */
export function breakCommands(text: string): string {
  return text.replaceAll("##[", "##\u200b[").replace(/^(\s*:)(?=:)/gm, "$1\u200b");
}
