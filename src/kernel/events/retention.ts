import type { Statement, Store } from '../store/index.ts';

const DAY_MS = 86_400_000;
export const KEPT_DAYS = 7;
export const RETENTION_EVERY_MS = 600_000;
/** In one commit, so that nobody waits long behind it. */
const ROWS_AT_ONCE = 500;
/** In one turn: 100,000 events, so 160 a second for ever. */
const MOST_BATCHES = 200;

/**
 * Removes old events from the beginning, so that those that are kept have no gaps. Any number of servers may do it at
 * once. What counts is when an event got its number, by the store's clock: writers' clocks may be in disorder.
 *
 * @throws STORE_*
 */
export async function removeOldEvents(store: Store, keptDays: number): Promise<void> {
  const oldest = `select coalesce(
        min(case when numbered_at_ms >= ${store.words.nowMs} - ${keptDays * DAY_MS} then seq end), max(seq) + 1
      ) as seq from (select seq, numbered_at_ms from event order by seq limit ${ROWS_AT_ONCE}) as first_ones`;
  const batch: readonly Statement[] = [
    {
      sql: `update event_head set first_seq = oldest.seq from (${oldest}) as oldest where oldest.seq > first_seq`,
      values: [],
    },
    {
      sql: `delete from event where seq in (
        select seq from event where seq < (select first_seq from event_head) order by seq limit ${ROWS_AT_ONCE}
      )`,
      values: [],
    },
  ];
  for (let turn = 0; turn < MOST_BATCHES; turn += 1) {
    const outcome = await store.write(batch);
    if (outcome.kind === 'refused' || (outcome.results[1]?.changes ?? 0) < ROWS_AT_ONCE) return;
  }
}
