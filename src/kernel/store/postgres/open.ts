import type { Kysely } from 'kysely';
import { Pool, type QueryConfig } from 'pg';
import { CodedError } from '../../errors.ts';
import { checkValues } from '../check-values.ts';
import { errors } from '../errors.ts';
import { channelsOf } from '../listeners.ts';
import { migrate } from '../migrate.ts';
import type { Migration } from '../migration.ts';
import type { CheckReport, OpenReport, Row, Store } from '../store.ts';
import { connectionSettings, type Purpose, statementNames, withoutPassword } from './connect.ts';
import { toCodedError } from './failures.ts';
import { kyselyOn, postgresCompiler, postgresTypes, postgresWords } from './kysely.ts';
import { createNotices, type Notices } from './notices.ts';
import { type PostgresWriter, startWriter } from './writer.ts';

const OLDEST_SERVER = 13;
const READERS = 4;

export interface PostgresOptions {
  /** `postgres://user@host:port/database`; libpq's parameters may follow. */
  readonly url: string;
  readonly password?: string;
  readonly migrations: readonly Migration[];
}

/**
 * Opens a PostgreSQL store: looks at the server, migrates, and keeps one writing and up to four reading connections, and
 * one for notices once somebody wants them. Several servers may have the same store open.
 *
 * @throws STORE_UNAVAILABLE, STORE_CANNOT_OPEN, STORE_UNSUPPORTED, STORE_READ_ONLY, STORE_TOO_NEW,
 * STORE_MIGRATION_FAILED
 */
export async function openPostgres({ url, password, migrations }: PostgresOptions): Promise<Store> {
  const path = withoutPassword(url);
  const opened = await prepareDatabase({ url, migrations, ...(password === undefined ? {} : { password }) }, path);
  return serve(path, opened, {
    pool: newPool(url, password, 'reader'),
    writer: startWriter(url, password, path),
    notices: createNotices(url, password),
  });
}

async function prepareDatabase({ url, password, migrations }: PostgresOptions, path: string): Promise<OpenReport> {
  const pool = newPool(url, password, 'start');
  try {
    const { warnings, elapsedMs, schema } = await lookAtServer(pool, path);
    const report = await migrate({
      db: kyselyOn(pool),
      path,
      types: postgresTypes,
      schema,
      hasTable: async (name) => {
        const { rows } = await pool.query<{ found: boolean }>(
          'select to_regclass(quote_ident($1) || $2) is not null as found',
          [schema, `.${name}`],
        );
        return rows[0]?.found === true;
      },
      migrations,
      toCodedError: (error) => toCodedError(path, error),
      wayBack: 'restore the dump of the database from before its first start',
    });
    return { ...report, integrityMs: elapsedMs, warnings };
  } catch (error) {
    throw error instanceof CodedError ? error : toCodedError(path, error);
  } finally {
    await pool.end();
  }
}

function newPool(url: string, password: string | undefined, purpose: Purpose): Pool {
  const pool = new Pool({ ...connectionSettings(url, password, purpose), max: READERS });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

interface Connections {
  readonly pool: Pool;
  readonly writer: PostgresWriter;
  readonly notices: Notices;
}

function serve(path: string, opened: OpenReport, { pool, writer, notices }: Connections): Store {
  const compiler = postgresCompiler();
  const name = statementNames();
  let closing: Promise<void> | undefined;
  const requireOpen = (): void => {
    if (closing !== undefined) {
      throw errors.STORE_UNAVAILABLE({ path, reason: 'the store is closed', outcome: 'not-applied' });
    }
  };
  const closeAll = async (): Promise<void> => {
    await writer.close();
    await Promise.all([pool.end(), notices.close()]);
  };
  return {
    kind: 'postgres',
    isShared: true,
    path,
    opened,
    words: postgresWords,
    write: async (batch) => {
      checkValues(batch);
      const outcome = await writer.write(batch);
      if (outcome.kind === 'committed') notices.send(channelsOf(batch));
      return outcome;
    },
    read: async (statement) => {
      checkValues([statement]);
      requireOpen();
      try {
        const { rows } = await pool.query<Row>(name(statement));
        return rows;
      } catch (error) {
        throw toCodedError(path, error, { sql: statement.sql });
      }
    },
    readTogether: async (statements) => {
      checkValues(statements);
      requireOpen();
      try {
        return await readOneState(
          pool,
          statements.map((statement) => name(statement)),
        );
      } catch (error) {
        throw toCodedError(path, error, { sql: statements.map(({ sql }) => sql).join('; ') });
      }
    },
    onNotice: (channel, callback) => notices.on(channel, callback),
    query: <Tables>() => compiler as Kysely<Tables>,
    check: () => lookForDamage(pool, path),
    statistics: () => writer.statistics(),
    close: async () => {
      closing ??= closeAll();
      await closing;
    },
  };
}

async function readOneState(pool: Pool, queries: readonly QueryConfig[]): Promise<readonly (readonly Row[])[]> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read read only');
    const answers: Row[][] = [];
    for (const query of queries) answers.push((await client.query<Row>(query)).rows);
    await client.query('commit');
    return answers;
  } catch (error) {
    fault = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection with an open transaction goes to nobody else.
    client.release(fault);
  }
}

