import type { Io } from "../model/io.ts";
import { isExposed } from "../sinks/connection.ts";

/** Says so where credentials would cross a network in the clear. */
export function warnIfExposed(url: string, io: Io): void {
  if (isExposed(url, io.env))
    io.stderr.write(`bench: warning: the credentials for ${url} cross the network unencrypted; use https\n`);
}
