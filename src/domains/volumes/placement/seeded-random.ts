import { createHash } from 'node:crypto';

/**
 * Numbers between 0 and 1, neither included; the same ones for the same seed. The generator is sfc32, started from a
 * hash of the seed, so that seeds that differ in one character have nothing in common.
 */
export function seededRandom(seed: string): () => number {
  const state = new Uint32Array(4);
  const bytes = createHash('sha256').update(seed).digest();
  for (let index = 0; index < 4; index += 1) state[index] = bytes.readUInt32LE(index * 4);
  return () => {
    // Not taken apart as a list, which goes through an iterator: ten thousand are drawn for each set of bricks.
    const a = state[0] ?? 0;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const counter = state[3] ?? 0;
    const sum = (a + b + counter) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) >>> 0;
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = counter + 1;
    return (sum + 0.5) / 2 ** 32;
  };
}
