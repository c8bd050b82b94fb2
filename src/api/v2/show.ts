import type { FastifyReply } from 'fastify';
import { headerOf } from './check-headers.ts';
import { etagOf, isKnown } from './etag.ts';
import { PREFIX } from './prefix.ts';
import type { AnyAsk } from './route.ts';

/** Answers with a thing and its `ETag`, or with 304 where the client has it already. */
export function showWithTag<Shown>({ request, reply, head }: AnyAsk, shown: Shown): Shown | FastifyReply {
  const etag = etagOf(shown);
  head.header('etag', etag);
  return request.method === 'GET' && isKnown(etag, headerOf(request, 'if-none-match')) ? reply.code(304).send() : shown;
}

/** Answers with what was made. */
export function showCreated<Shown extends { readonly id: string }>(ask: AnyAsk, path: string, shown: Shown): Shown {
  ask.head.header('location', `${PREFIX}${path}/${shown.id}`);
  ask.head.header('etag', etagOf(shown));
  return shown;
}
