import type { Account, AdmitHostKey, Credentials, HostId } from '../remote/index.ts';
import { passwordId, privateKeyId } from './account-statements.ts';
import { holdingHost, makeChange, theServer } from './change.ts';
import { createDefaultCredentials } from './default-credentials.ts';
import { createEnrolment } from './enrolment.ts';
import { errors } from './errors.ts';
import type { Host } from './host.ts';
import { insertFirstKeyStatement } from './key-statements.ts';
import type { HostParts } from './parts.ts';
import { readHost } from './read-hosts.ts';

/** How long an account is used without asking whether another server, or somebody at a file, has changed it. */
export const ACCOUNT_LASTS_MS = 2_000;
const MOST_REMEMBERED = 10_000;

/** By which accounts hosts are reached now. */
export interface Accounts {
  /** Undefined when there is no such host. What it throws is in `HostInventory.findAccount`. */
  find(host: HostId): Promise<Account | undefined>;
  /** This server has changed a host: nothing that was read of it before counts. */
  forget(host: string): void;
}

interface Remembered {
  readonly account: Promise<Account | undefined>;
  readonly askedAtMs: number;
}

export function createAccounts(parts: HostParts): Accounts {
  const { store, clock } = parts;
  const remembered = new Map<string, Remembered>();
  const forget = (host: string): void => void remembered.delete(host);
  const readDefaults = createDefaultCredentials(parts);
  const trustOf = createEnrolment(parts, (host) => admitFirstKey(parts, host, () => forget(host.id)));

  const read = async (id: HostId): Promise<Account | undefined> => {
    const host = await readHost(store, id);
    if (host === undefined) return undefined;
    if (parts.settings.transport === 'kubernetes') return podAccount(host);
    const { login, become } = host.account ?? parts.settings;
    const [credentials, trust] = await Promise.all([credentialsOf(parts, host, readDefaults), trustOf(host)]);
    return {
      host: host.id,
      name: host.name,
      addresses: host.addresses,
      login,
      ...(become === undefined ? {} : { become }),
      credentials,
      ...trust,
    };
  };

  return {
    forget,
    find: (id) => {
      const now = clock.now();
      const known = remembered.get(id);
      // A clock that was set back must not make an old account last.
      if (known !== undefined && now >= known.askedAtMs && now - known.askedAtMs < ACCOUNT_LASTS_MS)
        return known.account;
      const account = read(id);
      const mine: Remembered = { account, askedAtMs: now };
      const [oldest] = remembered.size >= MOST_REMEMBERED ? remembered.keys() : [];
      if (oldest !== undefined) remembered.delete(oldest);
      remembered.delete(id);
      remembered.set(id, mine);
      // A host that is not there yet, and what could not be read, are asked for again.
      const drop = (): void => {
        if (remembered.get(id) === mine) remembered.delete(id);
      };
      account.then((found) => (found === undefined ? drop() : undefined), drop);
      return account;
    },
  };
}

/** A pod is found by the addresses of its host; nobody logs in, and the API server answers for who it is. */
function podAccount({ id: host, name, addresses }: Host): Account {
  return { host, name, addresses, login: 'root', credentials: {}, hostKeys: [], onUnknownKey: 'refuse' };
}

async function credentialsOf(
  { vault, settings }: HostParts,
  { id: host, name, account }: Host,
  readDefaults: () => Promise<Credentials>,
): Promise<Credentials> {
  if (account?.hasPrivateKey === true || account?.hasPassword === true) {
    const [privateKey, password] = await Promise.all([
      account.hasPrivateKey ? vault.find(privateKeyId(host)) : undefined,
      account.hasPassword ? vault.find(passwordId(host)) : undefined,
    ]);
    return {
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(password === undefined ? {} : { password }),
    };
  }
  const defaults = await readDefaults();
  const hasNone = defaults.privateKey === undefined && defaults.agentSocket === undefined;
  // The system's ssh may find credentials by itself, where a file tells it how.
  if (hasNone && settings.sshConfigFile === undefined) throw errors.HOST_ACCOUNT_MISSING({ host, name });
  return defaults;
}

/** Records the first key that a host shows. Where somebody else was faster, the key passes if it is theirs. */
function admitFirstKey(parts: HostParts, { id, name }: Host, forget: () => void): AdmitHostKey {
  return async (key, { address, port }) => {
    const { fingerprint, type } = key;
    const refusal = await makeChange(parts, theServer, {
      action: 'host.key.first-use',
      on: `host/${id}`,
      body: { name, address, port, type, fingerprint },
      statements: [holdingHost(id), insertFirstKeyStatement(id, key, parts.clock.now())],
    });
    forget();
    if (refusal === undefined) return true;
    const now = await readHost(parts.store, id);
    return now?.keys.some(({ line }) => line === key.line) ?? false;
  };
}
