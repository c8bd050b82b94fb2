import type { Config } from '../kernel/config/index.ts';

/** A hundred years. */
const NEVER_MS = 3_155_760_000_000;

/** When a stuck operation is tried again by itself, in milliseconds: after the first pause, which doubles, up to the longest. */
export function tryTimes({ enabled, startAfterS, everyS }: Config['heketi']['cleaner']): {
  readonly firstTryMs: number;
  readonly longestTryMs: number;
} {
  return enabled
    ? { firstTryMs: startAfterS * 1000, longestTryMs: everyS * 1000 }
    : { firstTryMs: NEVER_MS, longestTryMs: NEVER_MS };
}
