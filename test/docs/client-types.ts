import openapiTS, { astToString } from 'openapi-typescript';

type Json = Readonly<Record<string, unknown>>;

const HEADER = `// biome-ignore-all format: made by a program
/* oxlint-disable */
// Made by \`npm run docs\` from the OpenAPI document of /api/v2; changes by hand are lost.

`;

/** What any request can be answered with: the codes of each are in the document, and many. */
const PROBLEM = {
  description: 'An error.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The text of client/api-types.ts. */
export async function clientTypes(document: Json): Promise<string> {
  const nodes = await openapiTS(JSON.stringify({ ...document, paths: mapValues(document['paths'], shorterPath) }));
  return HEADER + astToString(nodes);
}

function shorterPath(methods: unknown): Json {
  return mapValues(methods, (operation) => {
    const { responses, ...rest } = operation as Json;
    const good = Object.entries(responses as Json).filter(([status]) => Number(status) < 400);
    return { ...rest, responses: { ...Object.fromEntries(good), default: PROBLEM } };
  });
}

function mapValues(object: unknown, map: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object as Json).map(([key, value]) => [key, map(value)]));
}
