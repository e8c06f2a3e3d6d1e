import { checkObjects, type ObjectCheck } from "../kibana/check-objects.ts";
import { readObjectsFile } from "../kibana/our-objects.ts";
import { impatient, waitForKibana } from "../kibana/wait.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Finding } from "./doctor.ts";
import { clockOf, kibanaAt } from "./kibana.ts";

/** What `bench doctor --kibana` says: the version, and every object of ours that is not as we import it. */
export async function checkKibana(io: Io, url: string | null): Promise<Finding[]> {
  const client = kibanaAt(io, url);
  try {
    const ours = readObjectsFile();
    const version = await waitForKibana(client, {
      clock: clockOf(io),
      limits: impatient,
      onWait: () => undefined,
    });
    const checks = await checkObjects(client, ours);
    const same = checks.filter(({ state }) => state === "same").length;
    return [
      { name: "Kibana", state: "ok", text: `${version} at ${client.url}` },
      {
        name: "Kibana objects",
        state: same > 0 ? "ok" : "info",
        text: `${same} of ${checks.length} as we import them`,
      },
      ...checks.filter(({ state }) => state !== "same").map(describe),
    ];
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return [{ name: "Kibana", state: "missing", text: [error.message, ...error.hints].join("; ") }];
  }
}

const again = '"bench kibana setup" puts ours there again';

const words: Readonly<Record<Exclude<ObjectCheck["state"], "same">, string>> = {
  missing: `is not there: ${again}`,
  changed: `was changed by hand (${again})`,
  outdated: `is of another version of bench: ${again}`,
  migrated: "is in another form, most likely by Kibana's own migration",
};

function describe({ type, title, state, paths }: ObjectCheck): Finding {
  const isFault = state === "missing" || state === "outdated";
  const shown = paths.slice(0, 3).join(", ");
  const where = paths.length === 0 ? "" : `; differs in ${shown}${paths.length > 3 ? " …" : ""}`;
  return {
    name: "Kibana objects",
    // what a person changed may be what that person wants
    state: isFault ? "missing" : "info",
    text: `${type} "${title}" ${words[state as keyof typeof words]}${where}`,
  };
}
