import { createHash } from "node:crypto";

/**
 * Uniform numbers in [0, 1), in steps of 2⁻⁴⁸: the k-th call gives the first six bytes of SHA-256("seed/purpose/k")
 * as a fraction, k from 1. The same on any machine, and checked by `sha256sum`.
 */
export function uniformFrom(seed: string, purpose: string): () => number {
  let calls = 0;
  return () => {
    const digest = createHash("sha256").update(`${seed}/${purpose}/${++calls}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}
