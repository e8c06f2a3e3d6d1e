/** Finds the command lines of bench in a Markdown page or a help text, and makes of a synopsis what it stands for. */

/** A command line of a text: the words after `bench`, placeholders like RUN still in it. */
export interface CommandLine {
  /** As it stands there. */
  text: string;
  words: string[];
  /** The verb alone within a sentence: it names the command, and need not be a whole one. */
  isMention: boolean;
}

const start = /^(?:- )?(?:run: )?(?:\$ )?(?:npx |\.\/)?bench (?=\S)/;

/** Command lines of a page: lines of its code blocks that begin with `bench`, and what stands in `backticks`. */
export function commandLines(page: string): CommandLine[] {
  const inline = [...page.matchAll(/`(bench [a-z][^`]*)`/g)].map(([, code]) => code!.replace(/\s+/g, " "));
  const mentions = new Set(inline.filter((code) => code.split(" ").length === 2));
  const whole = [...codeLines(page), ...inline.filter((code) => !mentions.has(code))];
  return [
    ...whole.flatMap(variants),
    ...[...mentions].map((text) => ({
      text: `${text} (named)`,
      words: text.split(" ").slice(1),
      isMention: true,
    })),
  ];
}

/** Lines of indented and fenced blocks, continued ones joined; several commands of a line are several. */
function codeLines(page: string): string[] {
  const fenced = [...page.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, text]) => text!.split("\n"));
  const joined = [page, ...fenced.map((line) => `    ${line}`)].join("\n").replaceAll(/\\\n\s*/g, "");
  return joined
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.trim())
    .flatMap((line) => line.split(/ (?:;|&&) /))
    .filter((line) => start.test(line))
    .map(withoutRemark);
}

/** A remark stands behind two spaces or more, or behind `#`. */
function withoutRemark(line: string): string {
  return line
    .replace(start, "bench ")
    .replace(/\s+>>? .*$/, "")
    .replace(/(?:\s{2,}|\s+#\s).*$/, "");
}

/** `[x]` with and without, `a|b` and `a | b` each: all command lines that a synopsis allows. */
function variants(synopsis: string): CommandLine[] {
  return unfoldOptional(synopsis)
    .flatMap((text) => unfoldChoices(splitWords(text)))
    .map((words) => ({ text: synopsis, words: words.slice(1), isMention: false }));
}

function unfoldOptional(text: string): string[] {
  const [whole, inner] = /\s*\[([^\]]+)\]/.exec(text) ?? [];
  if (whole === undefined) return [text];
  return [text.replace(whole, ""), text.replace(whole, ` ${inner}`)].flatMap(unfoldOptional);
}

/** Words as a shell takes them apart, quotes removed; a word that was quoted has no alternatives in it. */
function splitWords(text: string): Word[] {
  return [...text.matchAll(/(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(([, double, single, bare]) => ({
    text: double ?? single ?? bare!,
    isQuoted: bare === undefined,
  }));
}

interface Word {
  text: string;
  isQuoted: boolean;
}

function unfoldChoices(words: readonly Word[]): string[][] {
  const groups: string[][] = [];
  let joins = false;
  for (const { text, isQuoted } of words) {
    if (text === "|" && !isQuoted) joins = true;
    else {
      const choices = isQuoted ? [text] : text.split("|");
      groups.push(joins ? [...(groups.pop() ?? []), ...choices] : choices);
      joins = false;
    }
  }
  return groups.reduce<string[][]>(
    (lines, choices) => lines.flatMap((line) => choices.map((choice) => [...line, choice])),
    [[]],
  );
}
