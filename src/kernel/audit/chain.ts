import { createHmac, type KeyObject } from 'node:crypto';
import type { Row } from '../store/index.ts';
import type { Entry } from './entry.ts';

/**
 * The chain: entries are sealed in batches, and each batch with the one before it. All codes are HMAC-SHA256 under one
 * key, of a JSON list that begins with what it is, so that none can be passed off as another.
 *
 * - of an entry: all its columns but the number, which is its place in the batch;
 * - of a batch: its numbers, the code of the batch before it, and the codes of its entries in order;
 * - of the head: how many batches there are, the last number, and the last batch's code. Without it, whoever cuts off
 *   the newest batches could write the rest of the chain into the head.
 */

/** Entries of a batch: what verifying holds in memory at a time. */
export const BATCH_ENTRIES = 200;

/** Of each entry's code, so many hex digits are kept in its batch: they tell which entry was changed. */
export const MARK_DIGITS = 16;

export interface Seal {
  /** 1, 2, 3 … */
  readonly batch: number;
  readonly first: number;
  readonly last: number;
  readonly entries: number;
  readonly marks: string;
  readonly mac: string;
}

export interface Head {
  readonly batches: number;
  readonly last: number;
  /** Of the last batch. */
  readonly lastMac: string;
  /** Its own. */
  readonly mac: string;
}

/** Of a store in which nothing was sealed yet. */
export const START: Head = { batches: 0, last: 0, lastMac: '', mac: '' };

/** The seal of the entries that follow what the head has. */
export function sealOf(
  key: KeyObject,
  before: Pick<Head, 'batches' | 'last' | 'lastMac'>,
  entries: readonly Entry[],
): Seal {
  const batch = before.batches + 1;
  const first = before.last + 1;
  const last = before.last + entries.length;
  const macs = entries.map((entry) => entryMac(key, entry));
  const mac = codeOf(key, ['batch', batch, first, last, entries.length, before.lastMac, macs]);
  return { batch, first, last, entries: entries.length, marks: marksOf(macs), mac };
}

export function headAfter(key: KeyObject, { batch, last, mac }: Seal): Head {
  return { batches: batch, last, lastMac: mac, mac: codeOf(key, ['head', batch, last, mac]) };
}

/** Whether somebody who has the key wrote this head, or nobody has yet. */
export function isGenuine(key: KeyObject, head: Head): boolean {
  if (head.batches === 0) return JSON.stringify(head) === JSON.stringify(START);
  return head.mac === codeOf(key, ['head', head.batches, head.last, head.lastMac]);
}

export function headOf(row: Row): Head {
  return {
    batches: Number(row['batches']),
    last: Number(row['head_last']),
    lastMac: String(row['last_mac']),
    mac: String(row['head_mac']),
  };
}

/** For `headOf`. */
export const HEAD_COLUMNS = 'batches, audit_head.last_number as head_last, last_mac, audit_head.mac as head_mac';

function entryMac(key: KeyObject, { id, atMs, who, action, on, result, from, body }: Entry): string {
  return codeOf(key, ['entry', id, atMs, who, action, on, result, from, body]);
}

function marksOf(macs: readonly string[]): string {
  return macs.map((mac) => mac.slice(0, MARK_DIGITS)).join('');
}

function codeOf(key: KeyObject, list: readonly unknown[]): string {
  return createHmac('sha256', key).update(JSON.stringify(list)).digest('hex');
}
