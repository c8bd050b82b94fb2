import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDatabase } from '../api/heketi/index.ts';
import { compareWithHosts, type Difference } from '../domains/volumes/index.ts';
import type { Config } from '../kernel/config/index.ts';
import { DEFAULT_PROJECT } from '../kernel/identity/index.ts';
import { createHosts, type Transport } from '../kernel/remote/index.ts';
import { MASTER_KEY_FILE } from '../kernel/secrets/index.ts';
import { backUpSqlite, sqlitePath, type Store } from '../kernel/store/index.ts';
import { createLogger } from '../kernel/telemetry/index.ts';
import { createTimer, type Timer } from '../kernel/timer.ts';
import { type Environment, type Foundation, openFoundation, scrubberFor } from './open-foundation.ts';
import { OWNER } from './admin/owner.ts';
import { reachHosts, SIMULATED_HOSTS_FILE } from './reach-hosts.ts';
import { storeLocation } from './store-location.ts';
import { volumeSettings } from './volume-settings.ts';

export interface ImportTrial {
  readonly config: Config;
  /** What `heketi db export` or `heketi-cli db dump` wrote. */
  readonly document: string;
  readonly mayBeNewer: boolean;
  readonly signal: AbortSignal;
}

/**
 * Compares what an import would take over with what is on the hosts, in a store of its own that is thrown away. It begins
 * as a copy of the real one where that is SQLite: hosts, keys and accounts that are known there count. Hosts are read and
 * nothing else, and a key that is not known is refused, whatever `hosts.enrol` says of a first contact.
 *
 * @throws HEKETI_EXPORT_INVALID, INVENTORY_IMPORT_REFUSED; what opens a store and reaches hosts throws
 */
export async function examineImport(
  trial: ImportTrial & { readonly environment: Environment },
): Promise<readonly Difference[]> {
  const { config, environment } = trial;
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-trial-'));
  try {
    const own = await copyInto(folder, config);
    const timer = createTimer({ now: () => Date.now() });
    const logger = createLogger({
      level: 'silent',
      format: 'json',
      destination: { write: () => true },
      scrub: scrubOf(config),
    });
    const foundation = await openFoundation({ config: own, environment, clock: timer, logger });
    try {
      const reach = await reachHosts({ config: own, environment, foundation, timer, logger });
      try {
        return await compareImport({ ...trial, config: own, foundation, transport: reach.transport, timer });
      } finally {
        await reach.close();
      }
    } finally {
      await foundation.store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes the document over into a store that nobody needs afterwards, and compares each cluster of it. */
export async function compareImport({
  config,
  document,
  mayBeNewer,
  signal,
  foundation: { store, vault },
  transport,
  timer,
}: ImportTrial & {
  readonly foundation: { readonly store: Store; readonly vault: Pick<Foundation['vault'], 'sealing' | 'forgetting'> };
  readonly transport: Transport;
  readonly timer: Timer;
}): Promise<readonly Difference[]> {
  const newId = (): string => randomBytes(16).toString('hex');
  const before = new Set(await clustersIn(store));
  await importDatabase(
    { store, clock: timer, newId, vault: async () => vault },
    { principal: OWNER, project: DEFAULT_PROJECT, from: '[trial]' },
    document,
    { isTrial: false, mayRepair: true, mayBeNewer, sshPort: config.heketi.ssh.port },
  );
  const hosts = createHosts({ transport, clock: timer, newNonce: newId });
  const { poolAlarmPercent } = config.volumes.examination;
  const parts = { store, timer, hosts, settings: volumeSettings(config), thresholds: { poolAlarmPercent } };
  const differences: Difference[] = [];
  for (const cluster of await clustersIn(store))
    if (!before.has(cluster)) differences.push(...(await compareWithHosts(parts, cluster, signal)));
  return differences;
}

async function clustersIn(store: Store): Promise<readonly string[]> {
  const rows = await store.read({ sql: 'select id from gluster_cluster order by id', values: [] });
  return rows.map((row) => String(row['id']));
}

/** Copies what the real data folder has, and gives the configuration of the trial. */
async function copyInto(folder: string, config: Config): Promise<Config> {
  const own = trialConfig(config, folder);
  const path = sqlitePath(storeLocation(config).url);
  const copy = sqlitePath(storeLocation(own).url);
  if (path !== undefined && copy !== undefined && existsSync(path)) await backUpSqlite(path, copy);
  // A server has these to itself, and SQLite does not read them beside it.
  for (const name of [SIMULATED_HOSTS_FILE, `${SIMULATED_HOSTS_FILE}-wal`]) {
    const file = join(config.data, name);
    if (existsSync(file)) copyFileSync(file, join(folder, name));
  }
  const key = join(config.data, MASTER_KEY_FILE);
  if (existsSync(key)) symlinkSync(key, join(folder, MASTER_KEY_FILE));
  return own;
}

/** With a data folder of its own. A first contact would record the key that a host shows; nobody would see it here. */
export function trialConfig(config: Config, data: string): Config {
  const { store, hosts } = config;
  return {
    ...config,
    data,
    store: { ...store, url: undefined },
    hosts: { ...hosts, enrol: hosts.enrol === 'first-use' ? 'refuse' : hosts.enrol },
  };
}

function scrubOf(config: Config): (text: string) => string {
  const scrubber = scrubberFor(config);
  return (text) => scrubber.scrub(text);
}
