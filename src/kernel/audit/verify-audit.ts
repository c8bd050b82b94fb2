import type { KeyObject } from 'node:crypto';
import type { Row, Store } from '../store/index.ts';
import {
  BATCH_ENTRIES,
  type Head,
  HEAD_COLUMNS,
  headOf,
  isGenuine,
  MARK_DIGITS,
  type Seal,
  sealOf,
  START,
} from './chain.ts';
import { ENTRY_COLUMNS, entryOf } from './entry.ts';

const SEALS_AT_ONCE = 20;

/** Where the chain ended once, kept outside of the store: proves that it was not cut off or replaced since. */
export interface Anchor {
  readonly batch: number;
  readonly mac: string;
}

export interface AuditFault {
  readonly kind: 'broken';
  /** `cut-off`: from this one on, all are missing. */
  readonly found: 'changed' | 'missing' | 'reordered' | 'inserted' | 'cut-off';
  readonly what: 'entry' | 'batch' | 'head';
  /** The first one that is not as it was: of an entry its number, of a batch its own; 0 for the head. */
  readonly number: number;
}

export type AuditReport =
  | {
      readonly kind: 'intact';
      readonly sealed: number;
      /** Entries that no seal protects yet; a moment after the last write there are none. */
      readonly unsealed: number;
      readonly anchor: Anchor;
    }
  | AuditFault;

/**
 * Walks the whole record, batch by batch, and tells the first thing that is not as it was sealed. A server may write and
 * seal meanwhile. Whoever has the key can make a new record that verifies; only an anchor shows that.
 *
 * ```ts
 * const report = await verifyAudit({ store, key });
 * if (report.kind === 'broken') console.log(`${report.what} ${report.number}: ${report.found}`);
 * ```
 *
 * @throws STORE_*
 */
export async function verifyAudit(options: {
  readonly store: Store;
  readonly key: KeyObject;
  readonly anchor?: Anchor;
}): Promise<AuditReport> {
  const { store, key, anchor } = options;
  let at: Pick<Head, 'batches' | 'last' | 'lastMac'> = START;
  for (;;) {
    const { head, seals } = await readSeals(store, at.batches);
    if (head === undefined) return fault('missing', 'head', 0);
    if (!isGenuine(key, head)) return fault('changed', 'head', 0);
    // Of one moment with the head, so the chain ends here.
    if (seals.length === 0) return (await problemAtEnd(store, at, head, anchor)) ?? (await intact(store, at));
    for (const seal of seals) {
      const problem = await problemOf(store, key, at, seal);
      if (problem !== undefined) return problem;
      if (seal.batch === anchor?.batch && seal.mac !== anchor.mac) return fault('changed', 'batch', seal.batch);
      at = { batches: seal.batch, last: seal.last, lastMac: seal.mac };
    }
  }
}

async function readSeals(
  store: Store,
  after: number,
): Promise<{ readonly head: Head | undefined; readonly seals: readonly Seal[] }> {
  const rows = await store.read({
    sql: `select ${HEAD_COLUMNS}, page.* from audit_head left join (
        select batch, first_number, last_number, entries, marks, mac from audit_seal
        where batch > $1 order by batch limit ${SEALS_AT_ONCE}
      ) as page on 1 = 1 order by batch`,
    // The first page begins with the smallest of all, and so with what was put before the first.
    values: [after === 0 ? Number.MIN_SAFE_INTEGER : after],
  });
  const [first] = rows;
  return {
    head: first === undefined ? undefined : headOf(first),
    seals: rows.filter((row) => row['batch'] !== null).map(sealOfRow),
  };
}

