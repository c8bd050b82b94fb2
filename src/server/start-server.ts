import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { heketiAppOptions } from '../api/heketi/index.ts';
import type { ListenAddress } from '../kernel/config/index.ts';
import type { Health, Logger, Metrics } from '../kernel/telemetry/index.ts';
import { createConnections } from './connections.ts';
import { addErrorPage } from './error-page.ts';
import { addFrontPage, type Link } from './front-page.ts';
import { addHealthRoutes } from './health-routes.ts';
import { addHeketiDocuments } from './heketi-documents.ts';
import { isOfMainApp } from './front.ts';
import { createHttpServer, type HttpServerOptions } from './http-server.ts';
import { isLoopback } from './listen-address.ts';
import { type Listener, openListener } from './open-listener.ts';
import type { TlsContext } from './tls-context.ts';
import { createRequestWatch } from './watch-requests.ts';

export interface ServerOptions {
  /** Port 0 lets the system choose. */
  readonly listen: readonly ListenAddress[];
  /** Serves HTTPS, and no plain HTTP. */
  readonly tls?: TlsContext | undefined;
  /** Further host names of this server that requests may name. */
  readonly allowedHosts: readonly string[];
  readonly bodyLimitBytes: number;
  /** Of each address: see open-listener.ts. */
  readonly maxConnections: number;
  /** How long requests that are running at a stop may go on, in milliseconds. */
  readonly shutdownGraceMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** What `/metrics` shows; the metrics alone without it. */
  readonly metricsPage?: () => Promise<string>;
  readonly health: Health;
  /** Mounts the APIs. `stopping` is aborted when a stop begins: streams that never end by themselves end then. */
  readonly register?: (app: FastifyInstance, stopping: AbortSignal) => void | Promise<void>;
  /** Mounts the API that answers every path of no other one, on an app of its own (front.ts). */
  readonly registerRest?: (app: FastifyInstance, stopping: AbortSignal) => void | Promise<void>;
  /** Further places that the front page names. */
  readonly links?: readonly Link[];
  /** Called once after the last request has ended: closes what the APIs stand on. Not called when the start fails. */
  readonly onClose: () => Promise<void>;
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly urls: readonly string[];
  /**
   * Stops in good order: not ready any more, no new connections, running requests end within their grace, then
   * `onClose`. Every call gives the same promise; it rejects when `onClose` does.
   */
  stop(): Promise<void>;
}

/**
 * Starts the HTTP side of Hostreeve on all its addresses, or on none.
 *
 * @throws {CodedError} SERVER_PORT_TAKEN or SERVER_ADDRESS_UNUSABLE
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { logger, health, metrics, maxConnections, shutdownGraceMs } = options;
  const listenerByRequest = new WeakMap<IncomingMessage, { readonly isLoopback: boolean }>();
  const connections = createConnections();
  const stopping = new AbortController();
  const listeners: Listener[] = [];

  const watch = createRequestWatch(metrics);
  const refused = metrics.counter({
    name: 'http_connections_refused_total',
    help: 'Connections that were closed at once, because a listener held as many as it may.',
  });
  const createApp = (more: Pick<HttpServerOptions, 'rewriteUrl'> = {}): FastifyInstance =>
    createHttpServer({ ...options, ...more, watch, listenerOf: (request) => listenerByRequest.get(request) });
  const app = createApp();
  const rest = options.registerRest === undefined ? undefined : createApp(heketiAppOptions);
  addHealthRoutes(app, health, {
    contentType: metrics.contentType,
    render: options.metricsPage ?? (() => metrics.render()),
  });
  addErrorPage(app);
  addHeketiDocuments(app);
  addFrontPage(app, { addresses: () => listeners.map(({ url }) => url), links: options.links ?? [] });

  async function closeListeners(graceMs: number): Promise<number> {
    const closed = listeners.map(async ({ server }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      await promise;
    });
    const cut = await connections.drain(graceMs);
    await Promise.all(closed);
    return cut;
  }

  try {
    await options.register?.(app, stopping.signal);
    if (rest !== undefined) await options.registerRest?.(rest, stopping.signal);
    await app.ready();
    await rest?.ready();
    for (const address of options.listen) {
      const about = { isLoopback: isLoopback(address) };
      const take = (request: IncomingMessage, response: ServerResponse): void => {
        listenerByRequest.set(request, about);
        const taker = rest === undefined || isOfMainApp(request) ? app : rest;
        taker.routing(request, response);
      };
      const listener = await openListener(address, { maxConnections, tls: options.tls }, take);
      connections.follow(listener.server);
      listeners.push(listener);
      // Once: whoever floods the server shall not flood its log.
      listener.server.once('drop', () =>
        logger.warn(
          { url: listener.url, maxConnections },
          'connections are refused: the listener holds as many as http.maxConnections allows',
        ),
      );
      listener.server.on('drop', () => refused.inc());
      listener.server.on('error', (error) => logger.error({ err: error, url: listener.url }, 'listener failed'));
    }
  } catch (error) {
    await closeListeners(0);
    await app.close();
    await rest?.close();
    throw error;
  }
  const urls = listeners.map(({ url }) => url);
  logger.info({ urls }, 'listening');

  async function stop(): Promise<void> {
    health.beginStopping();
    logger.info({ graceMs: shutdownGraceMs }, 'stopping: running requests may end');
    stopping.abort();
    const cut = await closeListeners(shutdownGraceMs);
    if (cut > 0) logger.warn({ requests: cut }, 'requests were cut off: they did not end within the grace');
    try {
      await app.close();
      await rest?.close();
    } finally {
      await options.onClose();
    }
    logger.info('stopped');
  }

  let stopped: Promise<void> | undefined;
  return {
    urls,
    stop: async () => {
      stopped ??= stop();
      await stopped;
    },
  };
}
