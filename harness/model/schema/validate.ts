import { Ajv2020, type AnySchema, type ErrorObject } from "ajv/dist/2020.js";
import { BenchError } from "../error.ts";
import type { RunRecord } from "../run-record.ts";
import type { Summary } from "../summary.ts";
import runSchema from "./run.schema.json" with { type: "json" };
import summarySchema from "./summary.schema.json" with { type: "json" };

/** More problems than this help nobody. */
const shownProblems = 10;

/** The value as a run record; throws `bad-input` with all problems as hints when it is none. */
export const validateRun: (value: unknown) => RunRecord = validatorOf<RunRecord>(runSchema, "run.json");

/** The value as a summary; throws `bad-input` with all problems as hints when it is none. */
export const validateSummary: (value: unknown) => Summary = validatorOf<Summary>(
  summarySchema,
  "summary.json",
);

/** What keeps a value from being a profile, a line each; empty when it is one. */
export function profileErrors(value: unknown): string[] {
  const schema = { $ref: "tunnelbench/run/2#/$defs/profile" };
  const check = new Ajv2020({ allErrors: true, allowUnionTypes: true, schemas: [runSchema] }).compile(schema);
  return check(value) ? [] : (check.errors ?? []).slice(0, shownProblems).map(describe);
}

/** Compiles at the first use: most commands read no stored run. */
function validatorOf<T>(schema: AnySchema, file: string): (value: unknown) => T {
  let check: ReturnType<Ajv2020["compile"]> | undefined;
  return (value) => {
    check ??= new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    if (check(value)) return value as T;
    const hints = (check.errors ?? []).slice(0, shownProblems).map(describe);
    throw new BenchError(`${file} does not follow its schema`, { code: "bad-input", hints });
  };
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const extra = params["additionalProperty"];
  const place = instancePath === "" ? "at the top" : `at ${instancePath}`;
  return `${place}: ${message}${extra === undefined ? "" : ` ("${extra}")`}`;
}
