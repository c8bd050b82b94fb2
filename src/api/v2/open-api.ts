import type { TSchema } from 'typebox';
import { actions } from '../../kernel/identity/index.ts';
import { errorCatalogue } from '../../kernel/errors.ts';
import { PROBLEM_TYPE } from '../http/index.ts';
import { paramsSchema } from './params-schema.ts';
import { PREFIX } from './prefix.ts';
import { type AnyRoute, type GoodAnswer, type HeaderName, headers, tags } from './route.ts';
import { Problem } from './shapes/problem.ts';

const JSON_TYPE = 'application/json';

/** What any request can be answered with, whatever it has in it. */
const ALWAYS = ['INTERNAL', 'REQUEST_MALFORMED', 'REQUEST_NOT_VALID', 'HEADER_NOT_TAKEN', 'STORE_UNAVAILABLE'];
const GUARDED = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'PRINCIPAL_DISABLED'];
const WITH_ACTION = ['FORBIDDEN'];
const WRITING = ['BODY_NOT_JSON', 'BODY_TOO_LARGE', 'BODY_TYPE_UNSUPPORTED'];

/** Answers that are the same nearly everywhere, by status: they stand in the document once. */
const SHARED: Readonly<Record<number, string>> = {
  401: 'Unauthenticated',
  403: 'Forbidden',
  413: 'TooLarge',
  415: 'WrongType',
  500: 'Broken',
  503: 'Unavailable',
};

/**
 * The OpenAPI 3.1 document of routes. A schema with a `title` becomes a component of that name; it is the same object
 * that checks requests and prints answers.
 */
export function openApiDocument(routes: readonly AnyRoute[], version: string): object {
  const components: Record<string, unknown> = {};
  const schema: Refer = (given) => referTo(given, components);
  const shared = problemsOf([...ALWAYS, ...GUARDED, ...WITH_ACTION, ...WRITING], schema);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schema, shared) };
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
      responses: Object.fromEntries(Object.entries(SHARED).map(([status, name]) => [name, shared[status]])),
      schemas: sorted(components),
    },
  };
}

type Refer = (given: unknown) => unknown;
type Problems = Readonly<Record<string, object>>;

function operationOf(route: AnyRoute, schema: Refer, shared: Problems): object {
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
      ...referToShared(problemsOf(codesOf(route), schema), shared),
    },
  };
}

function parametersOf({ path, query, takes = [] }: AnyRoute, schema: Refer): object[] {
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

function responseOf({ description, body, types = [JSON_TYPE], headers: said }: GoodAnswer, schema: Refer): object {
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

/** Answers by status. */
function problemsOf(codes: readonly string[], schema: Refer): Problems {
  const catalogue = new Map(errorCatalogue().map((entry) => [entry.code, entry]));
  const entries = [...new Set(codes)].map((code) => {
    const entry = catalogue.get(code);
    if (entry === undefined) throw new TypeError(`a route names the code ${code}, which nobody defines`);
    return entry;
  });
  const byStatus = Map.groupBy(entries, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map(({ code, when }) => `\`${code}\`: ${when}`).join('\n\n'),
        ...([429, 503].includes(status)
          ? { headers: headersOf({ 'Retry-After': 'Seconds after which to try again.' }) }
          : {}),
        content: { [PROBLEM_TYPE]: { schema: schema(Problem) } },
        'x-codes': group.map(({ code }) => code),
      },
    ]),
  );
}

function referToShared(problems: Problems, shared: Problems): object {
  const same = (status: string, problem: object): boolean => JSON.stringify(shared[status]) === JSON.stringify(problem);
  return Object.fromEntries(
    Object.entries(problems).map(([status, problem]) => {
      const name = SHARED[Number(status)];
      return [
        status,
        name === undefined || !same(status, problem) ? problem : { $ref: `#/components/responses/${name}` },
      ];
    }),
  );
}

/** Schemas with a title go into the components, once each, and are referred to. */
function referTo(given: unknown, components: Record<string, unknown>): unknown {
  if (Array.isArray(given)) return given.map((each) => referTo(each, components));
  if (typeof given !== 'object' || given === null) return given;
  const { title, ...rest } = given as Readonly<Record<string, unknown>>;
  // A property may be called `title` too: its value is a schema.
  const named = typeof title === 'string';
  const inside = (): unknown =>
    Object.fromEntries(Object.entries(named ? rest : given).map(([key, value]) => [key, referTo(value, components)]));
  if (!named) return inside();
  if (!(title in components)) {
    // Before looking inside, for a schema that has itself in it.
    components[title] = undefined;
    components[title] = inside();
  }
  return { $ref: `#/components/schemas/${title}` };
}

function propertiesOf(schema: TSchema | undefined): [string, TSchema][] {
  const { properties = {} }: { readonly properties?: Readonly<Record<string, TSchema>> } = schema ?? {};
  return Object.entries(properties);
}

function isRequired(schema: TSchema | undefined, name: string): boolean {
  const { required = [] }: { readonly required?: readonly string[] } = schema ?? {};
  return required.includes(name);
}

/** As people write it: `If-Match`. */
function headerName(name: HeaderName): string {
  return name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);
}

function sorted(components: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
