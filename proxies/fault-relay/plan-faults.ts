import type { Count, Fault } from "./fault.ts";
import { blackholeEvery } from "./faults/blackhole.ts";
import { burn } from "./faults/burn.ts";
import { corruptEvery } from "./faults/corrupt.ts";
import { fixedDelay } from "./faults/delay.ts";
import { publishDropEvery } from "./faults/publish-drop.ts";
import { publishDuplicateEvery } from "./faults/publish-duplicate.ts";
import { publishSwapEvery } from "./faults/publish-swap.ts";
import { randomDelay } from "./faults/random-delay.ts";
import { rate } from "./faults/rate.ts";
import { resetEvery, resetRandomly } from "./faults/reset.ts";
import { serial } from "./faults/serial.ts";
import { splitAnswers } from "./faults/split-answers.ts";
import { stall } from "./faults/stall.ts";
import { statusEvery } from "./faults/status.ts";
import { tally } from "./faults/tally.ts";
import type { Options } from "./options.ts";
import { uniformFrom } from "./random.ts";
import type { Protocol } from "./splitter.ts";

/** Without `--burst-bytes`: 6.5 ms of 10 MB/s. */
const defaultBurstBytes = 64 * 1024;

/** The faults of each protocol's routes, in the order they act in. */
export function planFaults(options: Options, count: Count): Record<Protocol, Fault[]> {
  const always = planAlways(options);
  const http = [tally("request", count), ...make(options, planHttp(options, count))];
  const mqtt = [tally("publish", count), ...make(options, planMqtt(count))];
  return { tcp: always, http: [...http, ...always], mqtt: [...mqtt, ...always] };
}

type Factories = { [Name in keyof Options]?: (value: NonNullable<Options[Name]>) => Fault };

/** The faults whose knob is given. */
function make(options: Options, factories: Factories): Fault[] {
  const names = Object.keys(factories) as (keyof Factories)[];
  return names.flatMap((name) => {
    const factory = factories[name] as ((value: unknown) => Fault) | undefined;
    return factory === undefined || options[name] === undefined ? [] : [factory(options[name])];
  });
}

function planHttp({ seed }: Options, count: Count): Factories {
  return {
    "reset-every": (n) => resetEvery(n, count),
    "drop-random": (probability) => resetRandomly(probability, uniformFrom(seed, "drop"), count),
    "blackhole-every": (n) => blackholeEvery(n, count),
    "status-every": (n) => statusEvery(n, count),
    "corrupt-every": (n) => corruptEvery(n, count),
  };
}

/** Each counts what the one before lets pass: dropped messages are in no pair, and none is dropped of a duplicate. */
function planMqtt(count: Count): Factories {
  return {
    "publish-drop-every": (n) => publishDropEvery(n, count),
    "publish-swap-every": (n) => publishSwapEvery(n, count),
    "publish-duplicate-every": (n) => publishDuplicateEvery(n, count),
  };
}

/** Of all routes together. A stall comes before the queue: the server does not work during it, METHOD.md §8 K3. */
function planAlways(options: Options): Fault[] {
  const { "stall-every-ms": everyMs = 0, "burst-bytes": burstBytes = defaultBurstBytes } = options;
  const faults = make(options, {
    "burn-ms": burn,
    "delay-ms": fixedDelay,
    delay: (distribution) => randomDelay(distribution, uniformFrom(options.seed, "delay")),
    "stall-ms": (stallMs) => stall(stallMs, everyMs),
    "serial-ms": serial,
    "rate-bytes": (bytesPerSecond) => rate(bytesPerSecond, burstBytes),
  });
  return options.nagle ? [...faults, splitAnswers()] : faults;
}
