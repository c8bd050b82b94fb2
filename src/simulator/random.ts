/** From 0 up to 1, the same numbers in the same order for the same seed. */
export function createRandom(seed: string): () => number {
  // FNV-1a makes the seed a number, mulberry32 makes numbers of it: enough for simulations, nothing for secrets.
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
