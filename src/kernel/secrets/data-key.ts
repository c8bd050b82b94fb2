import { randomBytes } from 'node:crypto';
import { open, seal } from './seal.ts';
import { KEY_BYTES, SealingKey } from './sealing-key.ts';
import { Secret } from './secret.ts';

// Envelope encryption: the master key seals one data key, the data key seals the rows. Changing the master key then
// rewrites one row and not all of them.
const CONTEXT = 'hostreeve/data-key';

export interface DataKey {
  readonly key: SealingKey;
  /** The data key under the master key: what the store keeps. */
  readonly sealed: string;
}

/** Makes a random data key. */
export function newDataKey(masterKey: SealingKey): DataKey {
  const key = new SealingKey(randomBytes(KEY_BYTES));
  return { key, sealed: sealKey(masterKey, key) };
}

/**
 * Opens a data key from the store.
 *
 * @throws {CodedError} as `open` does
 */
export function openDataKey(masterKey: SealingKey, sealed: string): SealingKey {
  return new SealingKey(Buffer.from(open(masterKey, sealed, CONTEXT).reveal(), 'base64'));
}

/**
 * Seals the same data key under another master key; the rows that it sealed stay as they are.
 *
 * @throws {CodedError} as `open` does, about the old master key
 */
export function rewrapDataKey(oldMaster: SealingKey, newMaster: SealingKey, sealed: string): string {
  return sealKey(newMaster, openDataKey(oldMaster, sealed));
}

function sealKey(masterKey: SealingKey, key: SealingKey): string {
  return seal(masterKey, new Secret(Buffer.from(key.reveal()).toString('base64')), CONTEXT);
}
