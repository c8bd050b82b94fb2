import { createHash } from 'node:crypto';

/** Ids of 32 lower-case hex digits, the same ones in the same order for the same seed. */
export function seededIds(seed: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed}/${count}`).digest('hex').slice(0, 32);
  };
}
