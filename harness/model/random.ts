import { createHash } from "node:crypto";

/** A source of uniformly distributed 32-bit integers. */
export type RandomSource = () => number;
export type RandomState = readonly [number, number, number, number];

/**
 * xoshiro128** 1.1 of Blackman and Vigna (public domain, prng.di.unimi.it): the schedule of a run must come back from
 * its seed, on any machine. Not for secrets.
 */
export function xoshiro128(state: RandomState): RandomSource {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** The random source of a run's seed; another `purpose` gives an independent one from the same seed. */
export function randomFromSeed(seed: string, purpose = ""): RandomSource {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, purpose]))
    .digest();
  const word = (index: number) => digest.readUInt32LE(index * 4);
  return xoshiro128([word(0), word(1), word(2), word(3)]);
}

/** Uniform in [0, 1), in steps of 2⁻³². */
export function uniform(random: RandomSource): number {
  return random() / 2 ** 32;
}

/** Uniform integer in 0…n−1 without modulo bias: values of the last, incomplete round are drawn again. */
export function uniformBelow(n: number, random: RandomSource): number {
  const limit = 2 ** 32 - (2 ** 32 % n);
  let value = random();
  while (value >= limit) value = random();
  return value % n;
}

/** A shuffled copy (Fisher-Yates): every order is equally likely. */
export function shuffle<T>(items: readonly T[], random: RandomSource): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = uniformBelow(last + 1, random);
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen]!, shuffled[last]!];
  }
  return shuffled;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
