import type { Row, Store } from '../store/index.ts';
import { findName } from './check-name.ts';
import { errors } from './errors.ts';

declare const brand: unique symbol;

/** 32 lower-case hex digits, or the name of a built-in one. */
export type PrincipalId = string & { readonly [brand]: 'PrincipalId' };

interface Reading {
  readonly store: Pick<Store, 'read'>;
}

/** Who can do something: a person, or a program that acts by itself. */
export interface Principal {
  readonly id: PrincipalId;
  readonly kind: 'person' | 'service';
  readonly name: string;
  readonly state: 'active' | 'disabled';
  readonly createdAtMs: number;
  /** Of the last successful authentication, to the minute. */
  readonly lastSeenAtMs: number | undefined;
}

/** The columns of a principal, with the table's name `p`. */
export const PRINCIPAL_COLUMNS = 'p.id, p.kind, p.name, p.state, p.created_at_ms, p.last_seen_at_ms';

export function principalOf(row: Row): Principal {
  return {
    id: String(row['id']) as PrincipalId,
    kind: row['kind'] === 'person' ? 'person' : 'service',
    name: String(row['name']),
    state: row['state'] === 'active' ? 'active' : 'disabled',
    createdAtMs: Number(row['created_at_ms']),
    lastSeenAtMs: row['last_seen_at_ms'] === null ? undefined : Number(row['last_seen_at_ms']),
  };
}

/** @throws PRINCIPAL_NOT_FOUND */
export async function getPrincipal({ store }: Reading, id: string): Promise<Principal> {
  const [row] = await store.read({ sql: `select ${PRINCIPAL_COLUMNS} from principal p where p.id = $1`, values: [id] });
  if (row === undefined) throw errors.PRINCIPAL_NOT_FOUND({ principal: id });
  return principalOf(row);
}

/** By name: for people who type one. Nothing is ever linked by it. */
export async function findPrincipal({ store }: Reading, name: string): Promise<Principal | undefined> {
  const [row] = await store.read({
    sql: `select ${PRINCIPAL_COLUMNS} from principal p where p.name = $1`,
    values: [findName(name) ?? ''],
  });
  return row === undefined ? undefined : principalOf(row);
}
