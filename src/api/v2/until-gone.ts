import type { AnyAsk } from './route.ts';

/** Aborted when the client is gone, or the server stops: nobody waits any more then. */
export function untilGone({ reply, stopping }: AnyAsk): AbortSignal {
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort();
  else reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([stopping, gone.signal]);
}
