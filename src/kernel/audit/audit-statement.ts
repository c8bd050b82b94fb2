import type { Statement } from '../store/index.ts';
import { errors } from './errors.ts';

/** Of all its texts together; verifying holds a batch of entries in memory. */
const MOST_CHARACTERS = 64 * 1024;

/** Who did what, on what, from where, and what came of it. No secrets. */
export interface AuditFact {
  /** A principal's id, or a word in brackets for who has none. */
  readonly who: string;
  /** Such as `volume.create`. */
  readonly action: string;
  /** What it was done to. */
  readonly on: string;
  readonly result: 'done' | 'refused' | 'failed';
  /** The remote address, or a word in brackets where there is none. */
  readonly from: string;
  /** By the writer's clock, in milliseconds since 1970. */
  readonly atMs: number;
  /** More about it; goes through `JSON.stringify`. */
  readonly body?: unknown;
}

/**
 * Writes an audit entry in the writer's own batch: it is kept exactly if what it tells of is.
 *
 * ```ts
 * await store.write([change, auditStatement({ who, action: 'role.grant', on, result: 'done', from, atMs })]);
 * ```
 *
 * @throws AUDIT_TOO_LARGE
 */
export function auditStatement(fact: AuditFact): Statement {
  const { atMs, who, action, on, result, from, body = null } = fact;
  const texts = [...[who, action, on, result, from].map(keepable), JSON.stringify(body) ?? 'null'];
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > MOST_CHARACTERS) throw errors.AUDIT_TOO_LARGE({ action, characters, most: MOST_CHARACTERS });
  return {
    sql: 'insert into audit_entry (at_ms, who, action, target, result, remote, body) values ($1, $2, $3, $4, $5, $6, $7)',
    values: [atMs, ...texts],
  };
}

/** PostgreSQL refuses these in text, and a request that has them in a name must not go by without an entry. */
function keepable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
