import type { Statement } from '../store/index.ts';
import type { EngineParts, Kept } from './engine-parts.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 600_000;
/** In one commit, so that nobody waits long behind it. */
const ROWS_AT_ONCE = 50;
const MOST_TURNS = 200;

export const KEPT: Kept = { operationDays: 90, commandDays: 14 };

/** Removes records whose time is over, a little at a time. An operation outlives its clean-up operations. */
export function createRetention(
  { store, log }: EngineParts,
  kept: Kept = KEPT,
): {
  readonly everyMs: number;
  readonly turn: () => Promise<void>;
} {
  const now = store.words.nowMs;
  const old = `select id from operation o where ended_at_ms < ${now} - ${kept.operationDays * DAY_MS}
    and not exists (select 1 from operation child where child.parent = o.id) order by ended_at_ms, id limit ${ROWS_AT_ONCE}`;
  const commands: Statement = {
    sql: `delete from operation_command where (operation, number, step) in (select operation, number, step
      from operation_command where at_ms < ${now} - ${kept.commandDays * DAY_MS} order by at_ms limit ${ROWS_AT_ONCE})`,
    values: [],
  };
  const expired = ['operation_plan', 'idempotency_key'].map(
    (table): Statement => ({ sql: `delete from ${table} where expires_at_ms < ${now}`, values: [] }),
  );
  const operations = ['operation_event', 'operation_command', 'idempotency_key'].map(
    (table): Statement => ({ sql: `delete from ${table} where operation in (${old})`, values: [] }),
  );
  const heads: Statement = { sql: `delete from operation where id in (${old})`, values: [] };
  return {
    everyMs: EVERY_MS,
    turn: async () => {
      await store.write(expired);
      let removed = 0;
      for (let turn = 0; turn < MOST_TURNS; turn += 1) {
        const outcome = await store.write([commands, ...operations, heads]);
        const results = outcome.kind === 'committed' ? outcome.results : [];
        const rows = (results[0]?.changes ?? 0) + (results.at(-1)?.changes ?? 0);
        removed += rows;
        if (rows === 0) break;
      }
      if (removed > 0) log.debug({ rows: removed }, 'old records of operations were removed');
    },
  };
}
