import assert from "node:assert/strict";
import { test } from "node:test";
import type { Timing } from "../../../proxies/fault-relay/fault.ts";
import { fixedDelay } from "../../../proxies/fault-relay/faults/delay.ts";
import { drawMs, randomDelay } from "../../../proxies/fault-relay/faults/random-delay.ts";
import { bucket } from "../../../proxies/fault-relay/faults/rate.ts";
import { serial } from "../../../proxies/fault-relay/faults/serial.ts";
import { stall } from "../../../proxies/fault-relay/faults/stall.ts";
import { createPacer } from "../../../proxies/fault-relay/pacer.ts";
import { uniformFrom } from "../../../proxies/fault-relay/random.ts";

const request = { bytes: Buffer.alloc(1), isRequest: true };
const chunk = { bytes: Buffer.alloc(1), isRequest: false };
const at = (timing: Timing | undefined, times: readonly number[]) =>
  times.map((time) => timing?.(time, request));

test("a fixed delay is added to every unit", () => {
  const { toServiceTiming } = fixedDelay(5);
  assert.deepEqual([toServiceTiming?.(1, request), toServiceTiming?.(2, chunk)], [6, 7]);
});

test("the first six bytes of SHA-256 are the random numbers", () => {
  // printf %s seed/delay/1 | sha256sum | cut -c1-12; the same for 2 and 3
  const hex = ["1528219f0dee", "f54bb2ff7f11", "61dac3b62e1f"];
  const uniform = uniformFrom("seed", "delay");
  assert.deepEqual(
    hex.map(() => uniform()),
    hex.map((digits) => Number.parseInt(digits, 16) / 2 ** 48),
  );
});

test("a random delay has the quantiles of METHOD.md §8 K2", () => {
  const shares = [0.5, 0.9, 0.99, 0.999];
  const exponential = shares.map((share) => drawMs({ name: "exponential", meanMs: 5 }, share).toFixed(2));
  assert.deepEqual(exponential, ["3.47", "11.51", "23.03", "34.54"]);
  const uniform = shares.map((share) => drawMs({ name: "uniform", fromMs: 2, toMs: 12 }, share).toFixed(2));
  assert.deepEqual(uniform, ["7.00", "11.00", "11.90", "11.99"]);
});

test("a random delay is drawn once a request, and its mean over many draws is the distribution's", () => {
  const n = 20_000;
  const { toServiceTiming } = randomDelay(
    { name: "exponential", meanMs: 5 },
    uniformFrom("tunnelbench", "delay"),
  );
  assert.equal(toServiceTiming?.(7, chunk), 7);
  const draws = Array.from({ length: n }, () => toServiceTiming!(0, request));
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / n;
  const standardError = 5 / Math.sqrt(n); // an exponential's standard deviation is its mean
  assert.ok(Math.abs(mean - 5) < 4 * standardError, `mean ${mean}`);
});

test("a stall holds what comes in the first part of each period until its end, and nothing else", () => {
  const times = [0, 999, 1_000, 9_999, 10_000, 10_400, 11_000];
  assert.deepEqual(
    at(stall(1_000, 10_000).toServiceTiming, times),
    [1_000, 1_000, 1_000, 9_999, 11_000, 11_000, 11_000],
  );
});

test("a stall of 1 s every 10 s has the mean of its closed form S²/2T", () => {
  const n = 100_000; // arrivals in the middle of equal parts of one period
  const times = Array.from({ length: n }, (_, index) => ((index + 0.5) * 10_000) / n);
  const { toServiceTiming } = stall(1_000, 10_000);
  const mean = times.reduce((sum, time) => sum + (toServiceTiming!(time, request) - time), 0) / n;
  assert.ok(Math.abs(mean - 50) < 1e-6, `mean ${mean} ms`);
});

test("a serial server takes requests one after the other, each for its time, and rests between", () => {
  assert.deepEqual(at(serial(5).toServiceTiming, [100, 101, 102, 200]), [105, 110, 115, 205]);
});

test("what is no request does not stand in the queue", () => {
  const { toServiceTiming } = serial(5);
  assert.deepEqual(
    [toServiceTiming?.(1, request), toServiceTiming?.(2, chunk), toServiceTiming?.(3, request)],
    [6, 2, 11],
  );
});

test("a serial server with Poisson arrivals at half its capacity has the mean sojourn of M/D/1", () => {
  const uniform = uniformFrom("tunnelbench", "arrivals");
  const { toServiceTiming } = serial(5);
  const n = 200_000;
  let arrivalMs = 0;
  let sum = 0;
  for (let index = 0; index < n; index++) {
    arrivalMs += drawMs({ name: "exponential", meanMs: 10 }, uniform());
    sum += toServiceTiming!(arrivalMs, request) - arrivalMs;
  }
  // Pollaczek-Khinchine: s + ρs/(2(1−ρ)) = 7.5 ms; METHOD.md §8 K4: a mean of 6,000 has a standard deviation of 0.13 ms
  assert.ok(Math.abs(sum / n - 7.5) < 4 * 0.13 * Math.sqrt(6_000 / n), `mean ${sum / n} ms`);
});

test("a token bucket lets its burst pass at once and then keeps the rate", () => {
  const timing = bucket(1_000, 100); // a byte a millisecond
  const send = (readyMs: number, bytes: number) =>
    timing(readyMs, { bytes: Buffer.alloc(bytes), isRequest: false });
  assert.deepEqual([send(10, 100), send(10, 50), send(10, 50)], [10, 60, 110]);
  assert.equal(send(160, 50), 160, "50 ms have filled it by 50 bytes");
  assert.equal(send(161, 50), 210);
  assert.equal(send(1_000, 101), 1_001, "a rest fills it, but to no more than the burst");
});

test("a pacer runs what it is given in the order of its times, never early, equal times as asked for", async () => {
  for (const spinMs of [0, 1.5]) {
    const pacer = createPacer(spinMs);
    const log: string[] = [];
    const startMs = performance.now();
    await new Promise<void>((resolve) => {
      const job = (name: string, afterMs: number) =>
        pacer.at(startMs + afterMs, () => {
          log.push(performance.now() >= startMs + afterMs ? name : `${name} early`);
          if (log.length === 5) resolve();
        });
      job("last", 20);
      job("b", 10);
      job("b again", 10);
      job("a", 3);
      job("past", -1);
    });
    assert.deepEqual(log, ["past", "a", "b", "b again", "last"]);
  }
});
