import type { Writable } from "node:stream";
import type { Terminal } from "./model/io.ts";

/** Columns where nothing says how wide it is. */
const usualColumns = 120;

/** A stream of the process, and how wide it is at any time. */
export function terminal(stream: Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">): Terminal {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      // a terminal that nobody gave a size (`stty cols 0`, some CI) says 0
      return stream.columns || usualColumns;
    },
  };
}

/**
 * Resolves when everything that was written has left the process, or its reader has gone. A pipe takes 64 KiB at once; what is still
 * waiting then would be lost by `process.exit`.
 */
export function written(stream: Pick<Writable, "write">): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
