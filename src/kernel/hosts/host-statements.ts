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
export function insertAddressStatements(
  host: string,
  addresses: readonly HostAddress[],
  from = 0,
): readonly Statement[] {
  return addresses.map(({ address, port }, index) => ({
    sql: 'insert into host_address (host, position, address, port) values ($1, $2, $3, $4)',
    values: [host, from + index, spelling(address), port],
  }));
}

/** Addresses from this position on are not used; they are kept from other hosts for an operation that may give them back. */
export const RESERVED_FROM = 1_000;

interface Reach {
  readonly name: string;
  readonly addresses: readonly HostAddress[];
}

/**
 * Puts addresses in the place of those that a host has, and gives it a name. Refused where it has others by now, or another
 * host has one of them (`unique`). What it had is kept from other hosts, and nobody changes its addresses, until one of the
 * two below. For the claim of an operation; what was read of the host may be used for `ACCOUNT_LASTS_MS` more.
 */
export function moveHostStatements(id: string, from: Reach, to: Reach, operation: string): readonly Statement[] {
  const isKept = (one: HostAddress): boolean =>
    to.addresses.some(({ address, port }) => spelling(address) === one.address && port === one.port);
  return [
    requireAddresses(id, from.addresses),
    { sql: 'update host set name = $1, moved_by = $2 where id = $3', values: [to.name, operation, id], changes: 1 },
    { sql: 'delete from host_address where host = $1', values: [id] },
    ...insertAddressStatements(id, to.addresses),
    ...insertAddressStatements(
      id,
      from.addresses.filter((address) => !isKept(address)),
      RESERVED_FROM,
    ),
  ];
}

function requireAddresses(id: string, addresses: readonly HostAddress[]): Statement {
  const same = addresses.map(
    (_, index) => `(position = ${index} and address = $${2 * index + 2} and port = $${2 * index + 3})`,
  );
  return {
    sql: `select 1 as one where ${addresses.length} = (select count(*) from host_address where host = $1)
      and ${addresses.length} = (select count(*) from host_address where host = $1 and (${['1 = 0', ...same].join(' or ')}))`,
    values: [id, ...addresses.flatMap(({ address, port }) => [address, port])],
    changes: 1,
  };
}

/** The host is as it was; but for its name, where another host has got that meanwhile. */
export function moveHostBackStatements(id: string, { name, addresses }: Reach): readonly Statement[] {
  return [
    {
      sql: 'update host set name = $1 where id = $2 and not exists (select 1 from host where name = $1)',
      values: [name, id],
    },
    { sql: 'update host set moved_by = null where id = $1', values: [id] },
    { sql: 'delete from host_address where host = $1', values: [id] },
    ...insertAddressStatements(id, addresses),
  ];
}

/** What it had before is anybody's; nothing happens where the operation did not move it. */
export function leaveAddressesStatements(id: string, operation: string): readonly Statement[] {
  return [
    { sql: 'update host set moved_by = null where id = $1 and moved_by = $2', values: [id, operation] },
    { sql: `delete from host_address where host = $1 and position >= ${RESERVED_FROM}`, values: [id] },
  ];
}

/** Refused while an operation may give a host back the addresses that it had. Comes behind `holdingHost`. */
export function requireUnmoved(id: string): Statement {
  return { sql: 'select 1 as one from host where id = $1 and moved_by is null', values: [id], changes: 1 };
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
