import { isPlaceToBegin, type LineBatch, readLineBatches } from "../store/gzip-lines.ts";
import { type Position, startPosition } from "../store/stored-in.ts";

/** A line and its number in its file, from 0. */
export interface NumberedLine {
  line: number;
  text: string;
}

/** Reads the lines of a file that are not stored yet, some at a time, and knows how far it came. */
export class LineReader implements AsyncDisposable {
  readonly #file: string;
  #batches: AsyncGenerator<LineBatch, undefined> | null = null;
  #from: Position;
  #waiting: string[] = [];
  #line: number;
  #bytesRead = 0;
  #end: "ahead" | "whole" | "cut" = "ahead";

  constructor(file: string, from: Position) {
    this.#file = file;
    this.#from = from;
    this.#line = from.boundary.lines;
  }

  /**
   * At most so many lines more, as they were read together: waiting for each would cost more than reading it. Lines that are
   * stored already are passed over.
   */
  async *take(count: number): AsyncGenerator<NumberedLine[], undefined> {
    let taken = 0;
    while (taken < count) {
      if (this.#waiting.length === 0 && !(await this.#readMore())) return;
      const lines = this.#waiting.splice(0, Math.max(count - taken, this.#from.lines - this.#line));
      const first = this.#line;
      this.#line += lines.length;
      const fresh = lines
        .map((text, index) => ({ line: first + index, text }))
        .filter(({ line }) => line >= this.#from.lines);
      taken += fresh.length;
      if (fresh.length > 0) yield fresh;
    }
  }

  /** Where the next one would begin, when everything taken is stored. */
  get position(): Position {
    const lines = Math.max(this.#line, this.#from.lines);
    const isBoundary = this.#end === "whole";
    const bytes = this.#from.boundary.bytes + this.#bytesRead;
    return { lines, boundary: isBoundary ? { bytes, lines: this.#line } : this.#from.boundary };
  }

  /** Bytes of the file that are behind us, for progress. */
  get bytes(): number {
    return this.#from.boundary.bytes + this.#bytesRead;
  }

  get isAtEnd(): boolean {
    return this.#end !== "ahead";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#batches?.return(undefined);
  }

  async #open(): Promise<AsyncGenerator<LineBatch, undefined>> {
    const { lines, boundary } = this.#from;
    if (!(await isPlaceToBegin(this.#file, boundary.bytes))) {
      this.#from = { lines, boundary: startPosition.boundary };
      this.#line = 0;
    }
    return readLineBatches(this.#file, { start: this.#from.boundary.bytes });
  }

  async #readMore(): Promise<boolean> {
    this.#batches ??= await this.#open();
    const next = await this.#batches.next();
    if (next.done) {
      // without a file, or after its end
      if (this.#end === "ahead") this.#end = "cut";
      return false;
    }
    const { lines, bytesRead, endsWhole } = next.value;
    this.#bytesRead = bytesRead;
    this.#waiting = lines;
    if (lines.length === 0) this.#end = endsWhole ? "whole" : "cut";
    return lines.length > 0;
  }
}
