import { mkdirSync } from 'node:fs';
import type { Clock } from '../kernel/clock.ts';
import { type LoadedConfig, parseListen } from '../kernel/config/index.ts';
import { reasonOf } from '../kernel/errors.ts';
import { createScrubber, findMasterKey, isUnsealed, openVault, Secret } from '../kernel/secrets/index.ts';
import { openStore } from '../kernel/store/index.ts';
import { createHealth, createLogger, createMetrics, type Logger } from '../kernel/telemetry/index.ts';
import { errors } from './errors.ts';
import { meterStore } from './meter-store.ts';
import { migrations } from './migrations.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { storeLocation } from './store-location.ts';
import { version } from '../kernel/version.ts';

export interface HostreeveOptions {
  readonly loaded: LoadedConfig;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logDestination: { write(line: string): unknown };
}

export interface RunningHostreeve extends RunningServer {
  readonly logger: Logger;
}

/**
 * Puts the whole program together from its configuration and starts it: store, secrets, listeners. Whatever was opened
 * is closed again when a later part cannot start.
 *
 * @throws {CodedError} what the parts throw: SERVER_*, STORE_*, SECRETS_*
 */
export async function startHostreeve(options: HostreeveOptions): Promise<RunningHostreeve> {
  const { loaded, environment, clock, logDestination } = options;
  const { config } = loaded;
  const scrubber = createScrubber();
  for (const secret of secretsIn(config)) scrubber.add(secret);
  const { level, format } = config.log;
  const logger = createLogger({ level, format, destination: logDestination, scrub: (text) => scrubber.scrub(text) });
  logger.info({ version, data: config.data }, 'starting');
  for (const warning of [...loaded.warnings, ...notYetInEffect(loaded)]) logger.warn(warning);
  if (config.heketi.tls.enabled) throw errors.SERVER_TLS_UNSUPPORTED({});

  makeDataFolder(config.data);
  const location = storeLocation(config);
  if (location.password !== undefined) scrubber.add(location.password);
  const owner = { pid: process.pid, since: new Date(clock.now()).toISOString() };
  const opened = await openStore({
    url: location.url,
    ...(location.password === undefined ? {} : { password: location.password.reveal() }),
    migrations,
    owner,
  });
  try {
    logger.info({ store: opened.path, ...opened.opened }, 'store opened');
    for (const warning of opened.opened.warnings) logger.warn(warning);
    const metrics = createMetrics();
    const store = meterStore(opened, metrics);
    const masterKey = await findMasterKey({
      file: config.secrets.masterKeyFile,
      environment,
      dataFolder: config.data,
      mayCreate: await isUnsealed(store),
    });
    if (masterKey.isNew) {
      logger.warn({ source: masterKey.source }, 'a master key was made: keep a copy of it, apart from the backups');
    }
    await openVault({ store, masterKey: masterKey.key, clock });
    const health = createHealth(clock);
    health.register('store', async () => {
      const one = { sql: 'select 1 as one', values: [] };
      await Promise.all([store.read(one), store.write([one])]);
    });
    const server = await startServer({
      listen: [config.listen].map(parseListen).filter((address) => address !== undefined),
      allowedHosts: config.http.allowedHosts,
      bodyLimitBytes: config.http.bodyLimitBytes,
      shutdownGraceMs: config.http.shutdownGraceMs,
      logger,
      metrics,
      health,
      onClose: () => opened.close(),
    });
    return { ...server, logger };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Settings of an API that this version does not serve yet: read and checked, and nothing more. */
function notYetInEffect({ origins }: LoadedConfig): string[] {
  const given = [...origins].filter(([path, origin]) => path.startsWith('heketi.') && origin.kind !== 'default');
  if (given.length === 0) return [];
  return [`the Heketi API is not served by this version; without effect: ${given.map(([path]) => path).join(', ')}`];
}

function makeDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw errors.SERVER_DATA_FOLDER_UNUSABLE({ path, reason: reasonOf(cause) }, { cause });
  }
}

function secretsIn(value: unknown): Secret[] {
  if (value instanceof Secret) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}
