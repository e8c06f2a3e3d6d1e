import { BenchError } from "../model/error.ts";

/** Where something stands in a file; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A file that is wrong from end to end is not worth more of the screen. */
const mostProblems = 40;

/** Gathers everything that is wrong with a file, so that the user needs one round trip instead of five. */
export class PlacedProblems {
  readonly #file: string;
  readonly #found: { place: Place; text: string }[] = [];
  readonly #hints = new Set<string>();

  constructor(file: string) {
    this.#file = file;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  add(place: Place, text: string, ...hints: string[]): void {
    this.#found.push({ place, text });
    for (const hint of hints) this.#hints.add(printable(hint));
  }

  /** Throws one `bad-input` error, a line a problem in the order of the file. */
  throwAll(): never {
    const sorted = this.#found.toSorted(
      (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
    );
    const lines = sorted.map(
      ({ place, text }) => `${this.#file}:${place.line}:${place.column}: ${printable(text)}`,
    );
    const shown = lines.slice(0, mostProblems);
    if (lines.length > shown.length) shown.push(`${this.#file}: and ${lines.length - shown.length} more`);
    throw new BenchError(shown.join("\n"), {
      code: "bad-input",
      hints: [...this.#hints].slice(0, mostProblems),
    });
  }
}

/** What a file holds must not reach the terminal as a command to it. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").slice(0, 300);
}
