import type { HostAddress } from '../remote/index.ts';
import type { Statement } from '../store/index.ts';
import { spelling } from './check-address.ts';

/**
 * The rows of a host under a new id, or nothing where the name is known already; whose id counts afterwards, the name
 * tells. An address that another host has refuses the batch (`unique`). For the claim of an operation.
 */
export function insertHostStatements(host: {
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly HostAddress[];
  readonly createdAtMs: number;
}): readonly Statement[] {
  const { id, name, addresses, createdAtMs } = host;
  return [
    {
      sql: 'insert into host (id, name, created_at_ms) values ($1, $2, $3) on conflict (name) do nothing',
      values: [id, name, createdAtMs],
    },
    ...addresses.map(({ address, port }, position) => ({
      // Without the casts PostgreSQL takes every value of a select for a text.
      sql: `insert into host_address (host, position, address, port)
        select cast($1 as text), cast($2 as integer), cast($3 as text), cast($4 as integer)
        where exists (select 1 from host where id = $1)`,
      values: [id, position, spelling(address), port],
    })),
  ];
}

/** The addresses of a host, in the order in which they are tried. */
export function insertAddressStatements(host: string, addresses: readonly HostAddress[]): readonly Statement[] {
  return addresses.map(({ address, port }, position) => ({
    sql: 'insert into host_address (host, position, address, port) values ($1, $2, $3, $4)',
    values: [host, position, address, port],
  }));
}

/**
 * Removes a host with its addresses and keys, unless a person gave it an account, whose secrets would stay behind.
 * Refused (`foreign-key`) while something points at it.
 */
export function removeHostStatement(id: string): Statement {
  return {
    sql: 'delete from host where id = $1 and not exists (select 1 from host_account where host = $1)',
    values: [id],
  };
}
