import { parseArgs } from "node:util";
import type { Distribution } from "./faults/random-delay.ts";
import { type Protocol, protocols } from "./splitter.ts";

/** One port and the service behind it. */
export interface Route {
  protocol: Protocol;
  port: number;
  target: { host: string; port: number };
}

/** What each knob takes and does; the usage prints from here. `least` is the smallest number allowed. */
const knobs = {
  "delay-ms": { value: "D", least: 0, text: "hold each unit towards the service for D ms" },
  "stall-ms": {
    value: "S",
    least: 0,
    text: "forward nothing to the service in the first S ms of each period",
  },
  "stall-every-ms": { value: "T", least: 1, text: "the period, from the start of the process; more than S" },
  "serial-ms": { value: "S", least: 0, text: "serve one request at a time, each for exactly S ms" },
  "reset-every": { value: "N", least: 1, text: "reset the connection of every N-th request" },
  "drop-random": { value: "P", least: 0, text: "reset the connection of a request with probability P" },
  "blackhole-every": { value: "N", least: 1, text: "swallow every N-th request" },
  "status-every": { value: "N", least: 1, text: "answer every N-th request with status 503" },
  "corrupt-every": { value: "N", least: 1, text: "flip one bit of the digest in every N-th answer" },
  "publish-drop-every": { value: "N", least: 1, text: "do not forward every N-th PUBLISH" },
  "publish-swap-every": { value: "N", least: 1, text: "swap every N-th pair of PUBLISH packets" },
  "publish-duplicate-every": { value: "N", least: 1, text: "forward every N-th PUBLISH twice" },
  "rate-bytes": { value: "B", least: 1, text: "at most B bytes/s each way, over all connections" },
  "burst-bytes": {
    value: "B",
    least: 0,
    text: "bytes that may pass at once after a pause; needs rate-bytes",
  },
  "burn-ms": { value: "C", least: 0, text: "burn C ms of processor time for each request" },
  "hold-mib": { value: "M", least: 1, text: "hold M MiB of memory" },
} as const;

type Knob = keyof typeof knobs;
const knobNames = Object.keys(knobs) as Knob[];

export interface Options extends Partial<Record<Knob, number>> {
  routes: Route[];
  /** Random delay of each request. */
  delay?: Distribution;
  nagle: boolean;
  seed: string;
}

export const usage = [
  "usage: main.ts [KNOB…] tcp|http|mqtt:PORT=HOST:PORT…",
  ...knobNames.map((name) => `  --${name} ${knobs[name].value}: ${knobs[name].text}`),
  "  --delay exponential:MEAN|uniform:FROM:TO: hold each request for a random time, in ms",
  "  --nagle: leave Nagle's algorithm on, and split answers into two writes",
  "  --seed TEXT: of everything random",
].join("\n");

/** Reads the command line. Throws with all that is wrong in it: an unknown, impossible or contradicting option. */
export function parseOptions(args: readonly string[]): Options {
  const texts = Object.fromEntries(knobNames.map((name) => [name, { type: "string" }])) as Record<
    Knob,
    { type: "string" }
  >;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...texts,
      delay: { type: "string" },
      nagle: { type: "boolean", default: false },
      seed: { type: "string", default: "tunnelbench" },
    },
  });
  const options: Options = { routes: positionals.map(parseRoute), nagle: values.nagle, seed: values.seed };
  if (values.delay !== undefined) options.delay = parseDistribution(values.delay);
  for (const name of knobNames) {
    const text = values[name];
    if (text !== undefined) options[name] = parseNumber(name, text);
  }
  const problems = findContradictions(options);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return options;
}

const routeForm = /^(\w+):(\d+)=([^:]+):(\d+)$/;

/** Whether an argument has the form of a route. */
export function isRoute(text: string): boolean {
  return routeForm.test(text);
}

function parseRoute(text: string): Route {
  const [, protocol, port, host, targetPort] = routeForm.exec(text) ?? [];
  const known = protocols.find((candidate) => candidate === protocol);
  if (known === undefined || host === undefined) throw new Error(`bad route "${text}"`);
  return { protocol: known, port: Number(port), target: { host, port: Number(targetPort) } };
}

function parseDistribution(text: string): Distribution {
  const [name, ...parameters] = text.split(":");
  const [first = Number.NaN, second = Number.NaN] = parameters.map((parameter) =>
    /^\d+(\.\d+)?$/.test(parameter) ? Number(parameter) : Number.NaN,
  );
  if (name === "exponential" && parameters.length === 1 && first > 0) return { name, meanMs: first };
  if (name === "uniform" && parameters.length === 2 && second > first)
    return { name, fromMs: first, toMs: second };
  throw new Error(`--delay must be exponential:MEAN or uniform:FROM:TO, but is "${text}"`);
}

/** Counts and byte numbers are whole; times, and the probability, need not be. */
function parseNumber(name: Knob, text: string): number {
  const isWhole = /-(every|bytes|mib)$/.test(name);
  const value = (isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text) ? Number(text) : Number.NaN;
  const { least } = knobs[name];
  if (value >= least) return value;
  throw new Error(
    `--${name} must be a ${isWhole ? "whole " : ""}number of at least ${least}, but is "${text}"`,
  );
}

const requestFaults = [
  "reset-every",
  "drop-random",
  "blackhole-every",
  "status-every",
  "corrupt-every",
] as const satisfies Knob[];
const publishFaults = [
  "publish-drop-every",
  "publish-swap-every",
  "publish-duplicate-every",
] as const satisfies Knob[];

/** The known answers hold for these only alone, or together, or where there is traffic that they act on. */
function findContradictions(options: Options): string[] {
  const given = (names: readonly Knob[]) => names.filter((name) => options[name] !== undefined);
  const speaks = (...wanted: Protocol[]) => options.routes.some(({ protocol }) => wanted.includes(protocol));
  const { delay, "delay-ms": fixedMs, "serial-ms": serialMs, "drop-random": probability = 0 } = options;
  const { "stall-ms": stallMs, "stall-every-ms": everyMs } = options;
  const perRequest = [...given(["serial-ms", "burn-ms"]), ...(delay === undefined ? [] : ["delay"])];
  const rules: [boolean, string][] = [
    [options.routes.length === 0, "no route is given"],
    [delay !== undefined && fixedMs !== undefined, "--delay and --delay-ms exclude each other"],
    // the queue is worked in the order of arrival, which a random delay before it would change
    [delay !== undefined && serialMs !== undefined, "--delay and --serial-ms exclude each other"],
    [(stallMs === undefined) !== (everyMs === undefined), "--stall-ms and --stall-every-ms need each other"],
    [
      (stallMs ?? 0) >= (everyMs ?? Number.POSITIVE_INFINITY),
      "--stall-ms must be less than --stall-every-ms",
    ],
    [probability > 1, "--drop-random must be at most 1"],
    [given(["burst-bytes"]).length > given(["rate-bytes"]).length, "--burst-bytes needs --rate-bytes"],
    [given(requestFaults).length > 1, `only one of --${requestFaults.join(", --")} can be given`],
    [given(requestFaults).length > 0 && !speaks("http"), `--${given(requestFaults)[0]} needs an http route`],
    [given(publishFaults).length > 0 && !speaks("mqtt"), `--${given(publishFaults)[0]} needs an mqtt route`],
    [perRequest.length > 0 && !speaks("http", "mqtt"), `--${perRequest[0]} needs an http or mqtt route`],
  ];
  return rules.filter(([applies]) => applies).map(([, text]) => text);
}