/** Compares one batch with its entries, and with what went before. */
async function problemOf(
  store: Store,
  key: KeyObject,
  before: Pick<Head, 'batches' | 'last' | 'lastMac'>,
  seal: Seal,
): Promise<AuditFault | undefined> {
  const batch = before.batches + 1;
  if (seal.batch !== batch) {
    return seal.batch > batch ? fault('missing', 'batch', batch) : fault('inserted', 'batch', seal.batch);
  }
  const { first, last, entries: count } = seal;
  if (first !== before.last + 1 || count !== last - first + 1 || count < 1 || count > BATCH_ENTRIES) {
    return fault('changed', 'batch', batch);
  }
  const rows = await store.read({
    sql: `select ${ENTRY_COLUMNS} from audit_entry where number >= $1 and number <= $2
      order by number, id limit ${BATCH_ENTRIES + 1}`,
    values: [first, last],
  });
  const entries = rows.map(entryOf);
  for (let index = 0; index < Math.max(count, entries.length); index += 1) {
    const number = first + index;
    const found = entries[index]?.number;
    if (found === undefined || found > number) return fault('missing', 'entry', number);
    if (found < number) return fault('inserted', 'entry', found);
  }
  const made = sealOf(key, before, entries);
  const marks = { made: split(made.marks), kept: split(seal.marks) };
  const changed = marks.made.findIndex((mark, index) => mark !== marks.kept[index]);
  if (made.mac === seal.mac) return made.marks === seal.marks ? undefined : fault('changed', 'batch', batch);
  if (changed === -1) return fault('changed', 'batch', batch);
  const isElsewhere = marks.kept.includes(marks.made[changed] ?? '');
  return fault(isElsewhere ? 'reordered' : 'changed', 'entry', first + changed);
}

async function problemAtEnd(
  store: Store,
  at: Pick<Head, 'batches' | 'last' | 'lastMac'>,
  head: Head,
  anchor: Anchor | undefined,
): Promise<AuditFault | undefined> {
  if (at.batches < Math.max(head.batches, anchor?.batch ?? 0)) return fault('cut-off', 'entry', at.last + 1);
  if (at.batches > head.batches) return fault('inserted', 'batch', head.batches + 1);
  // A genuine head is of this chain's end, unless the batches were made with another beginning.
  if (at.lastMac !== head.lastMac || at.last !== head.last) return fault('changed', 'head', 0);
  const [row] = await store.read({
    sql: `select min(number) as lowest, (select last_number from audit_head) as last_number,
        (select min(number) from audit_entry where number > (select last_number from audit_head)) as next,
        (select max(number) from audit_entry where number > (select last_number from audit_head)) as highest,
        (select count(*) from audit_entry where number > (select last_number from audit_head)) as numbered
      from audit_entry`,
    values: [],
  });
  const lowest = Number(row?.['lowest'] ?? 1);
  if (lowest < 1) return fault('inserted', 'entry', lowest);
  const last = Number(row?.['last_number']);
  const numbered = Number(row?.['numbered']);
  const next = Number(row?.['next'] ?? last + 1);
  const highest = Number(row?.['highest'] ?? last);
  return next !== last + 1 || highest !== last + numbered ? fault('inserted', 'entry', highest) : undefined;
}

async function intact(
  store: Store,
  { batches, last, lastMac }: Pick<Head, 'batches' | 'last' | 'lastMac'>,
): Promise<AuditReport> {
  const [row] = await store.read({
    sql: `select (select count(*) from audit_entry where number is null)
        + (select count(*) from audit_entry where number > $1) as unsealed`,
    values: [last],
  });
  return {
    kind: 'intact',
    sealed: last,
    unsealed: Number(row?.['unsealed']),
    anchor: { batch: batches, mac: lastMac },
  };
}

function fault(found: AuditFault['found'], what: AuditFault['what'], number: number): AuditFault {
  return { kind: 'broken', found, what, number };
}

function sealOfRow(row: Row): Seal {
  return {
    batch: Number(row['batch']),
    first: Number(row['first_number']),
    last: Number(row['last_number']),
    entries: Number(row['entries']),
    marks: String(row['marks']),
    mac: String(row['mac']),
  };
}

function split(marks: string): readonly string[] {
  return Array.from({ length: Math.ceil(marks.length / MARK_DIGITS) }, (_, index) =>
    marks.slice(index * MARK_DIGITS, (index + 1) * MARK_DIGITS),
  );
}
