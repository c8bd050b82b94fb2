import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { type FastifyBaseLogger, type FastifyRequest, fastify, LogController } from 'fastify';
import { answerProblem } from '../../api/http/index.ts';
import type { Config } from '../../kernel/config/index.ts';
import { CodedError, reasonOf } from '../../kernel/errors.ts';
import type { Identity } from '../../kernel/identity/index.ts';
import type { Store } from '../../kernel/store/index.ts';
import type { Logger } from '../../kernel/telemetry/index.ts';
import { createConnections } from '../connections.ts';
import type { AdminParts } from './command.ts';
import { errors } from './errors.ts';
import { checkHandshake } from './handshake.ts';
import { OWNER } from './owner.ts';
import { largeCommands, runAdminCommand } from './run-command.ts';
import { listenPrivately } from './socket-file.ts';
import { adminSocketPath } from './socket-path.ts';

const MOST_CONNECTIONS = 64;
const BODY_LIMIT_BYTES = 64 * 1024;
/** For a whole request to arrive; the answer may take longer. */
const REQUEST_TIMEOUT_MS = 10_000;
/** So long a command that is running at a stop may go on. */
const STOP_GRACE_MS = 5_000;

export interface AdminSocketOptions {
  readonly config: Pick<Config, 'data' | 'store'>;
  /** The server's own, so that a change of rights counts in it at once. */
  readonly identity: Identity;
  readonly store: Store;
  readonly auditKey: () => Promise<KeyObject>;
  readonly vault: AdminParts['vault'];
  readonly now: () => number;
  readonly logger: Logger;
}

export interface AdminSocket {
  readonly path: string;
  /** Removes the file, then lets running commands end. To be called before the store is closed. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves the commands of the machine's owner on `admin.sock` in the data folder: `POST /<command>` over HTTP, with the
 * input and the result as JSON, and errors as problem details. Who can open the file is the owner, and nobody is asked
 * for a token. Each change is recorded as made by `[owner]` from `[socket]`.
 *
 * @throws ADMIN_SOCKET_TAKEN, ADMIN_SOCKET_UNUSABLE
 */
export async function startAdminSocket(options: AdminSocketOptions): Promise<AdminSocket> {
  const { config, identity, store, auditKey, vault, now, logger } = options;
  const parts = { identity, store, auditKey, vault, now, log: logger, actor: { who: OWNER, from: '[socket]' } };
  const loggerInstance: FastifyBaseLogger = logger;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    frameworkErrors: (error, request, reply) => void answerProblem(error, request as FastifyRequest, reply),
  });
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
  app.setNotFoundHandler(({ method, url }) => {
    throw errors.ADMIN_COMMAND_UNKNOWN({ command: `${method} ${url}`.slice(0, 64) });
  });
  const run = async (headers: FastifyRequest['headers'], command: string, body: unknown): Promise<unknown> => {
    checkHandshake(headers, config);
    return runAdminCommand(parts, command, body);
  };
  for (const [name, { mostBytes }] of largeCommands())
    app.post(`/${name}`, { bodyLimit: mostBytes }, ({ headers, body }) => run(headers, name, body));
  app.post<{ Params: { readonly command: string } }>('/:command', ({ headers, params, body }) =>
    run(headers, params.command, body),
  );
  await app.ready();

  const path = adminSocketPath(config.data);
  const connections = createConnections();
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    app.routing(request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  connections.follow(server);
  const close = async (graceMs: number): Promise<void> => {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    await connections.drain(graceMs);
    await closed.promise;
    await app.close();
  };
  try {
    const remove = await listenPrivately(server, path);
    server.on('error', (error) => logger.error({ err: error, path }, 'admin socket failed'));
    logger.info({ path }, 'admin socket opened');
    return {
      path,
      stop: async () => {
        await remove();
        await close(STOP_GRACE_MS);
      },
    };
  } catch (cause) {
    await close(0);
    if (cause instanceof CodedError) throw cause;
    throw errors.ADMIN_SOCKET_UNUSABLE({ path, reason: reasonOf(cause) }, { cause });
  }
}
