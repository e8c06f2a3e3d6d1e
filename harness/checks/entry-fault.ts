import { BenchError } from "../model/error.ts";

/** Something wrong with an entry of bench.yaml: in which of its fields, and how many characters from the beginning of that text. */
export class EntryFault extends BenchError {
  readonly field: string;
  readonly offset: number;

  constructor(field: string, offset: number, message: string, hints: readonly string[]) {
    super(message, { code: "bad-input", hints });
    this.field = field;
    this.offset = offset;
  }
}

/** Reads a part of an entry; what is wrong with it becomes a fault at its place. */
export function readPart<Value>(field: string, offset: number, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BenchError && error.code === "bad-input")) throw error;
    throw new EntryFault(field, offset, error.message, error.hints);
  }
}
