import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type StartedServer, type StartOptions, startServer } from '../heketi/start-server.ts';

/**
 * Has Hostreeve make its store with the first administrator, then hands the store over to be filled.
 *
 * @param prepare while the server runs
 */
export async function makeStore<Prepared>(
  options: StartOptions,
  prepare: (server: StartedServer) => Promise<Prepared>,
  fillStore: (db: DatabaseSync, prepared: Prepared) => void,
): Promise<Prepared> {
  const server = await startServer('Hostreeve', options);
  let prepared: Prepared;
  try {
    prepared = await prepare(server);
  } finally {
    await server.stop();
  }
  const db = new DatabaseSync(join(options.folder, 'data', 'hostreeve.sqlite'));
  try {
    // It need not outlive a power cut, and millions of rows in no order want their pages in memory.
    db.exec('pragma synchronous = off; pragma cache_size = -1000000');
    fillStore(db, prepared);
  } finally {
    db.close();
  }
  return prepared;
}
