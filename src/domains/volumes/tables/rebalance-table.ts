import type { Statement } from '../../../kernel/store/index.ts';

/** `not-started`: it was wanted, and Gluster would not. */
export type RebalanceState = 'running' | 'completed' | 'stopped' | 'failed' | 'not-started';

/** What became of the wish to rebalance a volume. A type alias, so that it counts as JSON in the result of a step. */
export type RebalanceNote = {
  readonly state: RebalanceState;
  /** Why it is not started. */
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
};

/** The last one of a volume takes the place of the one before. */
export function noteRebalance(volume: string, { state, reason, atMs }: RebalanceNote): Statement {
  return {
    sql: `insert into gluster_rebalance (volume, state, reason, since_ms, seen_at_ms) values ($1, $2, $3, $4, $5)
      on conflict (volume) do update set state = excluded.state, reason = excluded.reason, since_ms = excluded.since_ms,
        seen_at_ms = excluded.seen_at_ms, files = 0, bytes = 0, scanned = 0, failures = 0, skipped = 0`,
    values: [volume, state, reason ?? null, atMs, atMs],
  };
}

export interface RebalanceSeen {
  readonly files: number;
  readonly bytes: number;
  readonly scanned: number;
  readonly failures: number;
  readonly skipped: number;
}

/** How far a running one is. `sinceMs`: of the one that was looked at; another one may have begun meanwhile. */
export function markRebalance(
  volume: string,
  { sinceMs, atMs }: { readonly sinceMs: number; readonly atMs: number },
  { files, bytes, scanned, failures, skipped }: RebalanceSeen,
): Statement {
  return {
    sql: `update gluster_rebalance set files = $1, bytes = $2, scanned = $3, failures = $4, skipped = $5, seen_at_ms = $6
      where volume = $7 and state = 'running' and since_ms = $8`,
    values: [files, bytes, scanned, failures, skipped, atMs, volume, sinceMs],
    changes: 1,
  };
}

/** It does not run any more. Behind `markRebalance`, where something is known of it. */
export function endRebalance(
  volume: string,
  { sinceMs, atMs }: { readonly sinceMs: number; readonly atMs: number },
  state: RebalanceState,
): Statement {
  return {
    sql: `update gluster_rebalance set state = $1, since_ms = $2, seen_at_ms = $3
      where volume = $4 and state = 'running' and since_ms = $5`,
    values: [state, atMs, atMs, volume, sinceMs],
    changes: 1,
  };
}
