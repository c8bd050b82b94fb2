import type { TSchema } from 'typebox';
import { actions } from '../../kernel/identity/index.ts';
import { errorCatalogue } from '../../kernel/errors.ts';
import { PROBLEM_TYPE } from '../http/index.ts';
import { paramsSchema } from './params-schema.ts';
import { PREFIX } from './prefix.ts';
import { type AnyRoute, type GoodAnswer, type HeaderName, headers, tags } from './route.ts';
import { Problem } from './shapes/problem.ts';

const JSON_TYPE = 'application/json';

/** What any request can be answered with, by what it has. */
const ALWAYS = ['INTERNAL', 'REQUEST_MALFORMED', 'REQUEST_NOT_VALID', 'HEADER_NOT_TAKEN', 'STORE_UNAVAILABLE'];
const GUARDED = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'PRINCIPAL_DISABLED'];
const WITH_ACTION = ['FORBIDDEN'];
const WRITING = ['BODY_NOT_JSON', 'BODY_TOO_LARGE', 'BODY_TYPE_UNSUPPORTED'];

/**
 * The OpenAPI 3.1 document of routes. A schema with a `title` becomes a component of that name; it is the same object
 * that checks requests and prints answers.
 */
export function openApiDocument(routes: readonly AnyRoute[], version: string): object {
  const components: Record<string, unknown> = {};
  const schema = (given: unknown): unknown => referTo(given, components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schema) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hostreeve',
      version,
      description: `The API of Hostreeve's own. Errors are problem details (RFC 9457) with a \`code\` that never changes.
Lists come by pages: \`next\` of one page is \`after\` of the following one. Writes that take time answer 202 with an operation.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: PREFIX }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of a user: see `createToken`.' },
      },
      schemas: sorted(components),
    },
  };
}

function operationOf(route: AnyRoute, schema: (given: unknown) => unknown): object {
  const { id, tag, summary, description, access, body, answers } = route;
  const action = access === 'public' || access === 'known' ? undefined : access;
  return {
    operationId: id,
    tags: [tag],
    summary,
    description:
      action === undefined ? description : `${description}\n\nNeeds the action \`${action}\`: ${actions[action]}`,
    ...(access === 'public' ? { security: [] } : {}),
    ...(action === undefined ? {} : { 'x-action': action }),
    parameters: parametersOf(route, schema),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [JSON_TYPE]: { schema: schema(body) } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, schema)])),
      ...problemsOf(route, schema),
    },
  };
}

function parametersOf({ path, query, takes = [] }: AnyRoute, schema: (given: unknown) => unknown): object[] {
  return [
    ...propertiesOf(paramsSchema(path)).map(([name, given]) => parameter('path', name, given, true)),
    ...propertiesOf(query).map(([name, given]) => parameter('query', name, given, isRequired(query, name))),
    ...takes.map((name) => ({
      name: headerName(name),
      in: 'header',
      required: false,
      description: headers[name],
      schema: { type: 'string' },
    })),
  ];

  function parameter(place: 'path' | 'query', name: string, given: TSchema, required: boolean): object {
    const { description, ...rest } = given as TSchema & { readonly description?: string };
    const isList = (given as { readonly type?: string }).type === 'array';
    return {
      name,
      in: place,
      required,
      ...(description === undefined ? {} : { description }),
      ...(isList ? { style: 'form', explode: false } : {}),
      schema: schema(rest),
    };
  }
}

function responseOf(
  { description, body, types = [JSON_TYPE], headers: said }: GoodAnswer,
  schema: (given: unknown) => unknown,
): object {
  return {
    description,
    ...(said === undefined ? {} : { headers: headersOf(said) }),
    ...(body === undefined
      ? {}
      : {
          content: Object.fromEntries(
            types.map((type) => [type, { schema: type === JSON_TYPE ? schema(body) : { type: 'string' } }]),
          ),
        }),
  };
}

function headersOf(said: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(said).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

/** The codes that a route can answer, as answers by status. */
export function codesOf({ access, method, takes = [], errors = [] }: AnyRoute): readonly string[] {
  return [
    ...ALWAYS,
    ...(access === 'public' ? [] : GUARDED),
    ...(access === 'public' || access === 'known' ? [] : WITH_ACTION),
    ...(method === 'GET' ? [] : WRITING),
    ...(takes.includes('if-match') ? ['PRECONDITION_FAILED', 'HEADER_INVALID'] : []),
    ...errors,
  ];
}

function problemsOf(route: AnyRoute, schema: (given: unknown) => unknown): object {
  const catalogue = new Map(errorCatalogue().map((entry) => [entry.code, entry]));
  const entries = [...new Set(codesOf(route))].map((code) => {
    const entry = catalogue.get(code);
    if (entry === undefined) throw new TypeError(`${route.id} names the code ${code}, which nobody defines`);
    return entry;
  });
  const byStatus = Map.groupBy(entries, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map(({ code, when }) => `\`${code}\`: ${when}`).join('\n\n'),
        content: { [PROBLEM_TYPE]: { schema: schema(Problem) } },
        'x-codes': group.map(({ code }) => code),
        ...([429, 503].includes(status)
          ? { headers: headersOf({ 'Retry-After': 'Seconds after which to try again.' }) }
          : {}),
      },
    ]),
  );
}

/** Schemas with a title go into the components, once each, and are referred to. */
function referTo(given: unknown, components: Record<string, unknown>): unknown {
  if (Array.isArray(given)) return given.map((each) => referTo(each, components));
  if (typeof given !== 'object' || given === null) return given;
  const { title, ...rest } = given as Readonly<Record<string, unknown>>;
  const inside = (): unknown =>
    Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, referTo(value, components)]));
  if (typeof title !== 'string') return inside();
  if (!(title in components)) {
    // Before looking inside, for a schema that has itself in it.
    components[title] = undefined;
    components[title] = inside();
  }
  return { $ref: `#/components/schemas/${title}` };
}

function propertiesOf(schema: TSchema | undefined): [string, TSchema][] {
  return Object.entries((schema as { readonly properties?: Record<string, TSchema> } | undefined)?.properties ?? {});
}

function isRequired(schema: TSchema | undefined, name: string): boolean {
  return (schema as { readonly required?: readonly string[] } | undefined)?.required?.includes(name) === true;
}

/** As people write it: `If-Match`. */
function headerName(name: HeaderName): string {
  return name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);
}

function sorted(components: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
