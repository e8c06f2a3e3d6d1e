import { readFile } from "node:fs/promises";
import { parseEndpoints } from "../../harness/lab/compose-endpoints.ts";
import { imageBuild, imageKey } from "../../harness/lab/compose-images.ts";
import { composeLab, type ResolvedLab } from "../../harness/lab/compose-lab.ts";
import { parseScenario } from "../../harness/lab/scenario-file.ts";
import type { Scenario } from "../../harness/model/scenario.ts";

/** The project's own endpoints, as if the project lay in /lab. */
export const endpoints = parseEndpoints({
  file: "/lab/compose/endpoints.yaml",
  text: await readFile(new URL("../../compose/endpoints.yaml", import.meta.url), "utf8"),
});

/** A scenario of fixtures/lab, as if it lay in /lab/compose. */
export async function fixture(file: string, name = file): Promise<Scenario> {
  const text = await readFile(new URL(`fixtures/lab/${file}.yaml`, import.meta.url), "utf8");
  return parseScenario({ name, file: `/lab/compose/${file}.yaml`, text, proxiesFolder: "/lab/proxies" });
}

/** The lab of the scenarios; the images have the names of their folders. */
export function labOf(...scenarios: Scenario[]): ResolvedLab {
  const services = [...endpoints.services, ...scenarios.flatMap((scenario) => scenario.services)];
  const builds = services.map(imageBuild).filter((build) => build !== null);
  const images = builds.map((build) => {
    const tag = build.dockerfile === undefined ? "1" : "with-dockerfile";
    return [imageKey(build), `tunnelbench/${build.context.split("/").at(-1)}:${tag}`];
  });
  const run = { runId: "20261121T101500Z-a3f9", instance: 2, block: "198.18.4.0/22" };
  return composeLab({ ...run, scenarios, endpoints, images: Object.fromEntries(images) });
}

export interface ComposeService {
  image: string;
  networks?: Record<string, { aliases: string[]; ipv4_address: string }>;
  [key: string]: unknown;
}

/** A service of the lab's document. */
export function serviceOf({ document }: ResolvedLab, name: string): ComposeService {
  const found = (document["services"] as Record<string, ComposeService>)[name];
  if (!found) throw new Error(`no service "${name}"`);
  return found;
}
