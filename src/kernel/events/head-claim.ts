import type { Statement, Store, WriteOutcome } from '../store/index.ts';

const LEASE_MS = 6_000;

/**
 * The right to do the work behind a head row, such as `event_head`, which has the columns `claim` and `lease_until_ms`.
 * One server has it at a time. The lease is over 6 s after the holder's last write, so a holder with nothing to do writes
 * nothing; it keeps the claim until another server finds work and takes it.
 */
export interface HeadClaim {
  /**
   * The first statement of every write: takes the claim, or proves that it is still ours. It locks the head row, so what
   * the statements after it read there holds until the commit.
   */
  guard(): Statement;
  /** Learns from the outcome of a batch that began with the guard. */
  learn(outcome: WriteOutcome): void;
  /** Whether this server had the claim when it wrote last. */
  isOurs(): boolean;
  /** Lets others go on at once. @throws STORE_* */
  release(): Promise<void>;
}

/** SQL that is 1 in a row of the head when somebody may take the claim, and 0 otherwise. */
export function isFreeSql(store: Store): string {
  // Nobody else has such a store open, so a lease in it is that of a start before this one.
  return store.isShared ? `case when lease_until_ms <= ${store.words.nowMs} then 1 else 0 end` : '1';
}

export function createHeadClaim(store: Store, table: string): HeadClaim {
  const lease = `lease_until_ms = ${store.words.nowMs} + ${LEASE_MS}`;
  let ours: number | undefined;
  return {
    guard: () =>
      ours === undefined
        ? {
            sql: `update ${table} set claim = claim + 1, ${lease} where ${isFreeSql(store)} = 1 returning claim`,
            values: [],
            changes: 1,
          }
        : { sql: `update ${table} set ${lease} where claim = $1 returning claim`, values: [ours], changes: 1 },
    learn: (outcome) => {
      if (outcome.kind === 'committed') ours = Number(outcome.results[0]?.rows[0]?.['claim']);
      // A later statement that was refused says nothing about the claim.
      else if (outcome.statement === 0) ours = undefined;
    },
    isOurs: () => ours !== undefined,
    release: async () => {
      const claim = ours;
      ours = undefined;
      if (claim === undefined) return;
      await store.write([{ sql: `update ${table} set lease_until_ms = 0 where claim = $1`, values: [claim] }]);
    },
  };
}
