import { closest, distance } from 'fastest-levenshtein';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { CodedError } from '../../kernel/errors.ts';
import { errors } from '../http/index.ts';
import { narrowSchema } from './narrow-schema.ts';

const MOST_PROBLEMS = 10;
const MOST_CHARACTERS = 512;
/** A name that is further away is not what was meant. */
const MOST_WRONG = 3;

type Part = 'body' | 'querystring' | 'params';
type Problem = { readonly at: string; readonly message: string };
type Checked = { readonly value: unknown } | { readonly error: CodedError };

/** Checks a part of a request against its schema, and says of all that is wrong where it is. */
export function checkerOf(schema: TSchema, part: Part): (given: unknown) => Checked {
  const validator = Compile(schema);
  const name = part === 'querystring' ? 'query' : part === 'params' ? 'path' : 'body';
  return (given) => {
    // Fastify gives null for a body that is not there.
    if (part === 'body' && given === null) return refused(name, [{ at: '', message: 'is missing' }]);
    const value = part === 'querystring' ? readQuery(schema, given as Query) : given;
    if (!validator.Check(value)) return refused(name, problemsOf(narrowSchema(schema, value), value));
    const unkept = part === 'body' ? undefined : unkeepable(value as Query);
    return unkept === undefined ? { value } : refused(name, [unkept]);
  };
}

function refused(part: string, problems: readonly Problem[]): Checked {
  return { error: errors.REQUEST_NOT_VALID({ part, problems: problems.slice(0, MOST_PROBLEMS) }) };
}

type Query = Readonly<Record<string, unknown>>;

/** Numbers, booleans and lists out of the texts of a query; what is none stays a text, which the schema refuses then. */
function readQuery(schema: TSchema, given: Query): Query {
  const known = propertiesOf(schema);
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, readValue(known[name], value)]));
}

function readValue(schema: Query | undefined, value: unknown): unknown {
  if (schema?.['type'] === 'array') {
    return [value].flat().flatMap((text) =>
      String(text)
        .split(',')
        .filter((part) => part !== ''),
    );
  }
  if (schema?.['type'] === 'integer') return /^-?\d{1,15}$/.test(String(value)) ? Number(value) : value;
  if (schema?.['type'] === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

/** What no name has, and no store takes. */
function unkeepable(values: Query): Problem | undefined {
  for (const [name, value] of Object.entries(values)) {
    for (const text of [value].flat()) {
      if (typeof text !== 'string') continue;
      if (text.includes('\0')) return { at: `/${name}`, message: 'has the character zero in it' };
      if (text.length > MOST_CHARACTERS)
        return { at: `/${name}`, message: `has more than ${MOST_CHARACTERS} characters` };
    }
  }
  return undefined;
}

function problemsOf(schema: TSchema, value: unknown): readonly Problem[] {
  return Compile(schema)
    .Errors(value)
    .flatMap((error): readonly Problem[] => {
      const { keyword, instancePath, params } = error;
      const each = (names: readonly string[], message: (name: string) => string): readonly Problem[] =>
        names.map((name) => ({ at: `${instancePath}/${name}`, message: message(name) }));
      // Says of each unknown name what `additionalProperties` says of all.
      if (keyword === 'boolean') return [];
      if (keyword === 'additionalProperties')
        return each(params.additionalProperties, (name) => `is not known here${hintFor(name, schema, instancePath)}`);
      if (keyword === 'required') return each(params.requiredProperties, () => 'is missing');
      if (keyword === 'enum')
        return [{ at: instancePath, message: `must be one of ${params.allowedValues.join(', ')}` }];
      return [{ at: instancePath, message: error.message }];
    });
}

function hintFor(wrong: string, schema: TSchema, path: string): string {
  const names = Object.keys(propertiesOf(at(schema, path)));
  if (names.length === 0) return '';
  const nearest = closest(wrong.slice(0, 64), names);
  return distance(wrong.slice(0, 64).toLowerCase(), nearest.toLowerCase()) <= MOST_WRONG
    ? `; did you mean ${nearest}?`
    : '';
}

/** The schema at a place of a value, as far as objects and lists lead to it. */
function at(schema: TSchema, path: string): unknown {
  const parts = path.split('/').slice(1);
  return parts.reduce<unknown>((found, part) => {
    const items = (found as { readonly items?: unknown } | undefined)?.items;
    return items ?? propertiesOf(found)[part];
  }, schema);
}

function propertiesOf(schema: unknown): Readonly<Record<string, Query>> {
  return (schema as { readonly properties?: Readonly<Record<string, Query>> } | undefined)?.properties ?? {};
}
