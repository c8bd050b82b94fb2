import type { CodedError } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import {
  type Account,
  type HostAddress,
  type HostId,
  type HostKey,
  hostId,
  readHostKey,
  shownAddress,
} from '../remote/index.ts';
import { createAccounts } from './accounts.ts';
import { removeAccountStatements, setAccountStatements } from './account-statements.ts';
import { type Change, holdingHost, makeChangeOrThrow, type Refusal } from './change.ts';
import { checkAccount } from './check-account.ts';
import { checkAddresses, checkHostName } from './check-address.ts';
import { checkHost } from './check-host.ts';
import { errors } from './errors.ts';
import type { Host } from './host.ts';
import type { HostReport } from './host-report.ts';
import { insertAddressStatements, requireUnmoved } from './host-statements.ts';
import { insertKeyStatement } from './key-statements.ts';
import type { NewAccount, NewAddress, NewHost } from './new-host.ts';
import type { HostParts } from './parts.ts';
import { readHost, readHostByAddress, readHostByName, readHostsAfter } from './read-hosts.ts';

const MOST_ROWS = 500;

export interface HostPage {
  readonly hosts: readonly Host[];
  /** For `after` of the next page; absent on the last one. */
  readonly next?: string;
}

/**
 * The hosts, how they are reached and by which keys they are known. Each change is in the audit record, in its own batch.
 * Whoever calls this has asked first whether the actor may.
 */
export interface HostInventory {
  /**
   * @throws {CodedError} HOST_NAME_INVALID, HOST_ADDRESS_INVALID, HOST_KEY_INVALID, HOST_ACCOUNT_INVALID, HOST_NAME_TAKEN,
   * HOST_ADDRESS_TAKEN
   */
  add(actor: Actor, host: NewHost): Promise<Host>;
  /** @throws {CodedError} HOST_NOT_FOUND */
  get(id: string): Promise<Host>;
  findByName(name: string): Promise<Host | undefined>;
  /** By name. At most 500 a page. */
  list(page?: { readonly after?: string; readonly limit?: number }): Promise<HostPage>;
  /**
   * Removes a host with its keys, its account and its secrets.
   *
   * @throws {CodedError} HOST_NOT_FOUND, HOST_IN_USE
   */
  remove(actor: Actor, id: string): Promise<void>;
  /** @throws {CodedError} HOST_NOT_FOUND, HOST_ADDRESS_INVALID, HOST_ADDRESS_TAKEN, HOST_BUSY */
  setAddresses(actor: Actor, id: string, addresses: readonly NewAddress[]): Promise<Host>;
  /**
   * Puts an account in place of the one that is there, its secrets included; without one, the default account counts.
   *
   * @throws {CodedError} HOST_NOT_FOUND, HOST_ACCOUNT_INVALID
   */
  setAccount(actor: Actor, id: string, account: NewAccount | undefined): Promise<Host>;
  /** The keys that a host shows now, for a person to compare. @throws {CodedError} HOST_NOT_FOUND, HOST_UNREACHABLE */
  probeKeys(id: string): Promise<readonly HostKey[]>;
  /**
   * Records a key: the line of a public key file, or the fingerprint of a key that the host shows now.
   *
   * @throws {CodedError} HOST_NOT_FOUND, HOST_KEY_INVALID, HOST_KEY_NOT_SHOWN, HOST_UNREACHABLE
   */
  acceptKey(actor: Actor, id: string, lineOrFingerprint: string): Promise<Host>;
  /** @throws {CodedError} HOST_NOT_FOUND, HOST_KEY_NOT_FOUND */
  removeKey(actor: Actor, id: string, fingerprint: string): Promise<Host>;
  /**
   * For the SSH transports. Remembered for two seconds; changes by this inventory count at once.
   *
   * @throws {CodedError} HOST_ACCOUNT_MISSING, HOST_CREDENTIALS_UNUSABLE, HOST_KEYS_FILE_UNREADABLE
   */
  readonly findAccount: (host: HostId) => Promise<Account | undefined>;
  /**
   * Looks whether a host can be worked with, and says what is missing. What is wrong is in the report.
   *
   * @throws {CodedError} HOST_NOT_FOUND
   */
  check(id: string): Promise<HostReport>;
}

