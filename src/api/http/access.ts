import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Action,
  type Authenticated,
  type Identity,
  identityErrors,
  type Resource,
} from '../../kernel/identity/index.ts';
import { Secret } from '../../kernel/secrets/index.ts';

/**
 * Who may call a route. Every route says so in its `config`; one that does not is a fault of the program, found when it
 * is added.
 */
export type Access =
  /** Anybody, without credentials. */
  | 'public'
  /** Anybody who is known. */
  | 'known'
  /** Who may do this somewhere; the handler asks `mayDo` about the very thing. */
  | Action
  /** The API behind it has a table of its own, which says so for each of its routes. */
  | 'own-table';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set before the handler of a route that is not public. */
    who?: Authenticated;
    /** The route for the metrics, where an app has one wildcard route and a table of its own behind it. */
    route?: string;
  }
}

/** Refuses routes that do not say who may call them. To be added before any route. */
export function requireAccessOfRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined)
      throw new TypeError(`the route ${String(method)} ${url} does not say who may call it`);
  });
}

/**
 * Lets through only who may call a route: with a bearer token (RFC 6750) of a principal that has the route's action in
 * some project, or everywhere. Throws UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_REVOKED, PRINCIPAL_DISABLED, FORBIDDEN to
 * the client.
 */
export function guardRoutes(app: FastifyInstance, identity: Identity): void {
  app.addHook('onRequest', async (request, reply) => {
    const access = request.routeOptions.config.access;
    // A path that no route takes has none: its answer tells nothing.
    if (access === undefined || access === 'public' || access === 'own-table') return;
    const token = bearerOf(request);
    if (token === undefined) {
      reply.raw.setHeader('www-authenticate', 'Bearer realm="hostreeve"');
      throw identityErrors.UNAUTHENTICATED({ scheme: 'token' });
    }
    const who = await identity.authenticateToken(token);
    request.who = who;
    if (access === 'known') return;
    const reach = await identity.reach(who.principal.id, access);
    if (reach !== 'everywhere' && reach.length === 0) {
      throw identityErrors.FORBIDDEN({ action: access, project: undefined });
    }
  });
}

/** The principal of a request to a route that is not public. */
export function whoAsks({ who, routeOptions }: FastifyRequest): Authenticated {
  if (who === undefined) throw new TypeError(`the route ${routeOptions.url} let somebody in whom it does not know`);
  return who;
}

/** @throws FORBIDDEN where the one who asks may not do this to all of these */
export async function mayDo(
  identity: Identity,
  request: FastifyRequest,
  action: Action,
  resources: readonly Resource[],
): Promise<void> {
  await identity.requireRight(whoAsks(request).principal.id, action, resources);
}

function bearerOf({ headers }: FastifyRequest): Secret | undefined {
  const given = /^bearer +(?<token>[^\s]+) *$/i.exec(headers.authorization ?? '')?.groups?.['token'];
  return given === undefined ? undefined : new Secret(given);
}
