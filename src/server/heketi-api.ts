import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type AdminState, heketiMetrics, heketiSettings, registerHeketi } from '../api/heketi/index.ts';
import { type LoadedConfig, parseListen } from '../kernel/config/index.ts';
import { DEFAULT_PROJECT } from '../kernel/identity/index.ts';
import { Secret } from '../kernel/secrets/index.ts';
import type { Logger, Metrics } from '../kernel/telemetry/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { isLoopback } from './listen-address.ts';
import { isOwnAddress } from './own-address.ts';
import type { Services } from './start-services.ts';

export interface HeketiApiParts {
  readonly loaded: LoadedConfig;
  readonly services: Services;
  readonly adminState: AdminState;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The page of metrics. */
  readonly metricsPage: () => Promise<string>;
}

/**
 * Mounts Heketi's API on an app of its own.
 *
 * @throws HEKETI_KEYS_MISSING where Heketi is configured and its keys are not
 */
export function mountHeketi(app: FastifyInstance, parts: HeketiApiParts): void {
  const { loaded, services, adminState, timer, logger, metrics, metricsPage } = parts;
  const refused = metrics.counter({
    name: 'heketi_tokens_refused_total',
    help: "Tokens that Heketi's API did not take.",
    labels: ['reason'],
  });
  const accepted = metrics.counter({
    name: 'heketi_tokens_accepted_total',
    help: "Tokens that Heketi's API took, by issuer and by key: the current one or the one before it.",
    labels: ['issuer', 'key'],
  });
  if (loaded.config.heketi.disableAuth) warnOfOpenDoor(loaded, logger);
  registerHeketi(app, {
    ...services,
    clock: timer,
    settings: heketiSettings(keysFor(loaded, logger), DEFAULT_PROJECT),
    adminState,
    log: {
      warn: (fields, text) => logger.warn(fields, text),
      error: (fields, text) => logger.error(fields, text),
    },
    getLogLevel: () => logger.level,
    setLogLevel: (level) => {
      logger.level = level;
    },
    isLoopback: ({ socket }: IncomingMessage) => isOwnAddress(socket.remoteAddress ?? ''),
    metrics: metricsPage,
    onAccepted: (issuer, key) => accepted.inc({ issuer, key }),
    onRefused: (reason) => refused.inc({ reason }),
  });
}

/** Heketi's gauges, for the page of metrics. */
export function heketiGauges({ volumes, store }: Services, logger: Logger): Promise<string> {
  return heketiMetrics(volumes, store, { warn: (fields, text) => logger.warn(fields, text) });
}

/** Who never said anything of Heketi need not make keys up: then nobody has them, and no token is good. */
function keysFor({ config, origins }: LoadedConfig, logger: Logger): LoadedConfig['config']['heketi'] {
  const { heketi } = config;
  const isHeketiHere = [...origins.values()].some(({ kind }) => kind === 'heketi-json');
  if (isHeketiHere || heketi.disableAuth || heketi.adminKey !== undefined || heketi.userKey !== undefined)
    return heketi;
  logger.info("Heketi's API takes no tokens: heketi.adminKey and heketi.userKey are not set");
  const nobodys = (): Secret => new Secret(randomBytes(32).toString('base64'));
  return { ...heketi, adminKey: nobodys(), userKey: nobodys() };
}

function warnOfOpenDoor({ config }: LoadedConfig, logger: Logger): void {
  const address = parseListen(config.listen);
  const where = { listen: config.listen };
  if (address === undefined || isLoopback(address)) logger.warn(where, "Heketi's API asks nobody for a token");
  else logger.error(where, "Heketi's API asks nobody for a token, and whoever reaches this machine can delete volumes");
}
