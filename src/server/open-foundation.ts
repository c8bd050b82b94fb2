import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config/index.ts';
import { createScrubber, findMasterKey, isUnsealed, openVault, Secret, type Vault } from '../kernel/secrets/index.ts';
import { openStore, type Store } from '../kernel/store/index.ts';
import type { Logger } from '../kernel/telemetry/index.ts';
import { makeDataFolder } from './data-folder.ts';
import { migrations } from './migrations.ts';
import { storeLocation } from './store-location.ts';

/** What the server and the commands on its machine stand on. */
export interface Foundation {
  readonly store: Store;
  readonly vault: Vault;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A scrubber that knows the secrets of the configuration. */
export function scrubberFor(config: Config): ReturnType<typeof createScrubber> {
  const scrubber = createScrubber();
  for (const secret of secretsIn(config)) scrubber.add(secret);
  const { password } = storeLocation(config);
  if (password !== undefined) scrubber.add(password);
  return scrubber;
}

/**
 * Makes the data folder and opens the store and the vault in it. Whoever gets it closes the store.
 *
 * @param watch what the store is used through: a metered one, where there are metrics
 * @throws {CodedError} SERVER_DATA_FOLDER_UNUSABLE, STORE_*, SECRETS_*
 */
export async function openFoundation(options: {
  readonly config: Config;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly watch?: (store: Store) => Store;
}): Promise<Foundation> {
  const { config, environment, clock, logger, watch = (store) => store } = options;
  makeDataFolder(config.data);
  const location = storeLocation(config);
  const opened = await openStore({
    url: location.url,
    ...(location.password === undefined ? {} : { password: location.password.reveal() }),
    migrations,
    owner: { pid: process.pid, since: new Date(clock.now()).toISOString() },
  });
  try {
    logger.info({ store: opened.path, ...opened.opened }, 'store opened');
    for (const warning of opened.opened.warnings) logger.warn(warning);
    const store = watch(opened);
    const masterKey = await findMasterKey({
      file: config.secrets.masterKeyFile,
      environment,
      dataFolder: config.data,
      mayCreate: await isUnsealed(store),
    });
    if (masterKey.isNew) {
      logger.warn({ source: masterKey.source }, 'a master key was made: keep a copy of it, apart from the backups');
    }
    return { store, vault: await openVault({ store, masterKey: masterKey.key, clock }) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function secretsIn(value: unknown): Secret[] {
  if (value instanceof Secret) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}
