import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import type { EventFilter } from '../../../kernel/events/index.ts';
import { headerOf } from '../check-headers.ts';
import { errors } from '../errors.ts';
import { eventText, showEvent } from '../event-stream.ts';
import { type AnyAsk, askerOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { query, shape, time } from '../shapes/common.ts';
import { createStreamPlaces } from '../stream-places.ts';
import { untilGone } from '../until-gone.ts';

const STREAM_TYPE = 'text/event-stream';

const EventShape = shape('Event', {
  seq: Type.Integer({ description: 'Its place in the stream.' }),
  at: time('By the clock of the server on which it happened.'),
  topic: Type.String({ description: 'What kind of thing, such as `operation.changed`.' }),
  project: Type.String(),
  subject: Type.String({ description: 'The id of what it happened to.' }),
  body: Type.Unknown({ description: 'What belongs to the topic.' }),
});

const EventPage = shape('EventPage', {
  items: Type.Array(EventShape, { description: 'There may be none on a page that is not the last.' }),
  next: Type.Integer({ description: 'For `after` of the next page, which there always is.' }),
  last: Type.Integer({ description: 'The newest number of all: the reader is up to date when `next` has come to it.' }),
  reset: Type.Optional(
    shape(
      'EventReset',
      { first: Type.Integer(), last: Type.Integer() },
      'What came behind `after` is not kept any more: read the things themselves anew, and go on behind `last`.',
    ),
  ),
});

const takePlace = createStreamPlaces();

const followEvents = defineRoute({
  id: 'followEvents',
  method: 'GET',
  path: '/events',
  tag: 'events',
  summary: 'Follow or read events',
  description: `With \`Accept: text/event-stream\` as Server-Sent Events, as they come; otherwise as a page of JSON.

A stream begins behind \`Last-Event-ID\`, or \`after\`, or with what happens from now on. Each event is a message whose
\`id\` is its \`seq\` and whose data are the JSON of an Event. A message of the type \`reset\` means that what came behind the
client's place is not kept any more; the stream ends then. Comments keep the connection alive, and the stream ends
when the server stops or the token is revoked: connect again. A user has 20 streams at a time at most. A page begins behind \`after\`, or at the very first.`,
  access: 'event.read',
  query: query({
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'The `seq` of the last event that one has.' })),
    topics: Type.Optional(Type.Array(Type.String(), { maxItems: 100, description: 'Only these.' })),
    projects: Type.Optional(
      Type.Array(Type.String(), { maxItems: 100, description: 'Only of these, by their ids; all that one may see.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Of a page; 100 without it.' })),
  }),
  takes: ['last-event-id'],
  answers: { 200: { description: 'Events.', body: EventPage, types: ['application/json', STREAM_TYPE] } },
  errors: ['EVENT_QUERY_INVALID', 'EVENT_STREAMS_FULL', 'EVENT_STREAMS_OWN_FULL', 'HEADER_INVALID'],
  handle: async (ask) => {
    const filter = await filterOf(ask, ask.query);
    const given = lastEventId(ask) ?? ask.query.after;
    ask.head.header('vary', 'accept');
    return wantsStream(ask) ? follow(ask, filter, given) : readPage(ask, filter, given ?? 0, ask.query.limit);
  },
});

export const eventRoutes = [followEvents];

/** @throws FORBIDDEN for projects that were asked for and may not be seen */
async function filterOf(
  ask: AnyAsk,
  { topics, projects }: { readonly topics?: readonly string[]; readonly projects?: readonly string[] },
): Promise<EventFilter> {
  const wanted = topics === undefined || topics.length === 0 ? {} : { topics };
  if (projects !== undefined && projects.length > 0) {
    for (const project of projects) await requireRight(ask, 'event.read', project);
    return { ...wanted, projects };
  }
  const reach = await reachOf(ask, 'event.read');
  return reach === 'everywhere' ? wanted : { ...wanted, projects: reach };
}

function wantsStream({ request }: AnyAsk): boolean {
  return (request.headers.accept ?? '').toLowerCase().includes(STREAM_TYPE);
}

/** @throws HEADER_INVALID */
function lastEventId({ request }: AnyAsk): number | undefined {
  const text = headerOf(request, 'last-event-id');
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw errors.HEADER_INVALID({ header: 'last-event-id', problem: 'is no `seq` of an event' });
  return Number(text);
}

async function readPage(
  { parts }: AnyAsk,
  filter: EventFilter,
  after: number,
  limit = 100,
): Promise<Static<typeof EventPage>> {
  const page = await parts.events.read({ ...filter, after, limit });
  if (page.kind === 'reset') {
    const { first, last } = page;
    return { items: [], next: last, last, reset: { first, last } };
  }
  return { items: page.events.map(showEvent), next: page.next, last: page.last };
}

/** @throws EVENT_STREAMS_FULL, EVENT_STREAMS_OWN_FULL */
async function follow(ask: AnyAsk, filter: EventFilter, given: number | undefined): Promise<FastifyReply> {
  const { parts, reply } = ask;
  const after = given ?? (await parts.events.read({ after: 0, limit: 1 })).last;
  const freePlace = takePlace(askerOf(ask).principal.id);
  const signal = untilGone(ask);
  if (signal.aborted) freePlace();
  else signal.addEventListener('abort', freePlace, { once: true });
  const deliveries = parts.events.subscribe({ ...filter, after }, signal);
  const text = eventText({
    timer: parts.timer,
    deliveries,
    after,
    signal,
    isStillAllowed: () => isStillAllowed(ask, filter),
  });
  return reply
    .type(STREAM_TYPE)
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(text, { objectMode: false, highWaterMark: 16_384 }));
}

async function isStillAllowed(ask: AnyAsk, { projects }: EventFilter): Promise<boolean> {
  const { identity, timer } = ask.parts;
  const who = askerOf(ask);
  if (who.scheme === 'token') {
    const token = await identity.manage.findToken(who.token);
    const isValid = token !== undefined && token.revokedAtMs === undefined;
    if (!isValid || (token.expiresAtMs ?? Number.POSITIVE_INFINITY) <= timer.now()) return false;
  }
  const reach = await reachOf(ask, 'event.read');
  if (reach === 'everywhere') return true;
  return projects !== undefined && projects.every((project) => reach.includes(project));
}
