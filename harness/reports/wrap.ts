/** A space before a unit or an uncertainty holds number and unit together. */
const breakable = / (?!%|±|µs)/;

/** Breaks a text at spaces into lines of at most `width` characters; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(breakable).flatMap((long) => chunk(long, width))) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
}

function chunk(word: string, width: number): string[] {
  const size = Math.max(1, width);
  const pieces: string[] = [];
  for (let start = 0; start < word.length; start += size) pieces.push(word.slice(start, start + size));
  return pieces;
}