/**
 * ```ts
 * const hosts = createHostInventory({ store, vault, clock, randomBytes, settings: hostSettings(config), transport, probeKeys });
 * const transport = createSshTransport({ findAccount: hosts.findAccount, timer, newNonce });
 * ```
 */
export function createHostInventory(parts: HostParts): HostInventory {
  const { store, vault, clock, randomBytes, settings } = parts;
  const accounts = createAccounts(parts);

  const get = async (id: string): Promise<Host> => {
    const host = await readHost(store, id);
    if (host === undefined) throw errors.HOST_NOT_FOUND({ host: id.slice(0, 64) });
    return host;
  };

  /** Changes a host that is there, and gives it as it is afterwards. */
  const change = async (
    actor: Actor,
    id: string,
    { statements, ...what }: Omit<Change, 'on'>,
    errorOf: (refusal: Refusal) => CodedError | undefined | Promise<CodedError | undefined> = () => undefined,
  ): Promise<Host> => {
    const whole = { ...what, on: `host/${id}`, statements: [holdingHost(id), ...statements] };
    await makeChangeOrThrow(parts, actor, whole, (refusal) =>
      refusal.statement === 0
        ? errors.HOST_NOT_FOUND({ host: id })
        : errorOf({ ...refusal, statement: refusal.statement - 1 }),
    );
    accounts.forget(id);
    return get(id);
  };

  const addressTaken = async (address: HostAddress | undefined): Promise<CodedError | undefined> => {
    if (address === undefined) return undefined;
    const by = await readHostByAddress(store, address);
    return errors.HOST_ADDRESS_TAKEN({ address: shownAddress(address), by: by?.name ?? 'that was just removed' });
  };

  const busy = async (id: string): Promise<CodedError> => {
    const [row] = await store.read({ sql: 'select name, moved_by from host where id = $1', values: [id] });
    return errors.HOST_BUSY({
      name: String(row?.['name'] ?? id),
      operation: String(row?.['moved_by'] ?? 'that has just ended'),
    });
  };

  const probeKeys = async ({ id, addresses }: Host): Promise<readonly HostKey[]> => {
    const { probeKeys: probe } = parts;
    // Simulated hosts have none.
    if (probe === undefined) return [];
    let failure: unknown;
    for (const address of addresses) {
      try {
        return await probe(id, address);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };

  const findShownKey = async (host: Host, fingerprint: string): Promise<HostKey> => {
    const shown = await probeKeys(host);
    const key = shown.find((each) => each.fingerprint === fingerprint);
    if (key !== undefined) return key;
    const fingerprints = shown.map((each) => `${each.fingerprint} (${each.type})`);
    throw errors.HOST_KEY_NOT_SHOWN({ name: host.name, fingerprint, shown: fingerprints });
  };

  return {
    add: async (actor, { name: givenName, addresses: givenAddresses, keys: lines = [], account }) => {
      const name = checkHostName(givenName);
      const addresses = checkAddresses(givenAddresses ?? [{ address: name }], settings.port);
      const keys = lines.map(readKey);
      const checked = account === undefined ? undefined : checkAccount(account, settings);
      const id = hostId(Buffer.from(randomBytes(16)).toString('hex'));
      const atMs = clock.now();
      const insert = {
        sql: 'insert into host (id, name, created_at_ms) values ($1, $2, $3)',
        values: [id, name, atMs],
      };
      const whole = {
        action: 'host.add',
        on: `host/${id}`,
        body: {
          name,
          addresses: addresses.map(shownAddress),
          keys: keys.map(({ fingerprint }) => fingerprint),
          ...shownAccount(checked),
        },
        statements: [
          insert,
          ...insertAddressStatements(id, addresses),
          ...keys.map((key) => insertKeyStatement(id, key, { how: 'given', atMs })),
          ...(checked === undefined ? [] : setAccountStatements(vault, id, checked)),
        ],
      };
      await makeChangeOrThrow(parts, actor, whole, ({ statement, reason }) => {
        if (reason !== 'unique') return undefined;
        return statement === 0 ? errors.HOST_NAME_TAKEN({ name }) : addressTaken(addresses[statement - 1]);
      });
      return get(id);
    },

    get,
    findByName: (name) => readHostByName(store, name),

    list: async ({ after = '', limit = 100 } = {}) => {
      const rows = Math.min(Math.max(limit, 1), MOST_ROWS);
      const found = await readHostsAfter(store, after, rows + 1);
      const hosts = found.slice(0, rows);
      const last = hosts.at(-1);
      return found.length <= rows || last === undefined ? { hosts } : { hosts, next: last.name };
    },

    remove: async (actor, id) => {
      const { name } = await get(id);
      const whole = {
        action: 'host.remove',
        on: `host/${id}`,
        body: { name },
        statements: [
          { sql: 'delete from host where id = $1', values: [id], changes: 1 },
          ...removeAccountStatements(vault, id),
        ],
      };
      await makeChangeOrThrow(parts, actor, whole, ({ reason }) => {
        if (reason === 'foreign-key') return errors.HOST_IN_USE({ name });
        return reason === 'changes' ? errors.HOST_NOT_FOUND({ host: id }) : undefined;
      });
      accounts.forget(id);
    },

    setAddresses: async (actor, id, given) => {
      const addresses = checkAddresses(given, settings.port);
      const statements = [
        requireUnmoved(id),
        { sql: 'delete from host_address where host = $1', values: [id] },
        ...insertAddressStatements(id, addresses),
      ];
      const what = { action: 'host.set-addresses', body: { addresses: addresses.map(shownAddress) }, statements };
      return change(actor, id, what, ({ statement, reason }) => {
        if (statement === 0) return busy(id);
        return reason === 'unique' ? addressTaken(addresses[statement - 2]) : undefined;
      });
    },

    setAccount: async (actor, id, account) => {
      if (account === undefined) {
        return change(actor, id, {
          action: 'host.remove-account',
          statements: removeAccountStatements(vault, id),
        });
      }
      const checked = checkAccount(account, settings);
      return change(actor, id, {
        action: 'host.set-account',
        body: shownAccount(checked),
        statements: setAccountStatements(vault, id, checked),
      });
    },

    probeKeys: async (id) => probeKeys(await get(id)),

    acceptKey: async (actor, id, given) => {
      const text = given.trim();
      const key = isFingerprint(text) ? await findShownKey(await get(id), text) : readKey(text);
      const { type, fingerprint } = key;
      return change(actor, id, {
        action: 'host.key.accept',
        body: { type, fingerprint },
        statements: [insertKeyStatement(id, key, { how: 'accepted', atMs: clock.now() })],
      });
    },

    removeKey: (actor, id, fingerprint) => {
      const remove = {
        sql: 'delete from host_key where host = $1 and fingerprint = $2',
        values: [id, fingerprint],
        changes: 1,
      };
      const what = { action: 'host.key.remove', body: { fingerprint }, statements: [remove] };
      return change(actor, id, what, () => errors.HOST_KEY_NOT_FOUND({ host: id, fingerprint }));
    },

    findAccount: (host) => accounts.find(host),

    check: async (id) => checkHost(parts, accounts, await get(id)),
  };
}

/** An account as the audit record has it: without its secrets. */
function shownAccount(account: NewAccount | undefined): object {
  if (account === undefined) return {};
  const { login, become, privateKey, password } = account;
  return { account: { login, become, hasPrivateKey: privateKey !== undefined, hasPassword: password !== undefined } };
}

function isFingerprint(text: string): boolean {
  return /^SHA256:[A-Za-z0-9+/]{43}$/.test(text);
}

function readKey(line: string): HostKey {
  try {
    return readHostKey(line);
  } catch (error) {
    // Nothing of it is told: it may be a private key that was taken for the public one.
    const problem = 'what was given is no public key of a host, and no fingerprint of one';
    throw errors.HOST_KEY_INVALID({ problem }, { cause: error });
  }
}
