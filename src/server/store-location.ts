import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../kernel/config/index.ts';
import { reasonOf } from '../kernel/errors.ts';
import { Secret } from '../kernel/secrets/index.ts';
import { errors } from './errors.ts';

export interface StoreLocation {
  /** As `openStore` takes it. */
  readonly url: string;
  readonly password?: Secret;
}

/**
 * Where the configuration puts the store.
 *
 * @throws SERVER_PASSWORD_FILE_UNREADABLE
 */
export function storeLocation({ data, store }: Config): StoreLocation {
  if (store.url === undefined) return { url: `sqlite:${join(data, 'hostreeve.sqlite')}` };
  if (store.passwordFile === undefined) {
    return store.password === undefined ? { url: store.url } : { url: store.url, password: store.password };
  }
  try {
    // An editor ends a file with a newline, which is no part of the password.
    return { url: store.url, password: new Secret(readFileSync(store.passwordFile, 'utf8').replace(/\r?\n$/, '')) };
  } catch (cause) {
    throw errors.SERVER_PASSWORD_FILE_UNREADABLE({ path: store.passwordFile, reason: reasonOf(cause) }, { cause });
  }
}
