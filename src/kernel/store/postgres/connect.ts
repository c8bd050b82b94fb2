import { type ClientConfig, type QueryConfig, TypeOverrides, types as pgTypes } from 'pg';
import type { Statement } from '../store.ts';

const KEPT_STATEMENTS = 500;
const CONNECT_TIMEOUT_MS = 10_000;
/** The server gives up first, so that the outcome is known; the client's limit is for a server that is not there. */
const STATEMENT_TIMEOUT_MS = 20_000;
const LOCK_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 25_000;

// Integers of ours stay below 2^53, and JSON is text on both databases; `pg` would give strings and objects.
const types = new TypeOverrides();
types.setTypeParser(pgTypes.builtins.INT8, (text) => Number(text));
types.setTypeParser(pgTypes.builtins.JSON, (text) => text);
types.setTypeParser(pgTypes.builtins.JSONB, (text) => text);

/** `reader` connections refuse to write. */
export type Purpose = 'writer' | 'reader' | 'listener' | 'start';

/** Settings of every connection. A URL's password is overridden by one from a file. */
export function connectionSettings(url: string, password: string | undefined, purpose: Purpose): ClientConfig {
  return {
    connectionString: withOurs(url, password, purpose),
    application_name: `hostreeve ${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types,
    ...(purpose === 'start' ? {} : { query_timeout: ANSWER_TIMEOUT_MS }),
  };
}

const OURS: Readonly<Record<string, string | number>> = {
  // A cluster that is set up to answer before the disk has it would break every promise of the store.
  synchronous_commit: 'on',
  client_min_messages: 'warning',
};

const LIMITED = { statement_timeout: STATEMENT_TIMEOUT_MS, lock_timeout: LOCK_TIMEOUT_MS };

const BY_PURPOSE: Readonly<Record<Purpose, Readonly<Record<string, string | number>>>> = {
  writer: LIMITED,
  reader: { ...LIMITED, default_transaction_read_only: 'on' },
  listener: LIMITED,
  // A migration of a large table takes what it takes.
  start: {},
};

/** What is in a URL wins over what `pg` is given beside it, so the password and our settings go in there. */
function withOurs(url: string, password: string | undefined, purpose: Purpose): string {
  const parsed = new URL(url);
  // A URL of a socket has no host, and one without a host keeps no password.
  if (password !== undefined && parsed.hostname === '') parsed.searchParams.set('password', password);
  else if (password !== undefined) parsed.password = encodeURIComponent(password);
  const settings = { ...OURS, ...BY_PURPOSE[purpose] };
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const theirs = parsed.searchParams.get('options');
  parsed.searchParams.set('options', [...(theirs === null ? [] : [theirs]), ...ours].join(' '));
  return parsed.href;
}

/** The URL as it may stand in messages. */
export function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  parsed.search = '';
  return parsed.href;
}

/** Names each statement text once, so that the server parses it once per connection. */
export function statementNames(): (statement: Statement) => QueryConfig {
  const names = new Map<string, string>();
  return ({ sql, values }) => {
    let name = names.get(sql);
    if (name === undefined && names.size < KEPT_STATEMENTS) {
      name = `s${names.size + 1}`;
      names.set(sql, name);
    }
    const query = { text: sql, values: values as unknown[] };
    return name === undefined ? query : { ...query, name };
  };
}
