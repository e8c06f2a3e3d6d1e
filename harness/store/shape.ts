import { BenchError } from "../model/error.ts";
import runShape from "../model/schema/run.schema.json" with { type: "json" };
import summaryShape from "../model/schema/summary.schema.json" with { type: "json" };

const required = {
  run: runShape.required,
  summary: summaryShape.required,
  /** Of any version, for who shows it as it is. */
  "older summary": ["schema", "grade", "scenarios"],
  verdict: ["scenario", "verdict", "reason", "wire", "controls", "captureDrops"],
};

/**
 * Throws `bad-input` for JSON that cannot be what its file's name says: no object, or one without the keys that its schema requires. The
 * schemas in full are for tests; this keeps a damaged file from looking like a fault of bench.
 */
export function checkShape(file: string, document: unknown, kind: keyof typeof required): void {
  const isObject = typeof document === "object" && document !== null && !Array.isArray(document);
  const missing = isObject ? required[kind].filter((key) => !(key in document)) : [];
  if (isObject && missing.length === 0) return;
  const what = isObject ? `it has no "${missing[0]}"` : "it is no object";
  throw new BenchError(`cannot read "${file}": ${what}`, {
    code: "bad-input",
    hints: ["was it changed after the run?"],
  });
}
