import type { HostAddress, HostId } from '../remote/index.ts';
import type { Row, SqlValue, Store } from '../store/index.ts';
import { spelling } from './check-address.ts';
import { RESERVED_FROM } from './host-statements.ts';
import type { Host, HostAccount, HowAdmitted, RecordedKey } from './host.ts';

type Reader = Pick<Store, 'read'>;

/** A condition on the table `host` as `h`; `order by` and `limit` may follow it. */
interface Which {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** For views of operations: what is known of a host under its name. */
export async function readHostByName(reader: Reader, name: string): Promise<Host | undefined> {
  const [host] = await readHosts(reader, { where: 'h.name = $1', values: [name] });
  return host;
}

export async function readHost(reader: Reader, id: string): Promise<Host | undefined> {
  const [host] = await readHosts(reader, { where: 'h.id = $1', values: [id] });
  return host;
}

/** The host that an address belongs to, or is kept for. */
export async function readHostByAddress(reader: Reader, { address, port }: HostAddress): Promise<Host | undefined> {
  const [host] = await readHosts(reader, {
    where: 'h.id = (select host from host_address where address = $1 and port = $2)',
    values: [spelling(address), port],
  });
  return host;
}

/** Hosts by name, from behind `after` on. */
export function readHostsAfter(reader: Reader, after: string, limit: number): Promise<readonly Host[]> {
  return readHosts(reader, { where: 'h.name > $1 order by h.name limit $2', values: [after, limit] });
}

async function readHosts(reader: Reader, { where, values }: Which): Promise<readonly Host[]> {
  const ofThese = `host in (select h.id from host h where ${where})`;
  const [hosts, addresses, keys, accounts] = await Promise.all(
    [
      `select id, name, created_at_ms, machine_id, era, checked_at_ms from host h where ${where}`,
      `select host, address, port from host_address where ${ofThese} and position < ${RESERVED_FROM}
        order by host, position`,
      `select host, line, type, fingerprint, admitted_at_ms, how from host_key where ${ofThese}
        order by admitted_at_ms, fingerprint`,
      `select host, login, become, private_key, password from host_account
        where purpose = 'default' and ${ofThese}`,
    ].map((sql) => reader.read({ sql, values })),
  );
  return (hosts ?? []).map((row) => {
    const own = (rows: readonly Row[] = []): readonly Row[] => rows.filter(({ host }) => host === row['id']);
    const [account] = own(accounts);
    return {
      id: String(row['id']) as HostId,
      name: String(row['name']),
      addresses: own(addresses).map(({ address, port }) => ({ address: String(address), port: Number(port) })),
      createdAtMs: Number(row['created_at_ms']),
      ...(row['machine_id'] === null ? {} : { machineId: String(row['machine_id']) }),
      ...(row['era'] === null ? {} : { era: String(row['era']) }),
      ...(row['checked_at_ms'] === null ? {} : { checkedAtMs: Number(row['checked_at_ms']) }),
      keys: own(keys).map(keyOf),
      ...(account === undefined ? {} : { account: accountOf(account) }),
    };
  });
}

function keyOf(row: Row): RecordedKey {
  return {
    line: String(row['line']),
    type: String(row['type']),
    fingerprint: String(row['fingerprint']),
    admittedAtMs: Number(row['admitted_at_ms']),
    how: String(row['how']) as HowAdmitted,
  };
}

function accountOf(row: Row): HostAccount {
  return {
    login: String(row['login']),
    ...(row['become'] === 'sudo' ? { become: 'sudo' } : {}),
    hasPrivateKey: row['private_key'] !== null,
    hasPassword: row['password'] !== null,
  };
}
