import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../kernel/config/index.ts';
import { inMemoryPlace } from '../kernel/store/testing/in-memory.ts';
import { lookForHeketiDatabase } from './look-for-heketi-database.ts';
import { migrations } from './migrations.ts';

/** The head of a first page: id, flags, count, overflow, and what marks a database of BoltDB. */
const BOLT = Buffer.concat([Buffer.alloc(16), Buffer.from('edda0ced', 'hex'), Buffer.alloc(4076)]);

function aFile(content: Buffer | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'heketi.db');
  writeFileSync(path, content);
  return path;
}

async function look(path: string | undefined, { hasCluster = false, ignore = false } = {}): Promise<void> {
  const store = await inMemoryPlace(() => 0).open(migrations);
  if (hasCluster)
    await store.write([
      {
        sql: `insert into gluster_cluster (id, project, takes_file, takes_block, volume_count)
          values ('c1', 'default', 1, 1, 0)`,
        values: [],
      },
    ]);
  const env = path === undefined ? {} : { HEKETI_DB_PATH: path };
  const flags = ignore ? { '--ignore-heketi-db': true } : {};
  await lookForHeketiDatabase(loadConfig({ env, flags, readFile: () => '' }), store);
}

it('stops a start without clusters beside the database of a Heketi, with the commands that take it over', async () => {
  const path = aFile(BOLT);
  await expect(look(path)).rejects.toMatchObject({
    code: 'SERVER_HEKETI_DATABASE_FOUND',
    message: expect.stringMatching(
      `heketi db export --dbfile ${path} --jsonfile heketi.json && hostreeve import heketi heketi.json --data `,
    ),
  });
});

it('goes on where there are clusters, where it is told to, and where no such file is', async () => {
  const path = aFile(BOLT);
  await look(path, { hasCluster: true });
  await look(path, { ignore: true });
  for (const other of [
    aFile('a text that is longer than twenty bytes'),
    aFile(''),
    '/is/not/there',
    tmpdir(),
    undefined,
  ])
    await look(other);
});
