import { Type, type TSchema } from 'typebox';
import type { Secret } from '../secrets/index.ts';
import type { HeketiSource } from './heketi-source.ts';

export type KeyKind = 'text' | 'integer' | 'boolean' | 'choice' | 'list' | 'object' | 'secret';

/** One setting: what it may hold, what it means and where else than in our own file it can come from. */
export interface Key<Value> {
  readonly kind: KeyKind;
  /** What the YAML file may hold, before a secret is wrapped. */
  readonly schema: TSchema;
  /** The schema in words, for error messages: "expected ...". */
  readonly expected: string;
  /** One sentence for help and documents. */
  readonly meaning: string;
  /** Absent: the setting has no value unless somebody gives one. */
  readonly default?: Value;
  readonly flag?: Flag;
  readonly heketi?: HeketiSource;
  /**
   * The path of a key of Heketi's that says the same. Its value counts where nobody gave this one and somebody gave that
   * one; with a heketi.json, Heketi's own default counts too.
   */
  readonly follows?: string;
}

/** The flags that set one key; `--config` and `--heketi-config` name files and are no settings. */
export type Flag =
  | '--data'
  | '--listen'
  | '--log-level'
  | '--store'
  | '--disable-auth'
  | '--ignore-heketi-db'
  | '--topology';

type Row<Value> = Pick<Key<Value>, 'meaning' | 'default' | 'flag' | 'heketi' | 'follows'>;

interface TextForm {
  readonly expected: string;
  readonly isValid: (text: string) => boolean;
}

// `default: 8` must give a number, not the type 8; a row without a default may stay without a value.
type Widened<Value, Wide> = Value extends Wide ? Wide : undefined;

/** @param row its `form` is a grammar beyond "not empty" */
export function text<Value extends string | undefined>(
  row: Row<Value> & { readonly form?: TextForm },
): Key<Widened<Value, string>> {
  const { form, ...rest } = row;
  // A key whose default is empty says that emptiness has a meaning.
  const plain = Type.String(row.default === '' ? {} : { minLength: 1 });
  const schema = form === undefined ? plain : Type.Refine(plain, (value) => form.isValid(value));
  const expected = form?.expected ?? (row.default === '' ? 'a text' : 'a text that is not empty');
  return { kind: 'text', schema, expected, ...rest } as Key<Widened<Value, string>>;
}

/** @param row its range is inclusive; `orUnlimited` also admits -1 */
export function integer<Value extends number | undefined>(
  row: Row<Value> & { readonly min: number; readonly max?: number; readonly orUnlimited?: boolean },
): Key<Widened<Value, number>> {
  const { min, max = Number.MAX_SAFE_INTEGER, orUnlimited = false, ...rest } = row;
  const range = Type.Integer({ minimum: min, maximum: max });
  const upTo = max === Number.MAX_SAFE_INTEGER ? 'upwards' : `to ${max}`;
  const expected = `a whole number from ${min} ${upTo}${orUnlimited ? ', or -1 for no limit' : ''}`;
  const schema = orUnlimited ? Type.Union([Type.Literal(-1), range]) : range;
  return { kind: 'integer', schema, expected, ...rest } as Key<Widened<Value, number>>;
}

export function boolean(row: Row<boolean>): Key<boolean> {
  return { kind: 'boolean', schema: Type.Boolean(), expected: 'true or false', ...row };
}

export function choice<const Choice extends string>(
  choices: readonly Choice[],
  row: Row<NoInfer<Choice>>,
): Key<Choice> {
  return { kind: 'choice', schema: Type.Enum([...choices]), expected: `one of ${choices.join(', ')}`, ...row };
}

export function list(row: Row<readonly string[]>): Key<readonly string[]> {
  const schema = Type.Array(Type.String({ minLength: 1 }));
  return { kind: 'list', schema, expected: 'a list of texts', ...row };
}

/** An object that another part of the program understands. */
export function opaque(
  row: Row<Readonly<Record<string, unknown>> | undefined>,
): Key<Readonly<Record<string, unknown>> | undefined> {
  return { kind: 'object', schema: Type.Record(Type.String(), Type.Unknown()), expected: 'a mapping', ...row };
}

export function secret(row: Omit<Row<undefined>, 'default'>): Key<Secret | undefined> {
  return { kind: 'secret', schema: Type.String({ minLength: 1 }), expected: 'a text that is not empty', ...row };
}
