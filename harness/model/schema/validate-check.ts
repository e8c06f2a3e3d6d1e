import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import schema from "./check.schema.json" with { type: "json" };

export type Answer = "fail" | "pass";

/** What `bench check` says to what it cannot decide, and to what was not measured; the rule's own word goes before the file's. */
export interface Leniency {
  undecided?: Answer;
  missing?: Answer;
}

export interface ThresholdEntry extends Leniency {
  rule: string;
}

export interface RegressionEntry extends Leniency {
  metric: string;
  relative?: string;
  absolute?: string;
}

/** bench.yaml as it stands; a text alone is an entry without anything else. */
export interface CheckDocument extends Leniency {
  thresholds?: (string | ThresholdEntry)[];
  regressions?: (string | RegressionEntry)[];
}

/** What is wrong, where, and which keys were possible if it is a key. */
export interface CheckDocumentFault {
  /** Keys and indexes from the top; of an unknown key the key itself is the last. */
  path: (string | number)[];
  text: string;
  unknownKey: { key: string; known: string[] } | null;
}

/** Everything that keeps a value from being a bench.yaml; empty when it is one. */
export function checkDocumentFaults(value: unknown): CheckDocumentFault[] {
  const check = new Ajv2020({ allErrors: true, verbose: true }).compile(schema);
  if (check(value)) return [];
  // "if" only repeats what its branch found
  return (check.errors ?? []).filter(({ keyword }) => keyword !== "if").map(faultOf);
}

function faultOf({ instancePath, keyword, message, params, parentSchema }: ErrorObject): CheckDocumentFault {
  const path = instancePath.split("/").slice(1).map(stepOf);
  if (keyword !== "additionalProperties") return { path, text: wordsOf(message, params), unknownKey: null };
  const key = params["additionalProperty"] as string;
  const known = Object.keys(parentSchema?.["properties"] as object);
  return { path: [...path, key], text: `unknown key ${JSON.stringify(key)}`, unknownKey: { key, known } };
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~");
}

function wordsOf(message: string | undefined, params: Record<string, unknown>): string {
  const allowed = params["allowedValues"];
  if (Array.isArray(allowed)) return `must be one of ${allowed.join(", ")}`;
  return message === "must be string" ? "must be a text" : (message ?? "is not as it must be");
}
