import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { By } from '../../domains/volumes/index.ts';
import type { Action, Actor, Authenticated, Reach } from '../../kernel/identity/index.ts';
import { type Access, mayDo, whoAsks } from '../http/index.ts';
import type { V2Parts } from './parts.ts';

/** Groups of routes in the document. */
export const tags = {
  operations: 'What was asked for and takes time: how far it is, what it ran, and what a person can do about it.',
  events: 'What happened, on all servers, in one order.',
  hosts: 'Machines, how they are reached, and the keys by which they are known.',
  clusters: 'Hosts whose devices hold volumes together.',
  nodes: 'Hosts as members of a cluster.',
  devices: 'Disks and folders of nodes that bricks are made on.',
  volumes: 'What clients mount.',
  snapshots: 'Volumes as they were at a moment.',
  'block volumes': 'What clients use as disks, over iSCSI: each lies in a volume that holds block volumes.',
  drift: 'Where the hosts are different from what is recorded, and what can be done about it.',
  users: 'Who there is, what they may do, and the tokens by which they show who they are.',
  audit: 'Who did what, when and from where.',
  server: 'This server itself.',
} as const satisfies Readonly<Record<string, string>>;

/** Headers on which a request can depend. A route that does not take one refuses it: see check-headers.ts. */
export const headers = {
  'if-match': 'The `ETag` that the thing must still have.',
  'if-none-match': 'The `ETag` that the client has already; where it is the same, the answer is 304 without a body.',
  'if-plan': 'The `planId` of a dry run of the same request within ten minutes: that plan and no other is carried out.',
  'idempotency-key':
    'A name for the request, of the client, 1 to 200 characters. Sent again within 24 hours it answers with the operation of the first time.',
  'last-event-id': 'The `seq` of the last event that the client has; goes before `after`.',
} as const satisfies Readonly<Record<string, string>>;

export type HeaderName = keyof typeof headers;

/** An answer that is no error. */
export interface GoodAnswer {
  readonly description: string;
  /** Absent for one without a body. */
  readonly body?: TSchema;
  /** `application/json` without it. */
  readonly types?: readonly string[];
  /** Headers, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Names in braces. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [Key in Name]: string } & ParamsOf<Rest>
  : unknown;

type StaticOr<Schema, Otherwise> = Schema extends TSchema ? Static<Schema> : Otherwise;

/** The head of an answer. Fastify's own type is a promise too, which every statement would have to handle. */
export interface Head {
  readonly status: (code: number) => unknown;
  readonly header: (name: string, value: string) => unknown;
}

/** One request on its way through a route. */
export interface Ask<Params = unknown, Query = unknown, Body = unknown> {
  readonly parts: V2Parts;
  readonly route: AnyRoute;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly head: Head;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export interface Route<
  Path extends string = string,
  Query extends TSchema | undefined = TSchema | undefined,
  Body extends TSchema | undefined = TSchema | undefined,
> {
  /** The operation's name in the document and in clients: `listVolumes`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v2`, with names in braces. */
  readonly path: Path;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  readonly access: Exclude<Access, 'own-table'>;
  readonly query?: Query;
  readonly body?: Body;
  readonly takes?: readonly HeaderName[];
  /** By status; the first one unless the handler says otherwise. */
  readonly answers: Readonly<Record<number, GoodAnswer>>;
  /** Codes that it can answer, besides those that every route can. */
  readonly errors?: readonly string[];
  handle(ask: Ask<ParamsOf<Path>, StaticOr<Query, undefined>, StaticOr<Body, undefined>>): unknown;
}

/** Erased, for what handles all routes alike. */
export type AnyRoute = Omit<Route, 'handle'> & { handle(ask: Ask<never, never, never>): unknown };

/** A route of this API, with the types of its parameters, query and body held together. */
export function defineRoute<
  const Path extends string,
  Query extends TSchema | undefined = undefined,
  Body extends TSchema | undefined = undefined,
>(route: Route<Path, Query, Body>): AnyRoute {
  return route;
}

/** What all handlers need of a request, whatever its parameters are. */
export type AnyAsk = Pick<Ask, 'parts' | 'route' | 'request' | 'reply' | 'head' | 'stopping'>;

export function askerOf({ request }: AnyAsk): Authenticated {
  return whoAsks(request);
}

/** @throws FORBIDDEN where the one who asks may not do this in the project; without one, everywhere */
export async function requireRight(ask: AnyAsk, action: Action, project?: string): Promise<void> {
  await mayDo(ask.parts.identity, ask.request, action, project === undefined ? [] : [{ project }]);
}

/** The projects that a list is narrowed to. */
export function reachOf(ask: AnyAsk, action: Action): Promise<Reach> {
  return ask.parts.identity.reach(askerOf(ask).principal.id, action);
}

export function actorOf(ask: AnyAsk): Actor {
  return { who: askerOf(ask).principal.id, from: ask.request.ip };
}

export function byOf(ask: AnyAsk, project: string): By {
  return { principal: askerOf(ask).principal.id, from: ask.request.ip, project };
}
