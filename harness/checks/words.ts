import { limits, verdictWords } from "../model/summary.ts";

const vocabularies: readonly { address: RegExp; words: readonly string[] }[] = [
  { address: /^evidence$/, words: ["readable", "not-found", "invalid"] },
  { address: /^status$/, words: ["ok", "unsupported", "failed"] },
  { address: /\.verdict\./, words: verdictWords },
  { address: /\.limitedBy$/, words: limits },
  { address: /\.steady$/, words: ["yes", "no"] },
  { address: /^lifecycle\.failClosed$/, words: ["true", "false"] },
];

/** What a metric whose value is a word can say. Every such metric of metrics.ts is in it. */
export function wordsFor(address: string): readonly string[] {
  return vocabularies.find((vocabulary) => vocabulary.address.test(address))?.words ?? [];
}
