import type { KeyObject } from 'node:crypto';
import { createHeadClaim, isFreeSql } from '../events/index.ts';
import { repeat, type RepeatLog } from '../repeat.ts';
import type { Statement, Store } from '../store/index.ts';
import type { Timer } from '../timer.ts';
import { BATCH_ENTRIES, type Head, HEAD_COLUMNS, headAfter, headOf, isGenuine, type Seal, sealOf } from './chain.ts';
import { ENTRY_COLUMNS, type Entry, entryOf } from './entry.ts';
import { errors } from './errors.ts';

/** So long an entry can be changed without a trace. */
const LOOK_MS = 1_000;
const BROKEN_LOOK_MS = 60_000;
/** Counting further would make each look dear. */
const MOST_COUNTED = 10_000;

export interface SealerStatistics {
  /** Entries that are not sealed yet; 10,000 stands for any more. */
  readonly unsealed: number;
  readonly lastSealed: number;
  /** Whether this server seals, as far as it knows. */
  readonly isSealing: boolean;
  /** Whether it found the chain changed, and does not go on. */
  readonly isBroken: boolean;
}

export interface Sealer {
  /** As of the last look, a second ago at most. */
  statistics(): SealerStatistics;
  /** @throws STORE_* */
  stop(): Promise<void>;
}

/**
 * Numbers committed entries without gaps and seals them in batches, on one server at a time. Each of the two is a write
 * of its own; what a dead server has numbered and not sealed is sealed by the next one, with those numbers.
 *
 * A chain whose end is not genuine is not continued: the new end would hide what was cut off.
 */
export function startSealer(options: {
  readonly store: Store;
  readonly timer: Timer;
  readonly key: KeyObject;
  readonly log: RepeatLog;
}): Sealer {
  const { store, timer, key, log } = options;
  const claim = createHeadClaim(store, 'audit_head');
  const look = lookStatement(store);
  let seen = { unsealed: 0, lastSealed: 0 };
  let sealed = 0;
  let brokenUntilMs = Number.NEGATIVE_INFINITY;

  const checkHead = (head: Head): void => {
    if (!isGenuine(key, head)) throw errors.AUDIT_CHAIN_BROKEN({ found: 'its head was changed, or has another key' });
    // An older head is genuine, too.
    if (head.batches < sealed) {
      throw errors.AUDIT_CHAIN_BROKEN({ found: `it ends at batch ${head.batches} and had ${sealed}` });
    }
  };

  /** @returns whether to look again at once */
  const sealSome = async (): Promise<boolean> => {
    const [row] = await store.read(look);
    if (row === undefined) throw errors.AUDIT_CHAIN_BROKEN({ found: 'its head is missing' });
    seen = { unsealed: Number(row['unsealed']), lastSealed: Number(row['last_number']) };
    if (seen.unsealed === 0 || (!claim.isOurs() && row['is_free'] !== 1)) return false;
    const numbered = await store.write([claim.guard(), numberStatement]);
    claim.learn(numbered);
    if (numbered.kind === 'refused') return false;
    // Read under the claim: what is sealed on top of it is refused if somebody else took the claim meanwhile.
    const { head, entries } = await readNext(store);
    checkHead(head);
    // Another server took the claim after all, and has sealed them.
    if (entries.length === 0) return false;
    checkNumbers(entries, head);
    const seal = sealOf(key, head, entries);
    const outcome = await store.write([claim.guard(), ...sealStatements(seal, headAfter(key, seal))]);
    claim.learn(outcome);
    if (outcome.kind === 'committed') {
      sealed = seal.batch;
      return true;
    }
    if (outcome.reason === 'unique') throw errors.AUDIT_CHAIN_BROKEN({ found: `batch ${seal.batch} is there already` });
    return false;
  };

  const turn = async (): Promise<void> => {
    if (timer.now() < brokenUntilMs) return;
    try {
      while (await sealSome());
      brokenUntilMs = Number.NEGATIVE_INFINITY;
    } catch (error) {
      // Reported, but not every second.
      if (errors.AUDIT_CHAIN_BROKEN.is(error)) brokenUntilMs = timer.now() + BROKEN_LOOK_MS;
      throw error;
    }
  };

  const loop = repeat({ timer, log, what: 'sealing the audit record', everyMs: LOOK_MS, turn });
  return {
    statistics: () => ({ ...seen, isSealing: claim.isOurs(), isBroken: brokenUntilMs > Number.NEGATIVE_INFINITY }),
    stop: async () => {
      await loop.stop();
      await claim.release();
    },
  };
}

function lookStatement(store: Store): Statement {
  return {
    sql: `select last_number, ${isFreeSql(store)} as is_free,
        (select count(*) from (select 1 from audit_entry where number is null limit ${MOST_COUNTED}) as few)
        + (select count(*) from (
            select 1 from audit_entry where number > (select last_number from audit_head)
            order by number limit ${BATCH_ENTRIES}
          ) as numbered) as unsealed
      from audit_head`,
    values: [],
  };
}

/** Changes nothing while numbered entries wait for their seal. */
const numberStatement: Statement = {
  sql: `update audit_entry set number = numbered.number from (
      select id, (select last_number from audit_head) + row_number() over (order by id) as number
      from (select id from audit_entry where number is null order by id limit ${BATCH_ENTRIES}) as first_ones
    ) as numbered
    where audit_entry.id = numbered.id
      and coalesce((select max(number) from audit_entry), 0) <= (select last_number from audit_head)`,
  values: [],
};

/** The end of the chain, and what is numbered behind it. */
async function readNext(store: Store): Promise<{ readonly head: Head; readonly entries: readonly Entry[] }> {
  const rows = await store.read({
    sql: `select ${HEAD_COLUMNS}, entry.* from audit_head left join (
        select ${ENTRY_COLUMNS} from audit_entry where number > (select last_number from audit_head)
        order by number limit ${BATCH_ENTRIES}
      ) as entry on 1 = 1 order by entry.number`,
    values: [],
  });
  const [first] = rows;
  if (first === undefined) throw errors.AUDIT_CHAIN_BROKEN({ found: 'its head is missing' });
  return { head: headOf(first), entries: rows.filter((row) => row['number'] !== null).map(entryOf) };
}

function checkNumbers(entries: readonly Entry[], { last }: Head): void {
  if (entries.some(({ number }, index) => number !== last + 1 + index)) {
    throw errors.AUDIT_CHAIN_BROKEN({ found: `the entries behind ${last} do not follow one another` });
  }
}

function sealStatements(seal: Seal, head: Head): readonly Statement[] {
  return [
    {
      sql: `insert into audit_seal (batch, first_number, last_number, entries, marks, mac)
        values ($1, $2, $3, $4, $5, $6)`,
      values: [seal.batch, seal.first, seal.last, seal.entries, seal.marks, seal.mac],
    },
    {
      sql: 'update audit_head set batches = $1, last_number = $2, last_mac = $3, mac = $4',
      values: [head.batches, head.last, head.lastMac, head.mac],
    },
  ];
}
