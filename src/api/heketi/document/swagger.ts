import { stringify } from 'yaml';
import type { Route } from '../parts.ts';
import type { FieldSchema } from '../read-fields.ts';
import { heketiRoutes } from '../routes.ts';
import { type DescribedAnswer, type DescribedBody, type DescribedRoute, tags } from './described-route.ts';
import { inventoryRoutes } from './inventory-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { volumeRoutes } from './volume-routes.ts';

/** What is said of each route, by `METHOD path`. */
export const describedRoutes: Readonly<Record<string, DescribedRoute>> = {
  ...serviceRoutes,
  ...inventoryRoutes,
  ...volumeRoutes,
};

const JSON_TYPE = 'application/json';
const DESCRIPTION = [
  "Heketi's REST API, as this server has it.",
  "Errors are plain text that ends with a line's end. What takes time is answered 202, with `Location` a bare path below `/queue`: ask it until the header `X-Pending` is gone, each time with a new token.",
  'Every request but `GET /hello` and `GET /metrics` has a JSON Web Token of its own, in the header `Authorization: Bearer`: HMAC with SHA-256 (or 384, 512) under the key of its issuer, with the claims `iss` (`admin` or `user`), `iat`, `exp` and `qsh`, the SHA-256 of `METHOD&PATH` in small hex digits.',
].join('\n\n');

/** The OpenAPI 2.0 document of this API; what bodies may be comes from what reads them. */
export function heketiDocument(version: string): object {
  const definitions: Record<string, unknown> = {};
  const refer: Refer = (schema) => referTo(schema, definitions);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of heketiRoutes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, refer) };
  }
  return {
    swagger: '2.0',
    info: { title: 'Heketi', version, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    basePath: '/',
    schemes: ['http', 'https'],
    consumes: [JSON_TYPE],
    produces: [JSON_TYPE],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    securityDefinitions: {
      jwt: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Bearer` and the token.' },
    },
    security: [{ jwt: [] }],
    paths,
    definitions: Object.fromEntries(Object.entries(definitions).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The text of docs/api/swagger.yml, which the server gives too. */
export function printedHeketiDocument(version: string): string {
  return stringify(heketiDocument(version), { lineWidth: 120, aliasDuplicateObjects: false });
}

type Refer = (schema: unknown) => unknown;

function operationOf(route: Route, refer: Refer): object {
  const { method, path, access } = route;
  const described = describedRoutes[`${method} ${path}`];
  if (described === undefined) throw new TypeError(`nobody has described ${method} ${path}`);
  const { name, tag, summary, description, body, answer } = described;
  const isForUser = path.startsWith('/volumes') || path === '/queue/{id}';
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'public' ? { security: [] } : { 'x-issuers': isForUser ? ['admin', 'user'] : ['admin'] }),
    ...('type' in answer && answer.type !== undefined ? { produces: [answer.type] } : {}),
    parameters: [
      ...(path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, type: 'string', pattern: HEX }] : []),
      ...(body === undefined ? [] : [parameterOf(body, refer)]),
    ],
    responses: responsesOf(route, described, refer),
  };
}

const HEX = '^[A-Fa-f0-9]+$';

function parameterOf({ title, reads, required, isOptional = false, keys = {} }: DescribedBody, refer: Refer): object {
  const schema = structuredClone(reads.schema) as FieldSchema & Record<string, unknown>;
  for (const [path, more] of Object.entries(keys)) Object.assign(propertyAt(schema, path), more);
  return {
    name: 'body',
    in: 'body',
    required: !isOptional,
    schema: refer({ title, ...schema, ...(required === undefined ? {} : { required: [...required] }) }),
  };
}

/** @throws TypeError for a key that the body does not have */
function propertyAt(schema: Record<string, unknown>, path: string): object {
  let at: unknown = schema;
  for (const name of path.split('.'))
    at = (at as { readonly properties?: Readonly<Record<string, unknown>> } | undefined)?.properties?.[name];
  if (typeof at !== 'object' || at === null) throw new TypeError(`a body has no ${path}`);
  return at;
}

function responsesOf(route: Route, { body, answer, refusals = {} }: DescribedRoute, refer: Refer): object {
  const { method, path, access } = route;
  const said = new Map<number, string[]>();
  const say = (status: number, text: string): void => void said.set(status, [...(said.get(status) ?? []), text]);
  if (access !== 'public') {
    say(400, 'The header `Authorization` is not `Bearer` and a token.');
    say(401, 'There is no valid token, or its issuer may not do this.');
  }
  if (body !== undefined) {
    const isAboutServer = path === '/admin' || path === '/internal/logging';
    say(isAboutServer ? 400 : 422, 'The body is not JSON of this form.');
    say(400, 'The body has values that are not valid: the answer names all of them.');
    say(413, 'The body is larger than 1 MiB.');
  }
  if (path.includes('{id}')) say(404, 'There is nothing of this id.');
  if (method !== 'GET' || 'queued' in answer)
    say(500, 'The server does not change anything, or something went wrong inside.');
  if (method !== 'GET') say(503, 'The administrative state does not admit it.');
  for (const [status, text] of Object.entries(refusals)) say(Number(status), text);
  const good = goodOf(answer, refer);
  return {
    ...Object.fromEntries([...said].map(([status, texts]) => [status, { description: texts.join(' ') }])),
    ...good,
  };
}

function goodOf(answer: DescribedAnswer, refer: Refer): object {
  if ('queued' in answer) {
    const end = answer.queued === 'nothing' ? '204' : `303 to the ${answer.queued.leadsTo}`;
    return {
      202: {
        description: `It is accepted; the queue ends with ${end}, or with 500 and the reason.`,
        headers: { Location: { type: 'string', description: 'A path below `/queue`.' } },
      },
    };
  }
  const { status, description, body, type } = answer;
  const schema = type === undefined ? body : { type: type === 'application/octet-stream' ? 'file' : 'string' };
  return { [status]: { description, ...(schema === undefined ? {} : { schema: refer(schema) }) } };
}

/** Schemas with a title become definitions, and are referred to. */
function referTo(given: unknown, definitions: Record<string, unknown>): unknown {
  if (Array.isArray(given)) return given.map((each) => referTo(each, definitions));
  if (typeof given !== 'object' || given === null) return given;
  const { title, ...rest } = given as Readonly<Record<string, unknown>>;
  const isNamed = typeof title === 'string';
  const inside = (): unknown =>
    Object.fromEntries(
      Object.entries(isNamed ? rest : given).map(([key, value]) => [key, referTo(value, definitions)]),
    );
  if (!isNamed) return inside();
  const found = inside();
  const known = definitions[title] ?? found;
  if (JSON.stringify(known) !== JSON.stringify(found)) throw new TypeError(`two schemas are called ${title}`);
  definitions[title] = known;
  return { $ref: `#/definitions/${title}` };
}
