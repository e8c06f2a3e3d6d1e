import { counterFields, pointFields } from "./counters.ts";
import type { DocumentKind, Field } from "./field.ts";
import { loadFields } from "./loads.ts";
import { sampleFields } from "./samples.ts";
import { summaryFields } from "./summaries.ts";

/** Every field of every kind of document. */
export const fieldsByKind: Readonly<Record<DocumentKind, readonly Field[]>> = {
  samples: sampleFields,
  counters: counterFields,
  containers: pointFields,
  loads: loadFields,
  summaries: summaryFields,
};
