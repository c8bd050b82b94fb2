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
 * Puts addresses in the place of those that a host has, and gives it a name. Refused (`unique`) where another host has one
 * of them. For the claim of an operation; what was read of the host may be used for `ACCOUNT_LASTS_MS` more.
 */
export function moveHostStatements(
  id: string,
  { name, addresses }: { readonly name: string; readonly addresses: readonly HostAddress[] },
): readonly Statement[] {
  return [
    { sql: 'update host set name = $1 where id = $2', values: [name, id], changes: 1 },
    { sql: 'delete from host_address where host = $1', values: [id] },
    ...insertAddressStatements(
      id,
      addresses.map(({ address, port }) => ({ address: spelling(address), port })),
    ),
  ];
}

/** The addresses of a host that has another one in the place of these, first; those besides them stay. */
export function movedAddresses(
  addresses: readonly HostAddress[],
  { from, to, defaultPort }: { readonly from: readonly string[]; readonly to: string; readonly defaultPort: number },
): readonly HostAddress[] {
  const gone = new Set(from.map(spelling));
  const replaced = addresses.find(({ address }) => gone.has(address)) ?? addresses[0];
  const moved = { address: spelling(to), port: replaced?.port ?? defaultPort };
  return [
    moved,
    ...addresses.filter(
      ({ address, port }) => !gone.has(address) && (address !== moved.address || port !== moved.port),
    ),
  ];
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
