import type { FastifyRequest } from 'fastify';
import { errors } from './errors.ts';
import { PREFIX } from './prefix.ts';
import type { AnyRoute, HeaderName } from './route.ts';

/** On these a client relies: a route that passed one over would do what its client wanted to rule out. */
const RELIED_ON = ['if-match', 'if-plan', 'idempotency-key'] as const satisfies readonly HeaderName[];

/** @throws HEADER_NOT_TAKEN */
export function checkHeaders({ headers }: FastifyRequest, { takes = [], method, path }: AnyRoute): void {
  for (const header of RELIED_ON) {
    if (headers[header] !== undefined && !takes.includes(header))
      throw errors.HEADER_NOT_TAKEN({ header, route: `${method} ${PREFIX}${path}` });
  }
}

/** @throws HEADER_INVALID when it came several times */
export function headerOf({ headers }: FastifyRequest, name: HeaderName): string | undefined {
  const value = headers[name];
  // Node joins repeated ones with a comma.
  if (typeof value === 'object') throw errors.HEADER_INVALID({ header: name, problem: 'came more than once' });
  return value;
}

/** @throws HEADER_INVALID */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = headerOf(request, 'idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw errors.HEADER_INVALID({
      header: 'idempotency-key',
      problem: 'does not have 1 to 200 characters of ASCII without spaces',
    });
  return key;
}
