import type { Store } from '../store/index.ts';
import type { Timer } from '../timer.ts';
import { type Event, type EventPage, newestEvent, readEvents } from './read-events.ts';
import { repeat, type RepeatLog } from '../repeat.ts';
import { EVENT_CHANNEL } from './sequencer.ts';

const MOST_KEPT = 250;
const LOOK_MS = 1_000;

/**
 * The newest events in memory, for all subscribers of this server together: what happens now is read from the store
 * once, however many listen. Nothing is read while nobody does.
 */
export interface Tail {
  /** @returns what ends it */
  join(): () => void;
  /** All events behind a place, and the place that they reach; undefined when they are not all here. */
  since(after: number): Pick<EventPage, 'kind' | 'events' | 'next'> | undefined;
  /** Resolves when there is more than up to this place, or as soon as the signal is aborted. */
  news(after: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

interface Waiter {
  readonly after: number;
  readonly wake: () => void;
}

export function startTail(options: { readonly store: Store; readonly timer: Timer; readonly log: RepeatLog }): Tail {
  const { store, timer, log } = options;
  const waiters = new Set<Waiter>();
  let readers = 0;
  /** Up to `last`, without gaps; undefined while nobody listens. */
  let kept: { readonly events: readonly Event[]; readonly last: number } | undefined;

  const keep = (events: readonly Event[], last: number): void => {
    kept = { events, last };
    for (const waiter of waiters) if (waiter.after < last) waiter.wake();
  };

  const turn = async (): Promise<void> => {
    if (readers === 0) {
      kept = undefined;
      return;
    }
    if (kept === undefined) keep([], await newestEvent(store));
    for (;;) {
      const { events, last } = kept ?? { events: [], last: 0 };
      const page = await readEvents(store, { after: last, limit: MOST_KEPT });
      if (page.kind === 'reset') {
        // This server slept longer than events are kept; its subscribers find out from the store.
        keep([], page.last);
        return;
      }
      if (page.next > last) keep([...events, ...page.events].slice(-MOST_KEPT), page.next);
      if (page.next >= page.last) return;
    }
  };

  const loop = repeat({ timer, log, what: 'reading events', everyMs: LOOK_MS, turn });
  const stopListening = store.onNotice(EVENT_CHANNEL, () => {
    if (readers > 0) loop.look();
  });
  return {
    join: () => {
      readers += 1;
      if (kept === undefined) loop.look();
      return () => {
        readers -= 1;
      };
    },
    since: (after) => {
      if (kept === undefined || after > kept.last || after < kept.last - kept.events.length) return undefined;
      return { kind: 'page', events: kept.events.slice(kept.events.length - (kept.last - after)), next: kept.last };
    },
    news: (after, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || (kept !== undefined && kept.last > after)) {
          resolve();
          return;
        }
        const wake = (): void => {
          waiters.delete(waiter);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const waiter: Waiter = { after, wake };
        waiters.add(waiter);
        signal.addEventListener('abort', wake, { once: true });
      }),
    stop: async () => {
      stopListening();
      await loop.stop();
    },
  };
}
