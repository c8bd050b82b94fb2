import { Client } from 'pg';
import { onTestFinished } from 'vitest';

let databases = 0;

/** A PostgreSQL database that goes away with the test, and its URL. */
export async function newDatabase(options = ''): Promise<string> {
  const server = process.env['TEST_POSTGRES_URL'] ?? '';
  if (server === '') throw new Error('no PostgreSQL: run eval "$(lab/postgres up)" first');
  const administer = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  databases += 1;
  const name = `hostreeve_test_${process.pid}_${databases}`;
  await administer(`create database ${name} ${options}`);
  onTestFinished(() => administer(`drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
