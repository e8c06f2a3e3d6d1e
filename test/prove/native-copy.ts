import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../harness/model/tool.ts";

/** native's scenario as the author of a tunnel would have it in a repository of its own: the image folder lies beside the file. */
export function standaloneTunnel(): string {
  const text = readFileSync(join(projectFolder, "compose/native.yaml"), "utf8");
  return replaceIn(text, "../proxies/native", "./native", "compose/native.yaml");
}

/**
 * native's relay, slower on purpose: it spins for a known time before each chunk that it passes on towards the service, in
 * both of the pair's processes, half of the time each.
 */
export function slowedRelay(totalUs: number): string {
  const file = "proxies/native/relay.ts";
  const text = readFileSync(join(projectFolder, file), "utf8");
  const nanoseconds = Math.round((totalUs * 1_000) / 2);
  const spin = `  const hold = () => {
    const until = process.hrtime.bigint() + ${nanoseconds}n;
    while (process.hrtime.bigint() < until);
  };
  near.on("data", hold);
  pump(near, far);`;
  return replaceIn(text, "  pump(near, far);", spin, file);
}

/** The same relay in another file, so that head and base are two images: what the check would make of one is not the question. */
export function unchangedRelay(): string {
  const text = readFileSync(join(projectFolder, "proxies/native/relay.ts"), "utf8");
  return `${text}// A change that changes nothing.\n`;
}

/** Fails where the text is no longer there: a proof without its change would prove nothing. */
function replaceIn(text: string, part: string, by: string, file: string): string {
  if (!text.includes(part)) throw new Error(`"${part.trim()}" is no longer in ${file}`);
  return text.replaceAll(part, () => by);
}
