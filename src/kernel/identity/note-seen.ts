import type { Statement } from '../store/index.ts';
import type { IdentityParts } from './parts.ts';
import type { Principal } from './principal.ts';

/** What is known about the last time of something is as old as this at the most. */
export const COARSE_MS = 60_000;

/**
 * Writes when a principal was last seen, once a minute at the most. Nobody waits for it, and nobody is refused because
 * it cannot be written: a full disk must not lock everybody out.
 */
export function noteSeen(
  { store, clock, log }: IdentityParts,
  principal: Principal,
  more: readonly Statement[] = [],
): void {
  const now = clock.now();
  const seen: Statement = {
    sql: 'update principal set last_seen_at_ms = $1 where id = $2 and (last_seen_at_ms is null or last_seen_at_ms < $3)',
    values: [now, principal.id, now - COARSE_MS],
  };
  const batch = isStale(principal.lastSeenAtMs, now) ? [seen, ...more] : more;
  if (batch.length === 0) return;
  store.write(batch).catch((error: unknown) => {
    log.warn({ err: error, principal: principal.id }, 'when a principal was last seen could not be written');
  });
}

export function isStale(atMs: number | undefined, nowMs: number): boolean {
  return atMs === undefined || atMs < nowMs - COARSE_MS;
}
