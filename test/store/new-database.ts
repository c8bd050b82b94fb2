import { Client } from 'pg';
import { onTestFinished } from 'vitest';

let databases = 0;

/** Runs one statement on the server of the tests, in its first database. */
export async function administer(sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** A PostgreSQL database that goes away with the test, and its URL. */
export async function newDatabase(options = ''): Promise<string> {
  databases += 1;
  const name = `hostreeve_test_${process.pid}_${databases}`;
  await administer(`create database ${name} ${options}`);
  onTestFinished(() => administer(`drop database ${name} with (force)`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function serverUrl(): string {
  const server = process.env['TEST_POSTGRES_URL'] ?? '';
  if (server === '') throw new Error('no PostgreSQL: run eval "$(lab/postgres up)" first');
  return server;
}
