/** Writes kibana/tunnelbench.ndjson, which `bench kibana setup` imports: `node kibana/generate.ts`. */
import { writeFileSync } from "node:fs";
import { dashboards } from "./all.ts";
import { toNdjson } from "./saved-objects.ts";

writeFileSync(new URL("tunnelbench.ndjson", import.meta.url), toNdjson(dashboards));
