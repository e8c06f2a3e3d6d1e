import { closeSync, openSync, readSync } from "node:fs";

/** Enough for every file of the kernel that is read here; what does not fit is read in pieces. */
const buffer = Buffer.allocUnsafeSlow(65_536);

/**
 * The kernel breaks a text off at the end of a page of 4 KiB, between two lines (seq_read_iter). No line of a file that is
 * made of several records is longer than half a page, so a shorter piece is the last one.
 */
const surelyWholeBytes = 2_048;

/**
 * A file of /proc or of a control group that stays open: reading it again is one or two system calls, where opening,
 * asking for its size, reading and closing are five. The kernel makes the text anew for each reading from offset 0.
 */
export class KeptFile implements Disposable {
  readonly #descriptor: number;

  /** Throws as `openSync`. */
  constructor(path: string) {
    this.#descriptor = openSync(path, "r");
  }

  /** The whole text, ASCII; throws ENODEV when its control group is gone. */
  read(): string {
    let text = "";
    let offset = 0;
    while (true) {
      const length = readSync(this.#descriptor, buffer, 0, buffer.length, offset);
      text += buffer.toString("latin1", 0, length);
      offset += length;
      if (length < surelyWholeBytes) return text;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

/** Null where this kernel has no such file, has it switched off, or does not show it to this user. */
export function openIfThere(path: string): KeptFile | null {
  try {
    return new KeptFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES" || code === "EPERM" || code === "EOPNOTSUPP") return null;
    throw error;
  }
}
