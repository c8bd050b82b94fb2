import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify, LogController } from 'fastify';
import { answerProblem, errors, requireAccessOfRoutes } from '../api/http/index.ts';
import type { Logger } from '../kernel/telemetry/index.ts';
import { createHostCheck } from './host-check.ts';
import { addNotFound } from './not-found.ts';
import { requestLogger } from './request-logger.ts';

/** Longest part of a path that a route takes as a parameter: names may be encoded with three characters a byte. */
const MAX_PARAM_LENGTH = 4096;

export interface HttpServerOptions {
  readonly allowedHosts: readonly string[];
  readonly bodyLimitBytes: number;
  readonly logger: Logger;
  /** Counts and times the requests (watch-requests.ts). */
  readonly watch: (app: FastifyInstance) => void;
  /** For an app that reads the target of a request as it was sent. */
  readonly rewriteUrl?: () => string;
  /** About the listener through which a request came; undefined for requests that are injected by tests. */
  readonly listenerOf: (request: IncomingMessage) => { readonly isLoopback: boolean } | undefined;
}

/** Fastify logs two lines a request at info; ours is one at debug, from `watchRequests`. */
class QuietLogController extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest): void {
    if (error) request.log.warn({ err: error }, 'answer was broken off');
  }
}

/** The Fastify instance that every API is mounted on. It does not listen by itself: `startServer` hands it requests. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  // Widened, so that APIs see Fastify's plain types.
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app = fastify({
    loggerInstance,
    childLoggerFactory: (logger, bindings, childOptions) =>
      requestLogger(logger, () => logger.child(bindings, childOptions)),
    logController: new QuietLogController({ requestIdLogLabel: 'requestId' }),
    genReqId: createRequestIds(),
    // Ids from outside could repeat, and forge lines in the log.
    requestIdHeader: false,
    bodyLimit: options.bodyLimitBytes,
    ...(options.rewriteUrl === undefined ? {} : { rewriteUrl: options.rewriteUrl }),
    // A HEAD that runs the whole of its GET is seldom what a route means.
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => void answerProblem(error, request as FastifyRequest, reply),
  });
  const check = createHostCheck(options.allowedHosts);
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader('x-request-id', request.id);
    refuseTwoHosts(request.raw);
    const listener = options.listenerOf(request.raw);
    if (listener !== undefined) check(request.headers, listener);
    done();
  });
  options.watch(app);
  requireAccessOfRoutes(app);
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
  addNotFound(app);
  return app;
}

/** Node keeps the first of them, and a proxy in front may have looked at the last (RFC 9112, section 3.2). */
function refuseTwoHosts({ rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) throw errors.REQUEST_MALFORMED({ reason: 'it has more than one Host header' });
}

/** Ids that are unique over restarts and replicas, and cheap: a random start and a counter. */
function createRequestIds(): () => string {
  const start = randomBytes(6).toString('hex');
  let count = 0;
  return () => `${start}-${(count += 1)}`;
}
