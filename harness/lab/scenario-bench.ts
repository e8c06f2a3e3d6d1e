import {
  type Entry,
  requirements,
  type Scenario,
  type WorkloadName,
  workloadNames,
} from "../model/scenario.ts";
import { type Path, type Problems, shown } from "./scenario-problems.ts";
import { asBoolean, asListOf, asMap, asOneOf, asPattern, asText } from "./scenario-values.ts";

/** What the block `x-bench` of a scenario file says, DESIGN.md §4. */
export type BenchBlock = Omit<Scenario, "name" | "file" | "services" | "volumes">;

const required = ["title", "encrypts", "authenticates", "entry"] as const;
const optional = ["summary", "homepage", "layer", "cipher", "modifiesServices", "requires"] as const;
export const authentications = ["psk", "certificate", "public-key", "none"] as const;

/** Checks the block `x-bench`; what is missing or wrong is added to the problems and has an empty value here. */
export function checkBenchBlock(value: unknown, problems: Problems): BenchBlock {
  const path = ["x-bench"];
  const block = asMap(value ?? {}, path, problems) ?? {};
  problems.addUnknownKeys(block, [...required, ...optional], path);
  for (const key of required) {
    if (!Object.hasOwn(block, key)) problems.add(path, `"x-bench.${key}" is missing`);
  }
  const optionalText = (key: string) => (key in block ? asText(block[key], [...path, key], problems) : null);
  const flag = (key: string) => key in block && asBoolean(block[key], [...path, key], problems) === true;
  return {
    title: optionalText("title") ?? "",
    summary: optionalText("summary"),
    homepage: checkHomepage(block["homepage"], problems),
    layer: optionalText("layer"),
    cipher: optionalText("cipher"),
    encrypts: flag("encrypts"),
    authenticates: checkAuthentication(block, problems),
    modifiesServices: flag("modifiesServices"),
    requires: checkRequirements(block["requires"], problems),
    entry: "entry" in block ? checkEntries(block["entry"], problems) : {},
  };
}

/** The report makes a link of it, so a page on the web is all that it may be. */
function checkHomepage(value: unknown, problems: Problems): string | null {
  if (value === undefined) return null;
  return asPattern(
    value,
    /^https?:\/\/[^\s"'<>]+$/,
    "the address of a web page",
    ["x-bench", "homepage"],
    problems,
  );
}

function checkAuthentication(block: Record<string, unknown>, problems: Problems): Scenario["authenticates"] {
  if (!Object.hasOwn(block, "authenticates")) return "none";
  return asOneOf(block["authenticates"], authentications, ["x-bench", "authenticates"], problems) ?? "none";
}

function checkRequirements(value: unknown, problems: Problems): Scenario["requires"] {
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  return isEmpty ? [] : asListOf(value, requirements, ["x-bench", "requires"], problems);
}

function checkEntries(value: unknown, problems: Problems): BenchBlock["entry"] {
  const path = ["x-bench", "entry"];
  const entries = asMap(value, path, problems);
  if (!entries) return {};
  problems.addUnknownKeys(entries, workloadNames, path);
  const named = workloadNames.filter((workload) => Object.hasOwn(entries, workload));
  if (named.length === 0)
    problems.add(path, `"x-bench.entry" must name at least one of ${workloadNames.join(", ")}`);
  const checked = named.map((workload) => [
    workload,
    parseEntry(entries[workload], [...path, workload], problems),
  ]);
  return Object.fromEntries(checked.filter(([, entry]) => entry !== null)) as Partial<
    Record<WorkloadName, Entry>
  >;
}

function parseEntry(value: unknown, path: Path, problems: Problems): Entry | null {
  const match = /^(socks5h:\/\/)?([a-z0-9-]+):([1-9]\d{0,4})$/.exec(typeof value === "string" ? value : "");
  const port = Number(match?.[3]);
  if (match && port <= 65_535) return { protocol: match[1] ? "socks5h" : "tcp", service: match[2]!, port };
  const wanted = 'must look like "client:5000" or "socks5h://client:1080"';
  problems.add(path, `"${path.join(".")}" ${wanted}, but is ${shown(value)}`);
  return null;
}
