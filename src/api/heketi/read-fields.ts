import { type ExactJson, ExactNumber, parseExactJson } from '../http/index.ts';

/** A body that is not what a request has to be; the message says what, in the words of Go's decoder as far as it can. */
export class Unparsable extends Error {}

/** How a value is read out of JSON, as strictly as Go's decoder does it. */
export interface Field<Value> {
  /** What a field has that is not given, or null. */
  readonly empty: Value;
  /** @throws Unparsable for any other JSON type */
  readonly read: (value: ExactJson, name: string) => Value;
  /** The same for the published document (document/swagger.ts), as JSON Schema. */
  readonly schema: FieldSchema;
}

export interface FieldSchema {
  readonly type: string;
  readonly format?: string;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: FieldSchema;
}

export type Shape = Readonly<Record<string, Field<unknown>>>;

type ValuesOf<S extends Shape> = { readonly [Name in keyof S]: S[Name] extends Field<infer Value> ? Value : never };

/**
 * Reads a body: one JSON value with only white space around it, an object or null (contract heketi-api §1.4).
 *
 * @throws Unparsable
 */
export function readFields<Value>(fields: Field<Value>, body: Buffer): Value {
  const outcome = parseExactJson(body.toString('utf8'));
  if (outcome.kind === 'too-many') throw new Unparsable(`it has more than ${outcome.most} values`);
  if (outcome.kind === 'malformed')
    throw new Unparsable(outcome.isCutOff ? 'unexpected end of JSON input' : 'invalid character in JSON');
  return outcome.value === null ? fields.empty : fields.read(outcome.value, '');
}

const INT64_MOST = 2n ** 63n - 1n;

/** A plain literal of 64 bits: `1.0` and `1e0` are none. */
export const integer: Field<number> = {
  empty: 0,
  schema: { type: 'integer', format: 'int64' },
  read: (value, name) => {
    if (!(value instanceof ExactNumber)) throw mismatch(value, name, 'int');
    if (!/^-?\d{1,19}$/.test(value.source)) throw mismatch(value, name, 'int');
    const number = BigInt(value.source);
    if (number > INT64_MOST || number < -INT64_MOST - 1n) throw mismatch(value, name, 'int');
    return Number(number);
  },
};

/** With the precision of 32 bits, as the shortest decimal that gives it again. */
export const float32: Field<number> = {
  empty: 0,
  schema: { type: 'number', format: 'float' },
  read: (value, name) => {
    const number = value instanceof ExactNumber ? Math.fround(Number(value.source)) : Number.NaN;
    if (!Number.isFinite(number)) throw mismatch(value, name, 'float32');
    for (let digits = 1; digits < 9; digits += 1) {
      const short = Number(number.toPrecision(digits));
      if (Math.fround(short) === number) return short;
    }
    return Number(number.toPrecision(9));
  },
};

export const text: Field<string> = {
  empty: '',
  schema: { type: 'string' },
  read: (value, name) => {
    if (typeof value !== 'string') throw mismatch(value, name, 'string');
    return value.toWellFormed();
  },
};

export const flag: Field<boolean> = {
  empty: false,
  schema: { type: 'boolean' },
  read: (value, name) => {
    if (typeof value !== 'boolean') throw mismatch(value, name, 'bool');
    return value;
  },
};

export const texts: Field<readonly string[]> = {
  empty: [],
  schema: { type: 'array', items: { type: 'string' } },
  read: (value, name) => {
    if (!Array.isArray(value)) throw mismatch(value, name, '[]string');
    return value.map((each: ExactJson) => readOrEmpty(text, each, name));
  },
};

/** Its keys are data, and keep their case. */
export const textMap: Field<ReadonlyMap<string, string>> = {
  empty: new Map(),
  schema: { type: 'object', additionalProperties: { type: 'string' } },
  read: (value, name) => {
    if (!isObject(value)) throw mismatch(value, name, 'map[string]string');
    return new Map(Object.entries(value).map(([key, each]) => [key.toWellFormed(), readOrEmpty(text, each, name)]));
  },
};

/** Keys are found in any case, unknown ones are passed over, and of equal ones the last counts. */
export function object<S extends Shape>(shape: S): Field<ValuesOf<S>> {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const empty = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.empty])) as ValuesOf<S>;
  const properties = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.schema]));
  return {
    empty,
    schema: { type: 'object', properties },
    read: (value, at) => {
      if (!isObject(value)) throw mismatch(value, at, 'struct');
      const read: Record<string, unknown> = { ...empty };
      for (const [key, each] of Object.entries(value)) {
        const name = names.get(key.toLowerCase());
        const field = name === undefined ? undefined : shape[name];
        if (name !== undefined && field !== undefined && each !== null) read[name] = field.read(each, name);
      }
      return read as ValuesOf<S>;
    },
  };
}

function readOrEmpty<Value>(field: Field<Value>, value: ExactJson, name: string): Value {
  return value === null ? field.empty : field.read(value, name);
}

function isObject(value: ExactJson): value is { readonly [key: string]: ExactJson } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

function mismatch(value: ExactJson, name: string, wanted: string): Unparsable {
  const found = kindOf(value);
  return new Unparsable(
    name === ''
      ? `json: cannot unmarshal ${found} into Go value of type ${wanted}`
      : `json: cannot unmarshal ${found} into Go struct field ${name} of type ${wanted}`,
  );
}

function kindOf(value: ExactJson): string {
  if (value instanceof ExactNumber) return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
