import { createRequire } from "node:module";
import type * as Package from "@elastic/elasticsearch";

const require = createRequire(import.meta.url);

/** The client's package, loaded at its first use: it takes 36 MB and 0.2 s, which a run that is not stored does not pay. */
export function elasticPackage(): typeof Package {
  return require("@elastic/elasticsearch") as typeof Package;
}
