import type { Store } from '../store/index.ts';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
/** In one commit, so that nobody waits long behind it. */
const ROWS_AT_ONCE = 500;

/**
 * Removes tokens that expired or were revoked 30 days ago or more, 500 at the most. Until then their owner can see what
 * became of them.
 *
 * @returns how many were removed
 */
export async function removeOldTokens({ store }: { readonly store: Store }): Promise<number> {
  const before = `${store.words.nowMs} - ${KEPT_DAYS * DAY_MS}`;
  const outcome = await store.write([
    {
      sql: `delete from api_token where id in (
        select id from api_token where expires_at_ms < ${before} or revoked_at_ms < ${before} limit ${ROWS_AT_ONCE})`,
      values: [],
    },
  ]);
  return outcome.kind === 'committed' ? (outcome.results[0]?.changes ?? 0) : 0;
}
