import { join } from 'node:path';
import { expect, it } from 'vitest';
import { owner, temporaryFolder } from '../../test/store/fixtures.ts';
import { dumpSqliteSchema } from '../../test/store/schema-dump.ts';
import { openStore } from '../kernel/store/index.ts';
import { migrations } from './migrations.ts';

it('makes the schema of the golden file on SQLite', async () => {
  const path = join(temporaryFolder(), 'hostreeve.sqlite');
  await (await openStore({ url: `sqlite:${path}`, migrations, owner })).close();
  await expect(dumpSqliteSchema(path)).toMatchFileSnapshot('__golden__/schema.sqlite.sql');
});
