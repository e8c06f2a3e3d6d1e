import { type Check, within } from "../check.ts";
import { highestPassingRate } from "../closed-forms.ts";
import { searchSpec } from "../plan.ts";
import { injected } from "../targets.ts";

/** METHOD.md §8, K6. */
const rateTolerance = 0.02;
/** Leading share of a trial that the run leaves out of its figures. */
const settle = 0.2;
const bucketMbps = (injected.rateBytesPerSecond * 8) / 1e6;
const serviceMs = injected.capacityServiceMs;
const perSecond = 1_000 / serviceMs;

/** K6 and K7 of METHOD.md §8: a token bucket of 10 MB/s, and a server that can do 250 requests a second. */
export const throughputChecks: readonly Check[] = [
  ...(["up", "down"] as const).map(
    (direction): Check => ({
      ...{ id: `K6-${direction}`, title: `rate of 10 MB/s: goodput ${direction}`, unit: "Mbit/s" },
      find(measured) {
        const name = `${direction}Mbps` as const;
        const { value } = measured.capacity("rate", `bulk.1.${name}`, ({ bulk }) => bulk?.["1"]?.[name]);
        return within(bucketMbps, value, rateTolerance * bucketMbps);
      },
    }),
  ),
  {
    ...{ id: "K7", title: "serial server of 4 ms: highest rate with p99 ≤ 50 ms", unit: "1/s" },
    find(measured) {
      const found = measured.capacity("serial-4", "saturation", ({ saturation }) => saturation);
      const { sloMs, trialSeconds, widthRatio } = searchSpec;
      const high = highestPassingRate({ serviceMs, sloMs, trialMs: trialSeconds * 1_000, settle });
      const low = perSecond * (1 - widthRatio);
      return { expected: perSecond, observed: found.perSecond.value, low, high };
    },
  },
];
