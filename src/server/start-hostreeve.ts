import type { Clock } from '../kernel/clock.ts';
import { createAdminState } from '../api/heketi/index.ts';
import { type Config, type LoadedConfig, parseListen } from '../kernel/config/index.ts';
import { createHealth, createLogger, createMetrics, type Logger } from '../kernel/telemetry/index.ts';
import { createTimer, type Timer } from '../kernel/timer.ts';
import { version } from '../kernel/version.ts';
import { startAdminSocket } from './admin/index.ts';
import { makeFirstAdmin } from './first-admin.ts';
import { firstTopology } from './first-topology.ts';
import type { Link } from './front-page.ts';
import { heketiGauges, mountHeketi } from './heketi-api.ts';
import { mountV2 } from './v2-api.ts';
import { lookForHeketiDatabase } from './look-for-heketi-database.ts';
import { settingsWithoutEffect } from './without-effect.ts';
import { meterServices } from './meter-services.ts';
import { meterStore } from './meter-store.ts';
import { type Environment, openFoundation, scrubberFor } from './open-foundation.ts';
import { reachHosts } from './reach-hosts.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { openTlsContext, type TlsContext } from './tls-context.ts';
import { type Services, startServices } from './start-services.ts';

const LINKS: readonly Link[] = [
  { href: '/api/v2/openapi.json', title: "Hostreeve's own API, as an OpenAPI document; it takes a bearer token" },
  { href: '/hello', title: "Heketi's API answers here: /clusters, /nodes, /devices, /volumes" },
  { href: '/docs/heketi/latest.html', title: "what Heketi's API takes and answers; also as swagger.yml" },
];

export interface HostreeveOptions {
  readonly loaded: LoadedConfig;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logDestination: { write(line: string): unknown };
  /** For simulated hosts: how long a command takes; no time without it. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
}

export interface RunningHostreeve extends RunningServer {
  readonly logger: Logger;
  /** What the APIs stand on; for what runs in the same process, such as the demo. */
  readonly services: Services;
  readonly timer: Timer;
  /** Reads anew what can change while it runs: SIGHUP. */
  reload(): void;
  /** Heketi's administrative state back to `normal`: SIGUSR2. */
  resetHeketi(): void;
}

/**
 * Puts the whole program together from its configuration and starts it: store, secrets, services, listeners. Whatever
 * was opened is closed again when a later part cannot start.
 *
 * @throws {CodedError} what the parts throw: SERVER_*, STORE_*, SECRETS_*
 */
export async function startHostreeve(options: HostreeveOptions): Promise<RunningHostreeve> {
  const { loaded, environment, clock, logDestination, latencyMs } = options;
  const { config } = loaded;
  const scrubber = scrubberFor(config);
  const scrub = (text: string): string => scrubber.scrub(text);
  const { level, format } = config.log;
  const logger = createLogger({ level, format, destination: logDestination, scrub });
  logger.info({ version, data: config.data }, 'starting');
  for (const warning of loaded.warnings) logger.warn(warning);
  const unused = settingsWithoutEffect(loaded);
  if (unused.length > 0) logger.warn({ settings: unused }, 'settings that this version reads and does not use');
  const tls = tlsOf(config.heketi.tls, logger);

  const timer = createTimer(clock);
  const metrics = createMetrics();
  const closers = createClosers();
  try {
    const foundation = await openFoundation({
      config,
      environment,
      clock,
      logger,
      watch: (store) => meterStore(store, metrics),
    });
    const { store } = foundation;
    closers.add(() => store.close());
    await lookForHeketiDatabase(loaded, store);
    const reach = await reachHosts({
      config,
      environment,
      foundation,
      timer,
      logger,
      ...(latencyMs === undefined ? {} : { latencyMs }),
    });
    closers.add(() => reach.close());
    const services = await startServices({ reach, foundation, config, timer, logger, scrub });
    closers.add(() => services.stop(config.http.shutdownGraceMs));
    meterServices(metrics, services);
    await makeFirstAdmin(services.identity, config.data, logger);
    const admin = await startAdminSocket({
      config,
      identity: services.identity,
      store,
      auditKey: async () => services.auditKey,
      vault: async () => services.vault,
      now: () => timer.now(),
      logger,
    });
    closers.add(() => admin.stop());

    const loading = new AbortController();
    const { topologyFile } = config.heketi;
    const loadTopology =
      topologyFile === undefined
        ? undefined
        : await firstTopology({
            services,
            file: topologyFile,
            dataFolder: config.data,
            logger,
            stopping: loading.signal,
          });

    const health = createHealth(clock);
    health.register('store', async () => {
      const one = { sql: 'select 1 as one', values: [] };
      await Promise.all([store.read(one), store.write([one])]);
    });
    health.register('audit', async () => {
      if (services.sealer.statistics().isBroken) throw new Error('the audit record was changed: see `audit verify`');
    });
    const metricsPage = async (): Promise<string> =>
      `${await metrics.render()}\n${await heketiGauges(services, logger)}`;
    const adminState = createAdminState(config.heketi.defaultState);
    const server = await startServer({
      listen: [config.listen].map(parseListen).filter((address) => address !== undefined),
      allowedHosts: config.http.allowedHosts,
      bodyLimitBytes: config.http.bodyLimitBytes,
      maxConnections: config.http.maxConnections,
      tls,
      shutdownGraceMs: config.http.shutdownGraceMs,
      logger,
      metrics,
      metricsPage,
      health,
      links: LINKS,
      register: (app, stopping) => mountV2(app, stopping, { services, adminState, timer, startedAtMs: clock.now() }),
      registerRest: (app) => mountHeketi(app, { loaded, services, adminState, timer, logger, metrics, metricsPage }),
      onClose: () => closers.close(),
    });
    if (loadTopology !== undefined) {
      // Beside the requests: hosts that do not answer take minutes.
      const loaded = loadTopology().catch((error: unknown) =>
        logger.error({ err: error, file: topologyFile }, 'loading the topology failed; the next start goes on'),
      );
      closers.add(async () => {
        loading.abort();
        await loaded;
      });
    }
    return {
      ...server,
      logger,
      services,
      timer,
      reload: () => {
        if (tls === undefined) logger.info('there is nothing to read anew: HTTPS is not served');
        tls?.reload();
      },
      resetHeketi: () => adminState.set('normal'),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** The configuration has seen that both files are named. */
function tlsOf(
  { enabled, certFile = '', keyFile = '' }: Config['heketi']['tls'],
  logger: Logger,
): TlsContext | undefined {
  return enabled ? openTlsContext({ certFile, keyFile }, logger) : undefined;
}

/** Closes what was opened, the last first, all of it whatever one of them says. */
function createClosers(): { add(close: () => Promise<void>): void; close(): Promise<void> } {
  const closers: (() => Promise<void>)[] = [];
  return {
    add: (close) => void closers.push(close),
    close: async () => {
      const failures: unknown[] = [];
      for (const close of closers.toReversed()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