interface ServerFacts {
  readonly version: string;
  readonly major: number;
  readonly encoding: string;
  readonly standby: boolean;
  readonly fsync: string;
  readonly checksums: string;
  readonly schema: string | null;
}

async function lookAtServer(
  pool: Pool,
  path: string,
): Promise<{ warnings: string[]; elapsedMs: number; schema: string }> {
  const startedAt = performance.now();
  const { rows } = await pool.query<ServerFacts>(`
    select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major,
      current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby, current_setting('fsync') as fsync,
      current_setting('data_checksums') as checksums, current_schema() as schema`);
  const [facts] = rows;
  if (facts === undefined) throw errors.STORE_UNSUPPORTED({ path, found: 'no answer', needed: 'a PostgreSQL server' });
  if (facts.major < OLDEST_SERVER) {
    throw errors.STORE_UNSUPPORTED({ path, found: `PostgreSQL ${facts.version}`, needed: `${OLDEST_SERVER} or newer` });
  }
  if (facts.encoding !== 'UTF8') {
    throw errors.STORE_UNSUPPORTED({ path, found: `the encoding ${facts.encoding}`, needed: 'UTF8' });
  }
  if (facts.schema === null) {
    throw errors.STORE_UNSUPPORTED({ path, found: 'no schema in the search path', needed: 'one to put the tables in' });
  }
  if (facts.standby) throw errors.STORE_READ_ONLY({ path });
  const warnings = [
    ...(facts.fsync === 'off' ? ['fsync is off on the database server: a power cut can destroy the store'] : []),
    ...(facts.checksums === 'off'
      ? ['the database cluster has no data checksums: damage on its disk stays unseen']
      : []),
    ...(await brokenPages(pool)),
  ];
  return { warnings, elapsedMs: Math.round(performance.now() - startedAt), schema: facts.schema };
}

/**
 * Looks for damage in a PostgreSQL store, also while servers have it open.
 *
 * @throws STORE_UNAVAILABLE, STORE_CANNOT_OPEN
 */
export async function checkPostgres(url: string, password: string | undefined): Promise<CheckReport> {
  const pool = newPool(url, password, 'reader');
  try {
    return await lookForDamage(pool, withoutPassword(url));
  } finally {
    await pool.end();
  }
}

async function lookForDamage(pool: Pool, path: string): Promise<CheckReport> {
  const startedAt = performance.now();
  try {
    const { rows } = await pool.query<{ line: string }>(`
      select conrelid::regclass || ': the constraint ' || conname || ' is not validated' as line
      from pg_constraint where not convalidated and connamespace = current_schema()::regnamespace`);
    const problems = [...rows.map(({ line }) => line), ...(await brokenPages(pool))];
    return { problems, elapsedMs: Math.round(performance.now() - startedAt) };
  } catch (error) {
    throw toCodedError(path, error);
  }
}

async function brokenPages(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ failures: number | null }>(
    'select checksum_failures as failures from pg_stat_database where datname = current_database()',
  );
  const failures = rows[0]?.failures ?? 0;
  return failures > 0 ? [`the database server has seen ${failures} pages with a wrong checksum`] : [];
}
