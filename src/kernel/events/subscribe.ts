import type { Store } from '../store/index.ts';
import {
  checkQuery,
  type Event,
  type EventFilter,
  type EventReset,
  fitsFilter,
  newestEvent,
  readEvents,
} from './read-events.ts';
import type { Tail } from './tail.ts';

/** Events that one subscriber holds in memory; the rest waits in the store until it asks for more. */
const PAGE = 100;

export interface Subscription extends EventFilter {
  /** As in `EventQuery`; absent for what happens from now on. */
  readonly after?: number;
}

/** `reset` is the last of a subscription: see `EventReset`. */
export type Delivery = { readonly kind: 'event'; readonly event: Event } | EventReset;

/**
 * Yields events in order, each once, as they come, until the signal is aborted.
 *
 * Nothing is queued for a subscriber: it is at some place of the stream and reads on from there when it asks for more,
 * from the tail or, further behind, from the store. So a slow one costs no memory and loses nothing, unless it falls
 * behind what retention keeps; then it gets `reset`, and that is all. A broken one resumes behind the `seq` it had last.
 *
 * @throws EVENT_QUERY_INVALID; STORE_* when the store does not answer: resume then, too
 */
export async function* subscribe(
  { store, tail }: { readonly store: Store; readonly tail: Tail },
  subscription: Subscription,
  signal: AbortSignal,
): AsyncGenerator<Delivery, void, undefined> {
  checkQuery(subscription);
  const leave = tail.join();
  try {
    let place = subscription.after ?? (await newestEvent(store));
    while (!signal.aborted) {
      const page = tail.since(place) ?? (await readEvents(store, { ...subscription, after: place, limit: PAGE }));
      if (page.kind === 'reset') {
        yield page;
        return;
      }
      for (const event of page.events) {
        if (signal.aborted) return;
        if (fitsFilter(event, subscription)) yield { kind: 'event', event };
      }
      if (page.next === place) await tail.news(place, signal);
      place = page.next;
    }
  } finally {
    leave();
  }
}
