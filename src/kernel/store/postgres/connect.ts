import { type ClientConfig, type QueryConfig, TypeOverrides, types as pgTypes } from 'pg';
import type { Statement } from '../store.ts';

const KEPT_STATEMENTS = 500;
const CONNECT_TIMEOUT_MS = 10_000;

// Integers of ours stay below 2^53, and JSON is text on both databases; `pg` would give strings and objects.
const types = new TypeOverrides();
types.setTypeParser(pgTypes.builtins.INT8, (text) => Number(text));
types.setTypeParser(pgTypes.builtins.JSON, (text) => text);
types.setTypeParser(pgTypes.builtins.JSONB, (text) => text);

/** Settings of every connection. A URL's password is overridden by one from a file. */
export function connectionSettings(url: string, password: string | undefined, purpose: string): ClientConfig {
  return {
    connectionString: withPassword(url, password),
    application_name: `hostreeve ${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types,
    // A cluster that is set up to answer before the disk has it would break every promise of the store.
    options: '-c synchronous_commit=on -c client_min_messages=warning',
  };
}

/** `pg` lets a URL's password win over one that is given beside it. */
function withPassword(url: string, password: string | undefined): string {
  if (password === undefined) return url;
  const parsed = new URL(url);
  parsed.password = encodeURIComponent(password);
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
