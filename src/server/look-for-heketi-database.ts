import { closeSync, openSync, readSync } from 'node:fs';
import type { LoadedConfig } from '../kernel/config/index.ts';
import type { Store } from '../kernel/store/index.ts';
import { errors } from './errors.ts';

/** Behind the 16 bytes of a page's head, in the byte order of the machine that wrote it (bbolt, db.go: `magic`). */
const MAGIC = 0xed0cdaed;
const MAGIC_AT = 16;

/**
 * A server that takes the place of a Heketi must not answer its clients that there is nothing: DECISIONS, configuration.
 * The database is looked for where somebody has set its path, and only while the store has no cluster.
 *
 * @throws SERVER_HEKETI_DATABASE_FOUND
 */
export async function lookForHeketiDatabase({ config, origins }: LoadedConfig, store: Store): Promise<void> {
  const { dbFile: path, ignoreDbFile } = config.heketi;
  if (ignoreDbFile || (origins.get('heketi.dbFile')?.kind ?? 'default') === 'default' || !isBolt(path)) return;
  const known = await store.read({ sql: 'select 1 as one from gluster_cluster limit 1', values: [] });
  if (known.length === 0) throw errors.SERVER_HEKETI_DATABASE_FOUND({ path, data: config.data });
}

/** One that cannot be read is none that could be taken over. */
function isBolt(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const head = Buffer.alloc(MAGIC_AT + 4);
    if (readSync(file, head, 0, head.length, 0) < head.length) return false;
    return head.readUInt32LE(MAGIC_AT) === MAGIC || head.readUInt32BE(MAGIC_AT) === MAGIC;
  } catch {
    return false;
  } finally {
    closeSync(file);
  }
}
