import type { Statement, Store } from '../store/index.ts';
import type { Timer } from '../timer.ts';
import { createHeadClaim, isFreeSql } from './head-claim.ts';
import { OUTBOX_CHANNEL } from './outbox-statement.ts';
import { repeat, type RepeatLog } from '../repeat.ts';

/** Readers listen here. */
export const EVENT_CHANNEL = 'event';

const ROWS_AT_ONCE = 500;
/** Counting further would make each look at a long outbox dear. */
const MOST_COUNTED = 10_000;
const LOOK_MS = 1_000;

export interface OutboxStatistics {
  /** Events that have no number yet; 10,000 stands for any more. */
  readonly waiting: number;
  /** How long ago the first of them happened, by its writer's clock; 0 when none waits. */
  readonly oldestMs: number;
  readonly lastSeq: number;
  /** Whether this server numbers events, as far as it knows. */
  readonly isNumbering: boolean;
}

export interface Sequencer {
  /** As of the last look, a second ago at most. */
  statistics(): OutboxStatistics;
  /** @throws STORE_* */
  stop(): Promise<void>;
}

/**
 * Gives committed events their numbers, `seq`, without gaps and in the order of the outbox, on one server at a time.
 *
 * Numbers of a PostgreSQL sequence, taken by the writers, would be committed out of order: a reader that has seen 7 and
 * asks for what comes after it would miss 6.
 */
export function startSequencer({
  store,
  timer,
  log,
}: {
  readonly store: Store;
  readonly timer: Timer;
  readonly log: RepeatLog;
}): Sequencer {
  const claim = createHeadClaim(store, 'event_head');
  const look = lookStatement(store);
  const move = moveStatements(store);
  let isFirst = true;
  let seen: Omit<OutboxStatistics, 'isNumbering'> = { waiting: 0, oldestMs: 0, lastSeq: 0 };

  const turn = async (): Promise<void> => {
    const [row] = await store.read(look);
    const waiting = Number(row?.['waiting']);
    seen = { waiting, oldestMs: Math.max(0, Number(row?.['oldest_ms'])), lastSeq: Number(row?.['last_seq']) };
    // The first one is taken without work too: from then on this server is woken, and does not wait for its next look.
    const mayTake = row?.['is_free'] === 1 && (isFirst || waiting > 0);
    isFirst = false;
    if (claim.isOurs() ? waiting === 0 : !mayTake) return;
    for (;;) {
      const outcome = await store.write([claim.guard(), ...move]);
      claim.learn(outcome);
      if (outcome.kind === 'refused') return;
      if ((outcome.results[1]?.changes ?? 0) < ROWS_AT_ONCE) {
        seen = { waiting: 0, oldestMs: 0, lastSeq: Number(outcome.results.at(-1)?.rows[0]?.['last_seq']) };
        return;
      }
    }
  };

  const loop = repeat({ timer, log, what: 'numbering events', everyMs: LOOK_MS, turn });
  const stopListening = store.onNotice(OUTBOX_CHANNEL, () => {
    if (claim.isOurs()) loop.look();
  });
  return {
    statistics: () => ({ ...seen, isNumbering: claim.isOurs() }),
    stop: async () => {
      stopListening();
      await loop.stop();
      await claim.release();
    },
  };
}

function lookStatement(store: Store): Statement {
  return {
    sql: `select last_seq, ${isFreeSql(store)} as is_free,
        (select count(*) from (select 1 from event_outbox limit ${MOST_COUNTED}) as few) as waiting,
        coalesce(${store.words.nowMs} - (select at_ms from event_outbox order by id limit 1), 0) as oldest_ms
      from event_head`,
    values: [],
  };
}

/**
 * Moves the first rows of the outbox. Which rows they are is decided in one statement, the insert; the others go by what
 * it inserted, so a row that is committed meanwhile stays where it is.
 *
 * Wherever a row is found behind a number of the head, here and in other files, there is an order and a limit too: of the
 * comparison alone PostgreSQL expects a third of the table, and reads all of it.
 */
function moveStatements(store: Store): readonly Statement[] {
  return [
    {
      sql: `insert into event (seq, outbox_id, at_ms, numbered_at_ms, topic, project, subject, body)
        select (select last_seq from event_head) + row_number() over (order by id), id, at_ms, ${store.words.nowMs},
          topic, project, subject, body
        from (select * from event_outbox order by id limit ${ROWS_AT_ONCE}) as first_ones`,
      values: [],
    },
    {
      sql: `delete from event_outbox where id in (
        select outbox_id from event where seq > (select last_seq from event_head) order by seq limit ${ROWS_AT_ONCE}
      )`,
      values: [],
    },
    {
      sql: 'update event_head set last_seq = coalesce((select max(seq) from event), last_seq) returning last_seq',
      values: [],
      notify: EVENT_CHANNEL,
    },
  ];
}
