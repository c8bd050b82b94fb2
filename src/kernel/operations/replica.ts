import type { Row, Statement, Store } from '../store/index.ts';
import type { Timer } from '../timer.ts';
import { Stopped } from './interruptions.ts';

export const LEASE_MS = 6_000;
export const RENEWAL_MS = 2_000;
/** Rows of servers that are long gone. */
const KEPT_MS = 24 * 3_600_000;

/**
 * This server in the store. All operations that it runs share its one lease: renewing costs one row every 2 s, however
 * many they are.
 */
export interface Replica {
  readonly id: string;
  /** Takes the lease, for the first time or again. @throws STORE_*, and {Stopped} after `release` */
  renew(): Promise<void>;
  /** Whether the lease still holds for sure, by this server's clock since the last renewal was asked for. */
  isFresh(): boolean;
  /** Lets others go on at once, and takes no lease any more. @throws STORE_* */
  release(): Promise<void>;
}

/** @param id unlike that of any other start of any server */
export function createReplica(store: Store, timer: Timer, id: string): Replica {
  const now = store.words.nowMs;
  const renewal: Statement = {
    sql: `insert into replica (id, since_ms, lease_until_ms) values ($1, ${now}, ${now} + ${LEASE_MS})
      on conflict (id) do update set lease_until_ms = ${now} + ${LEASE_MS}`,
    values: [id],
  };
  const forget: Statement = store.isShared
    ? {
        sql: `delete from replica where lease_until_ms < ${now} - ${KEPT_MS}
          and not exists (select 1 from operation where owner = replica.id)`,
        values: [],
      }
    : // Nobody else has this store open, so nobody else holds a lease.
      { sql: 'delete from replica where id <> $1', values: [id] };
  let freshUntilMs = Number.NEGATIVE_INFINITY;
  let isFirst = true;
  let isReleased = false;
  return {
    id,
    renew: async () => {
      if (isReleased) throw new Stopped();
      const askedAtMs = timer.now();
      await store.write(isFirst ? [forget, renewal] : [renewal]);
      isFirst = false;
      freshUntilMs = askedAtMs + LEASE_MS;
    },
    isFresh: () => timer.now() < freshUntilMs,
    release: async () => {
      isReleased = true;
      freshUntilMs = Number.NEGATIVE_INFINITY;
      await store.write([{ sql: 'delete from replica where id = $1', values: [id] }]);
    },
  };
}

/** True of an `operation` that no living server has; `$1` is the asking one. */
export function isAbandoned(store: Store): string {
  return `(owner is null or (owner <> $1 and not exists
    (select 1 from replica where replica.id = operation.owner and replica.lease_until_ms > ${store.words.nowMs})))`;
}

export interface Candidate {
  readonly id: string;
  readonly project: string;
  readonly state: string;
  readonly isCancelled: boolean;
  /** Among those of its project and state; 1 is the oldest. */
  readonly place: number;
  readonly claim: number;
  readonly lastEvent: number;
}

/** More than what is asked for, so that a project with much in the queue does not hide the others. */
const LOOK_AHEAD = 200;

/**
 * Operations that could be taken now: those of servers that are gone first, then the queue and those to be tried again,
 * the oldest of each project before the second of any.
 *
 * @param kinds `kind/version` of what this server can run
 */
export async function findCandidates(
  store: Store,
  replica: string,
  kinds: readonly string[],
  limit: number,
): Promise<readonly Candidate[]> {
  if (kinds.length === 0) return [];
  const places = kinds.map((_, index) => `$${index + 3}`).join(', ');
  const rows = await store.read({
    sql: `select id, project, claim, last_event, state, cancelled_by, place from (
        select id, project, claim, last_event, state, cancelled_by, created_at_ms,
          row_number() over (partition by project, state order by created_at_ms, id) as place
        from operation
        where ended_at_ms is null and kind || '/' || cast(version as text) in (${places})
          and (state <> 'stuck' or next_try_at_ms <= ${store.words.nowMs}) and ${isAbandoned(store)}
      ) as candidate
      order by case when state in ('queued', 'stuck') then 1 else 0 end, place, created_at_ms, id limit $2`,
    values: [replica, limit + LOOK_AHEAD, ...kinds],
  });
  return rows.map(candidateOf);
}

function candidateOf(row: Row): Candidate {
  return {
    id: String(row['id']),
    project: String(row['project']),
    state: String(row['state']),
    isCancelled: row['cancelled_by'] !== null,
    place: Number(row['place']),
    claim: Number(row['claim']),
    lastEvent: Number(row['last_event']),
  };
}

/** What takes an operation: refused when somebody was faster. */
export function takeStatement(
  store: Store,
  replica: string,
  { id, claim, lastEvent }: Pick<Candidate, 'id' | 'claim' | 'lastEvent'>,
): Statement {
  return {
    sql: `update operation set owner = $1, claim = claim + 1
      where id = $2 and claim = $3 and last_event = $4 and ended_at_ms is null and ${isAbandoned(store)}`,
    values: [replica, id, claim, lastEvent],
    changes: 1,
  };
}
