import { Compile, type Validator } from 'typebox/compile';
import type { AnyOperation, Json } from './definition.ts';
import { errors } from './errors.ts';
import { isKeepable } from './json-text.ts';

/** The kinds of operations that this server knows. */
export interface Definitions {
  find(kind: string, version: number): AnyOperation | undefined;
  /** The newest version without one. @throws OPERATION_KIND_UNKNOWN */
  get(kind: string, version?: number): AnyOperation;
  /** @throws OPERATION_INPUT_INVALID */
  check(definition: AnyOperation, input: unknown): Json;
  /** `kind/version` of each. */
  readonly names: readonly string[];
}

const MOST_PROBLEMS = 5;

/**
 * Several versions of a kind may be known: new operations are of the newest, and older ones are carried to their end.
 *
 * @throws {TypeError} when two definitions have one kind and version
 */
export function createDefinitions(all: readonly AnyOperation[]): Definitions {
  const byName = new Map(all.map((definition) => [nameOf(definition), definition]));
  if (byName.size !== all.length) throw new TypeError('two operations have the same kind and version');
  const newest = new Map<string, AnyOperation>();
  for (const definition of all.toSorted((a, b) => a.version - b.version)) newest.set(definition.kind, definition);
  const validators = new Map<string, Validator>();
  return {
    names: [...byName.keys()],
    find: (kind, version) => byName.get(nameOf({ kind, version })),
    get: (kind, version) => {
      const found = version === undefined ? newest.get(kind) : byName.get(nameOf({ kind, version }));
      if (found === undefined) {
        throw errors.OPERATION_KIND_UNKNOWN({ kind, ...(version === undefined ? {} : { version }) });
      }
      return found;
    },
    check: (definition, input) => {
      let validator = validators.get(nameOf(definition));
      if (validator === undefined) {
        validator = Compile(definition.input);
        validators.set(nameOf(definition), validator);
      }
      if (validator.Check(input)) {
        if (isKeepable(input)) return input as Json;
        const problems = ['a text in it has the character zero or half a character'];
        throw errors.OPERATION_INPUT_INVALID({ kind: definition.kind, problems });
      }
      const problems = validator
        .Errors(input)
        .slice(0, MOST_PROBLEMS)
        .map(({ instancePath, message }) => `${instancePath === '' ? 'input' : instancePath.slice(1)} ${message}`);
      throw errors.OPERATION_INPUT_INVALID({ kind: definition.kind, problems });
    },
  };
}

function nameOf({ kind, version }: { readonly kind: string; readonly version: number }): string {
  return `${kind}/${version}`;
}
