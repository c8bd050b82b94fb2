import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerRequest } from './answer-request.ts';
import { createKnownEntries } from './known-entries.ts';
import { createMatcher } from './match-route.ts';
import type { HeketiApi, HeketiParts } from './parts.ts';
import { heketiRoutes } from './routes.ts';

/**
 * What an app for this API has to be made with: Fastify looks at every target, and refuses or decodes what has to come
 * here as it was sent. The target is `originalUrl` then.
 */
export const heketiAppOptions = { rewriteUrl: () => '/' } as const;

/**
 * Mounts Heketi's REST API on an app of its own, which gets every request that is no other API's. One route takes them
 * all: what a path and a method mean is decided here alone (routes.ts), after the token.
 *
 * ```ts
 * const app = fastify({ ...options, ...heketiAppOptions });
 * registerHeketi(app, parts);
 * process.on('SIGUSR2', () => parts.adminState.set('normal'));
 * ```
 */
export function registerHeketi(app: FastifyInstance, parts: HeketiParts): void {
  const api: HeketiApi = { ...parts, knownEntries: createKnownEntries() };
  const match = createMatcher(heketiRoutes);

  // Unusual methods too get a token's check and a 405. CONNECT never comes here.
  for (const method of METHODS)
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  // Content types are ignored, wrong ones too, and a body is read by the route that wants it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });

  app.route({
    method: app.supportedMethods,
    url: '*',
    config: { access: 'own-table' },
    handler: async (request, reply) => {
      const { status, headers, body } = await answerRequest(api, match, {
        request: request.raw,
        method: request.method,
        target: request.originalUrl,
        from: request.raw.socket.remoteAddress ?? '[unknown]',
        requestId: request.id,
        onRoute: (path) => noteRoute(request, path),
      });
      if (status === 204) return reply.code(status).headers(headers).send();
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      return reply
        .code(status)
        .headers({ ...headers, ...length })
        .send(body === '' ? undefined : body);
    },
  });
}

function noteRoute(request: FastifyRequest, path: string): void {
  request.route = path;
}
