import type { Store } from '../store/index.ts';
import type { Timer } from '../timer.ts';
import { type EventPage, type EventQuery, type EventReset, readEvents } from './read-events.ts';
import { repeat, type RepeatLog } from '../repeat.ts';
import { KEPT_DAYS, removeOldEvents, RETENTION_EVERY_MS } from './retention.ts';
import { type OutboxStatistics, startSequencer } from './sequencer.ts';
import { type Delivery, subscribe, type Subscription } from './subscribe.ts';
import { startTail } from './tail.ts';

/** What happened, over all servers, in one order. */
export interface EventStream {
  /** One page. @throws EVENT_QUERY_INVALID, STORE_* */
  read(query: EventQuery): Promise<EventPage | EventReset>;
  /**
   * Events as they come, until the signal is aborted or the stream stops. They are there within milliseconds; where a
   * notice of the store was lost, within a second or two; where the server that numbers them died, after its lease of 6 s.
   *
   * @throws EVENT_QUERY_INVALID, STORE_*
   */
  subscribe(subscription: Subscription, signal: AbortSignal): AsyncGenerator<Delivery, void, undefined>;
  /** For metrics; as of a second ago at most. */
  statistics(): OutboxStatistics;
  /** Ends all subscriptions and lets another server number events at once. @throws STORE_* */
  stop(): Promise<void>;
}

/**
 * Starts this server's part of the event stream. Writers need none of it, only `outboxStatement`.
 *
 * ```ts
 * const events = startEventStream({ store, timer, log });
 * for await (const delivery of events.subscribe({ after: 17, projects: ['default'] }, signal)) …
 * await events.stop();
 * ```
 */
export function startEventStream(options: {
  readonly store: Store;
  readonly timer: Timer;
  readonly log: RepeatLog;
  /** How long events are kept, 7 days without it. */
  readonly keptDays?: number;
}): EventStream {
  const { store, timer, log, keptDays = KEPT_DAYS } = options;
  const stopping = new AbortController();
  const sequencer = startSequencer({ store, timer, log });
  const tail = startTail({ store, timer, log });
  const retention = repeat({
    timer,
    log,
    what: 'removing old events',
    everyMs: RETENTION_EVERY_MS,
    turn: () => removeOldEvents(store, keptDays),
  });
  return {
    read: (query) => readEvents(store, query),
    subscribe: (subscription, signal) =>
      subscribe({ store, tail }, subscription, AbortSignal.any([signal, stopping.signal])),
    statistics: () => sequencer.statistics(),
    stop: async () => {
      stopping.abort();
      await Promise.all([tail.stop(), retention.stop()]);
      await sequencer.stop();
    },
  };
}
