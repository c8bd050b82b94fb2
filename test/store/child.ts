/**
 * A process of its own for the tests of stores: `node child.ts URL hold|write|migrate`. `hold` prints `open` and stays;
 * `write` prints the id of each pool whose commit was acknowledged; `migrate` opens, prints what ran and closes.
 */
import { openStore } from '../../src/kernel/store/index.ts';
import { fixtureMigrations } from './fixtures-data.ts';

const [url = '', mode = 'hold'] = process.argv.slice(2);
const attempts = mode === 'migrate' ? 200 : 1;
for (let attempt = 1; attempt <= attempts; attempt += 1) {
  try {
    const owner = { pid: process.pid, since: new Date().toISOString() };
    const store = await openStore({ url, migrations: fixtureMigrations, owner });
    console.log(mode === 'migrate' ? `migrated ${store.opened.migrated.length}` : 'open');
    if (mode === 'migrate') {
      await store.close();
      break;
    }
    if (mode === 'write') {
      const prefix = `${process.pid}-`;
      await Promise.all(
        Array.from({ length: 16 }, async (_, lane) => {
          for (let index = 0; index < 5_000; index += 1) {
            const id = `${prefix}${lane}-${index}`;
            await store.write([{ sql: 'insert into pool (id, free) values ($1, $2)', values: [id, 1] }]);
            process.stdout.write(`${id}\n`);
          }
        }),
      );
    }
    setInterval(() => undefined, 1_000);
    break;
  } catch (error) {
    // One process at a time has a SQLite store; the others come back until it is theirs.
    if (attempt === attempts || (error as { code?: string }).code !== 'STORE_IN_USE') throw error;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
