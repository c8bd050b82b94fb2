import { type TSchema, Type } from 'typebox';

type Properties = Readonly<Record<string, TSchema>>;

interface Parts {
  readonly type?: string;
  readonly anyOf?: readonly TSchema[];
  readonly properties?: Properties;
  readonly const?: unknown;
}

/**
 * A schema in which every choice is made that a value makes clear, by its `kind` or by being null: what is wrong with
 * the value is told for the one that was meant, and not for all that it might have been.
 */
export function narrowSchema(schema: TSchema, value: unknown): TSchema {
  const { anyOf, properties }: Parts = schema;
  if (anyOf !== undefined) return narrowChoice(schema, anyOf, value);
  if (properties === undefined || !isRecord(value)) return schema;
  const narrowed = Object.entries(properties).map(([name, each]) => [name, narrowSchema(each, value[name])]);
  return { ...schema, properties: Object.fromEntries(narrowed) };
}

function narrowChoice(schema: TSchema, choices: readonly TSchema[], value: unknown): TSchema {
  const fitting = choices.filter((each) => typeNamed(each) === typeOf(value));
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return narrowSchema(only, value);
  const kinds = fitting.map(kindOf);
  const meant = fitting.find((each) => isRecord(value) && value['kind'] === kindOf(each));
  if (meant !== undefined) return narrowSchema(meant, value);
  const known = kinds.filter((kind) => kind !== undefined);
  if (known.length === 0 || known.length < kinds.length) return schema;
  return Type.Object({ kind: Type.Enum(known) });
}

function kindOf(schema: TSchema): string | undefined {
  const { properties = {} }: Parts = schema;
  const { const: kind }: Parts = properties['kind'] ?? {};
  return typeof kind === 'string' ? kind : undefined;
}

function typeNamed({ type }: Parts): string | undefined {
  return type;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeOf(value) === 'object';
}
