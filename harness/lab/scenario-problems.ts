import { BenchError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";

/** Where in a YAML document: keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[];

interface Problem {
  line: number | null;
  text: string;
}

/** A file that is wrong from end to end is not worth more of the screen. */
const mostLines = 40;

/** Gathers everything that is wrong with a file, so that the user needs one round trip instead of five. */
export class Problems {
  readonly #subject: string;
  readonly #found: Problem[] = [];
  readonly #hints = new Set<string>();
  /** Finds the line of a path; set once the text is parsed. */
  lineOf: (path: Path) => number | null = () => null;

  /** @param subject begins every line of the message: `scenario "x" (compose/x.yaml)` */
  constructor(subject: string) {
    this.#subject = subject;
  }

  add(path: Path, text: string, hint?: string): void {
    this.addAtLine(this.lineOf(path), text, hint);
  }

  addAtLine(line: number | null, text: string, hint?: string): void {
    this.#found.push({ line, text });
    if (hint) this.#hints.add(hint);
  }

  /** Reports the keys of a map that are not among the known ones, each with the name that was probably meant. */
  addUnknownKeys(map: Record<string, unknown>, known: readonly string[], path: Path): void {
    for (const key of Object.keys(map)) {
      if (known.includes(key)) continue;
      const near = nearest(key, known);
      const hint =
        near === null ? `known keys are ${known.join(", ")}` : `did you mean "${dotted([...path, near])}"?`;
      this.add([...path, key], `unknown key "${dotted([...path, key])}"`, hint);
    }
  }

  /** Throws one `bad-input` error, a line a problem in the order of the file, if there is any problem. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const sorted = this.#found.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const lines = new Set(
      sorted.map(({ line, text }) => this.#tell(line === null ? "" : ` line ${line}`, text)),
    );
    const shownLines = [...lines].slice(0, mostLines);
    const left = lines.size - shownLines.length;
    if (left > 0) shownLines.push(this.#tell("", `and ${left} more problems`));
    throw new BenchError(shownLines.join("\n"), {
      code: "bad-input",
      hints: [...this.#hints].slice(0, mostLines).map(oneLine),
    });
  }

  #tell(where: string, text: string): string {
    return `${this.#subject}${where}: ${oneLine(text)}`;
  }
}

/** A path as a user would write it: `services.client.volumes[0]`. */
export function dotted(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index ? "." : ""}${step}`))
    .join("");
}

/** What came, for a message: short, and in quotes where it is text. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A stranger's file must not be able to break a message's lines, nor to steer the terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
