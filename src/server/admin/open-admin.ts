import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { auditKeyOf, openAuditKey } from '../../kernel/audit/index.ts';
import type { Config } from '../../kernel/config/index.ts';
import { CodedError, reasonOf } from '../../kernel/errors.ts';
import { findMasterKey, isUnsealed, openVault, Secret } from '../../kernel/secrets/index.ts';
import { openStore, sqlitePath, type Store } from '../../kernel/store/index.ts';
import type { Timer } from '../../kernel/timer.ts';
import { makeDataFolder } from '../data-folder.ts';
import { migrations } from '../migrations.ts';
import { storeLocation } from '../store-location.ts';
import { callAdminSocket } from './call-socket.ts';
import type { AdminCommandName, AdminInput, AdminResult } from './commands/all.ts';
import { errors } from './errors.ts';
import { OWNER } from './owner.ts';
import { runAdminCommand } from './run-command.ts';
import { createServerIdentity } from './server-identity.ts';
import { adminSocketPath, findSocketState } from './socket-path.ts';

/** A server that starts or stops, or another command, has the store for a moment. */
const LOOKS = 50;
const LOOK_EVERY_MS = 200;

export interface AdminOptions {
  readonly config: Config;
  /** For the master key: see findMasterKey. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timer: Timer;
  /** Whether a store is made where there is none; a mistyped data folder must not become one. */
  readonly mayMakeStore: boolean;
  readonly log: { warn(fields: object, text: string): void };
}

/** The commands of the machine's owner, wherever they run. */
export interface Admin {
  /** `socket`: in the server that has the data folder. `store`: here, on a store that no server of this folder has. */
  readonly through: 'socket' | 'store';
  /** @throws what the command throws, ADMIN_* */
  call<Name extends AdminCommandName>(name: Name, input: AdminInput<Name>): Promise<AdminResult<Name>>;
  close(): Promise<void>;
}

/**
 * The way to the commands: the admin socket where a server listens on it, the store itself otherwise. While a command
 * has a SQLite store itself, no server can start; so it asks people first and opens then.
 *
 * ```ts
 * const admin = await openAdmin({ config, environment, timer, mayMakeStore: true, log });
 * await admin.call('user.create', { name: 'ada', kind: 'person', role: 'admin' });
 * await admin.close();
 * ```
 *
 * @throws ADMIN_SOCKET_FORBIDDEN, ADMIN_SOCKET_UNUSABLE, ADMIN_STORE_BUSY, ADMIN_STORE_MISSING, ADMIN_OWNER_FOREIGN,
 * STORE_*
 */
export async function openAdmin(options: AdminOptions): Promise<Admin> {
  const { config, timer } = options;
  for (let look = 1; ; look += 1) {
    if (await isServed(config)) return throughSocket(config);
    try {
      return await throughStore(options, await openOwnStore(options));
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'STORE_IN_USE') throw error;
      if (look === LOOKS) throw errors.ADMIN_STORE_BUSY({ reason: error.message }, { cause: error });
    }
    await timer.sleep(LOOK_EVERY_MS);
  }
}

async function isServed({ data }: Config): Promise<boolean> {
  const path = adminSocketPath(data);
  const state = await findSocketState(path).catch((cause: unknown) => {
    throw errors.ADMIN_SOCKET_UNUSABLE({ path, reason: reasonOf(cause) }, { cause });
  });
  if (state === 'forbidden') throw errors.ADMIN_SOCKET_FORBIDDEN({ path });
  return state === 'listening';
}

function throughSocket(config: Config): Admin {
  return {
    through: 'socket',
    call: async <Name extends AdminCommandName>(name: Name, input: AdminInput<Name>) =>
      (await callAdminSocket(config, name, input)) as AdminResult<Name>,
    close: async () => {},
  };
}

async function throughStore({ config, environment, timer, log }: AdminOptions, store: Store): Promise<Admin> {
  const uid = process.getuid?.();
  const identity = createServerIdentity({ store, clock: timer, log, about: { uid } });
  const vaultWith = async (mayCreate: boolean) => {
    const { key, isNew, source } = await findMasterKey({
      file: config.secrets.masterKeyFile,
      environment,
      dataFolder: config.data,
      mayCreate,
    });
    if (isNew) log.warn({ source }, 'a master key was made: keep a copy of it, apart from the backups');
    return openVault({ store, masterKey: key, clock: timer });
  };
  const auditKey = async () => {
    // No server has ever sealed anything here, and whichever key is taken verifies that. A real one is for the first
    // start to make: on another machine it would shut the server out of its store.
    if (await isUnsealed(store)) return auditKeyOf(new Secret(randomBytes(32).toString('base64')));
    return openAuditKey(store, await vaultWith(false));
  };
  // A store in the data folder is this machine's, and its key may be made here; the key of a shared one is brought along.
  const isOwn = sqlitePath(storeLocation(config).url) !== undefined;
  const vault = async () => vaultWith(isOwn && (await isUnsealed(store)));
  const actor = { who: OWNER, from: '[server]' };
  const parts = { identity, store, auditKey, vault, log, actor, now: () => timer.now() };
  return {
    through: 'store',
    call: async <Name extends AdminCommandName>(name: Name, input: AdminInput<Name>) =>
      (await runAdminCommand(parts, name, input)) as AdminResult<Name>,
    close: () => store.close(),
  };
}

async function openOwnStore({ config, timer, mayMakeStore }: AdminOptions): Promise<Store> {
  const { url, password } = storeLocation(config);
  const path = sqlitePath(url);
  if (path !== undefined) {
    if (!mayMakeStore && !existsSync(path)) throw errors.ADMIN_STORE_MISSING({ path });
    makeDataFolder(config.data);
    requireOwnFolder(config.data);
  }
  return openStore({
    url,
    ...(password === undefined ? {} : { password: password.reveal() }),
    migrations,
    owner: { pid: process.pid, since: new Date(timer.now()).toISOString() },
  });
}

/** Root can open everybody's store, and the files that it leaves beside it shut their owner out. */
function requireOwnFolder(path: string): void {
  const ownerUid = statSync(path).uid;
  const uid = process.getuid?.() ?? ownerUid;
  if (uid !== ownerUid) throw errors.ADMIN_OWNER_FOREIGN({ path, ownerUid, uid });
}
