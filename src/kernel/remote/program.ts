import type { RunResult } from './transport.ts';

/**
 * Programs are defined once: a grammar of their arguments that prints and reads them, and a parser of their output.
 * Drivers print with it, simulated hosts read with it, so that neither can know a flag that the other does not.
 */

/** One way to understand the words at the start of an argument vector. */
export interface Reading<Fields extends object> {
  readonly fields: Fields;
  /** How many words it took. */
  readonly taken: number;
}

/** One piece of an argument vector. `Fields` are the values that it carries. */
export interface Grammar<Fields extends object> {
  /** @throws {TypeError} for values that `read` could not give back. */
  print(fields: Fields): readonly string[];
  /** Every way to understand the words, the preferred one first; what comes behind it decides which one holds. */
  read(words: readonly string[]): readonly Reading<Fields>[];
}

export interface Program<Fields extends object, Output> {
  /** For records and messages: `gluster volume create`. */
  readonly name: string;
  readonly grammar: Grammar<Fields>;
  /**
   * What the answer means; expected refusals of the program are values of `Output`, too. Whatever it throws reaches the
   * driver as COMMAND_ANSWER_UNKNOWN.
   */
  readonly parse: (result: RunResult, fields: Fields) => Output;
  /** For what prints secrets: takes them out of a text, before it goes into records and messages. */
  readonly conceal?: (text: string) => string;
}

/** A program with its arguments: what a driver hands to a session. */
export interface Call<Output> {
  readonly name: string;
  readonly argv: readonly string[];
  readonly parse: (result: RunResult) => Output;
  readonly conceal?: (text: string) => string;
}

/**
 * @example
 * const rmdir = defineProgram({
 *   name: 'rmdir',
 *   grammar: sequence(words('rmdir', '--'), word('path')),
 *   parse: ({ code, stderr }) => (code === 0 ? 'removed' : stderr.includes('No such file') ? 'absent' : 'refused'),
 * });
 * call(rmdir, { path: '/mnt/x' }).argv; // ['rmdir', '--', '/mnt/x']
 */
export function defineProgram<Fields extends object, Output>(
  program: Program<Fields, Output>,
): Program<Fields, Output> {
  return program;
}

export function call<Fields extends object, Output>(program: Program<Fields, Output>, fields: Fields): Call<Output> {
  return {
    name: program.name,
    argv: program.grammar.print(fields),
    parse: (result) => program.parse(result, fields),
    ...(program.conceal === undefined ? {} : { conceal: program.conceal }),
  };
}

/** The fields of an argument vector, or undefined when it is not this program's. */
export function readArgv<Fields extends object>(
  program: Program<Fields, unknown>,
  argv: readonly string[],
): Fields | undefined {
  return program.grammar.read(argv).find(({ taken }) => taken === argv.length)?.fields;
}

/** Fixed words. */
export function words(...fixed: readonly string[]): Grammar<object> {
  return {
    print: () => fixed,
    read: (given) => (fixed.every((text, index) => given[index] === text) ? [{ fields: {}, taken: fixed.length }] : []),
  };
}

/** How a value stands in a word. What `print` makes, `read` gives back; `read` takes nothing else. */
export interface Form<Value> {
  readonly print: (value: Value) => string;
  readonly read: (text: string) => Value | undefined;
}

const asText: Form<string> = { print: (value) => value, read: (text) => text };

/** A whole number with a unit behind it, as in `1024K`. */
export function numberWith(unit: string): Form<number> {
  const print = (value: number): string => {
    if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${value} is no whole number`);
    return `${value}${unit}`;
  };
  return {
    print,
    read: (text) => {
      const digits = text.endsWith(unit) ? text.slice(0, text.length - unit.length) : '';
      // Not `007`: what is read must be what would be printed.
      return /^(0|[1-9]\d*)$/.test(digits) && Number.isSafeInteger(Number(digits)) ? Number(digits) : undefined;
    },
  };
}

/** A word with fixed text around its value, as in `vg_<id>`. */
export function affixed<Value>(prefix: string, suffix: string, form: Form<Value>): Form<Value> {
  return {
    print: (value) => `${prefix}${form.print(value)}${suffix}`,
    read: (text) =>
      text.startsWith(prefix) && text.endsWith(suffix) && text.length >= prefix.length + suffix.length
        ? form.read(text.slice(prefix.length, text.length - suffix.length))
        : undefined,
  };
}

function single<Name extends string, Value>(name: Name, value: Value): Record<Name, Value> {
  return { [name]: value } as Record<Name, Value>;
}

/** One word that carries a value; a text unless a form says otherwise. */
export function word<Name extends string, Value = string>(
  name: Name,
  form: Form<Value> = asText as unknown as Form<Value>,
): Grammar<Record<Name, Value>> {
  return {
    print: (fields) => [form.print(fields[name])],
    read: ([first]) => {
      const value = first === undefined ? undefined : form.read(first);
      return value === undefined ? [] : [{ fields: single(name, value), taken: 1 }];
    },
  };
}

/** One word or more; as few as the grammar behind it can do with. */
export function rest<Name extends string>(name: Name): Grammar<Record<Name, readonly string[]>> {
  return {
    print: (fields) => {
      if (fields[name].length === 0) throw new TypeError(`'${name}' needs at least one word`);
      return fields[name];
    },
    read: (given) =>
      given.map((_, index) => ({
        fields: single(name, given.slice(0, index + 1)),
        taken: index + 1,
      })),
  };
}

/** A part that may be left out, under a name: `{ replica?: { count: number } }`. */
export function optional<Name extends string, Fields extends object>(
  name: Name,
  part: Grammar<Fields>,
): Grammar<Partial<Record<Name, Fields>>> {
  return {
    print: (fields) => {
      const value = fields[name];
      if (value === undefined) return [];
      const printed = part.print(value);
      if (printed.length === 0) throw new TypeError(`'${name}' is there, but no word would say so`);
      return printed;
    },
    read: (given) => [
      ...part
        .read(given)
        .filter(({ taken }) => taken > 0)
        .map(({ fields, taken }) => ({ fields: single(name, fields), taken })),
      { fields: {}, taken: 0 },
    ],
  };
}

/** A fixed word that stands there or not: `{ force: boolean }`. */
export function flag<Name extends string>(name: Name, text: string): Grammar<Record<Name, boolean>> {
  const reading = (isThere: boolean): Reading<Record<Name, boolean>> => ({
    fields: single(name, isThere),
    taken: isThere ? 1 : 0,
  });
  return {
    print: (fields) => (fields[name] ? [text] : []),
    read: ([first]) => (first === text ? [reading(true), reading(false)] : [reading(false)]),
  };
}

type FieldsOf<Part> = Part extends Grammar<infer Fields> ? Fields : never;
type Together<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never;

/** One part after the other. */
export function sequence<Parts extends readonly Grammar<object>[]>(
  ...parts: Parts
): Grammar<Together<FieldsOf<Parts[number]>> & object> {
  return {
    print: (fields) => parts.flatMap((part) => part.print(fields)),
    read: (given) => {
      let readings: readonly Reading<object>[] = [{ fields: {}, taken: 0 }];
      for (const part of parts) {
        readings = readings.flatMap((before) =>
          part
            .read(given.slice(before.taken))
            .map(({ fields, taken }) => ({ fields: { ...before.fields, ...fields }, taken: before.taken + taken })),
        );
      }
      return readings as readonly Reading<never>[];
    },
  };
}
