import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { auditKeyOf, readAudit } from '../../../kernel/audit/index.ts';
import { type Config, loadConfig } from '../../../kernel/config/index.ts';
import type { Identity } from '../../../kernel/identity/index.ts';
import { Secret } from '../../../kernel/secrets/index.ts';
import { fixedVault } from '../../../kernel/secrets/testing/fixed-vault.ts';
import { openStore, type Store } from '../../../kernel/store/index.ts';
import { createLogger, type Logger } from '../../../kernel/telemetry/index.ts';
import { migrations } from '../../migrations.ts';
import { type AdminSocket, type AdminSocketOptions, startAdminSocket } from '../admin-socket.ts';
import type { AdminParts } from '../command.ts';
import { createServerIdentity } from '../server-identity.ts';

export const PASSWORD = 'correct horse battery';

/** A folder that goes away with the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-admin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function aConfig(data: string, store?: string): Config {
  const env = { HOSTREEVE_DATA: data, ...(store === undefined ? {} : { HOSTREEVE_STORE_URL: store }) };
  return loadConfig({ flags: {}, env, readFile: () => '' }).config;
}

export interface TestAdmin {
  readonly config: Config;
  readonly parts: AdminParts;
  readonly store: Store;
  readonly identity: Identity;
  /** Lines of the log, at trace. */
  readonly log: readonly string[];
  /** What was recorded, oldest first: action, result, who and from where. */
  readonly recorded: () => Promise<readonly string[]>;
  readonly startSocket: (changes?: Partial<AdminSocketOptions>) => Promise<AdminSocket>;
}

/** What the commands stand on, with a real store in a folder that goes away with the test. */
export async function anAdmin(data = aFolder()): Promise<TestAdmin> {
  const log: string[] = [];
  const logger: Logger = createLogger({
    level: 'trace',
    format: 'json',
    destination: { write: (line) => log.push(line) },
    scrub: (text) => text,
  });
  const owner = { pid: process.pid, since: new Date(0).toISOString() };
  const store = await openStore({ url: `sqlite:${join(data, 'hostreeve.sqlite')}`, migrations, owner });
  onTestFinished(() => store.close());
  const clock = { now: () => Date.now() };
  const identity = createServerIdentity({ store, clock, log: logger });
  const key = auditKeyOf(new Secret(randomBytes(32).toString('hex')));
  const auditKey = async () => key;
  const vault = async () => fixedVault;
  const config = aConfig(data);
  return {
    config,
    store,
    identity,
    log,
    parts: {
      identity,
      store,
      auditKey,
      vault,
      now: clock.now,
      log: logger,
      actor: { who: '[owner]', from: '[server]' },
    },
    recorded: async () => {
      const { entries } = await readAudit(store, {});
      return entries.map(({ action, result, who, from }) => `${action} ${result} ${who} ${from}`).toReversed();
    },
    startSocket: async (changes = {}) => {
      const socket = await startAdminSocket({
        config,
        identity,
        store,
        auditKey,
        vault,
        now: clock.now,
        logger,
        ...changes,
      });
      onTestFinished(() => socket.stop());
      return socket;
    },
  };
}
