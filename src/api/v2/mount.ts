import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { CodedError } from '../../kernel/errors.ts';
import { answerProblem, errors, guardRoutes } from '../http/index.ts';
import { allRoutes } from './all-routes.ts';
import { checkHeaders } from './check-headers.ts';
import { checkerOf } from './check-request.ts';
import { paramsSchema } from './params-schema.ts';
import type { V2Parts } from './parts.ts';
import { PREFIX } from './prefix.ts';
import type { AnyRoute, Ask, Head } from './route.ts';

/** How long a full queue or a lost race is worth waiting for, where the error does not say it. */
const RETRY_AFTER_SECONDS = 2;

/** A query that is passed over may be a `dryRun` that somebody relies on. */
const NO_QUERY = Type.Object({}, { additionalProperties: false });

/**
 * Mounts `/api/v2`: our own API.
 *
 * @param app the main app, which asks of every route who may call it
 * @param stopping aborted when a stop begins: streams of events end then, and requests that wait are answered
 */
export async function registerV2(app: FastifyInstance, parts: V2Parts, stopping: AbortSignal): Promise<void> {
  await app.register(
    async (scope) => {
      guardRoutes(scope, parts.identity);
      scope.setErrorHandler((error, request, reply) => {
        const seconds = retryAfter(error);
        return answerProblem(error, request, seconds === undefined ? reply : reply.header('retry-after', seconds));
      });
      scope.setNotFoundHandler((request, reply) => {
        const path = request.url.replace(/\?.*$/s, '').slice(0, 200);
        return answerProblem(errors.NOT_FOUND_PATH({ method: request.method, path }), request, reply);
      });
      scope.setValidatorCompiler(({ schema, httpPart }) =>
        checkerOf(schema as Parameters<typeof checkerOf>[0], httpPart as Parameters<typeof checkerOf>[1]),
      );
      for (const route of allRoutes) mountRoute(scope, parts, stopping, route);
    },
    { prefix: PREFIX },
  );
}

function mountRoute(scope: FastifyInstance, parts: V2Parts, stopping: AbortSignal, route: AnyRoute): void {
  const { method, path, query, body, answers } = route;
  const [status = 200] = Object.keys(answers).map(Number);
  const params = paramsSchema(path);
  const response = Object.entries(answers).flatMap(([code, answer]) =>
    answer.body === undefined ? [] : [[code, answer.body]],
  );
  scope.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { access: route.access },
    schema: {
      querystring: query ?? NO_QUERY,
      ...(params === undefined ? {} : { params }),
      ...(body === undefined ? {} : { body }),
      response: Object.fromEntries(response) as object,
    },
    handler: (request, reply) => {
      checkHeaders(request, route);
      if (body === undefined) refuseBody(request.body);
      const { params: names, query: asked, body: content } = request;
      const head: Head = {
        status: (code) => reply.code(code),
        header: (name, value) => reply.header(name, value),
      };
      head.status(status);
      // What one may see is one's own, and may be another thing at the next request.
      head.header('cache-control', 'private, no-cache');
      const ask = { parts, route, request, reply, head, stopping, params: names, query: asked, body: content };
      return route.handle(ask as Ask<never, never, never>);
    },
  });
}

/** An empty object is what some clients send for nothing. */
function refuseBody(body: unknown): void {
  if (body === undefined || body === null) return;
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return;
  throw errors.REQUEST_NOT_VALID({ part: 'body', problems: [{ at: '', message: 'must not be there' }] });
}

/** For whom to come back is worth it (RFC 9110, section 10.2.3). */
function retryAfter(error: unknown): number | undefined {
  if (!(error instanceof CodedError) || error.retry !== 'backoff' || ![429, 503].includes(error.status))
    return undefined;
  const { waitMs } = error.fields;
  return typeof waitMs === 'number' ? Math.ceil(waitMs / 1000) : RETRY_AFTER_SECONDS;
}
