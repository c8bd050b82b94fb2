import { Compile, type Validator } from 'typebox/compile';
import type { AnyOperation, Json } from './definition.ts';
import { errors } from './errors.ts';

/** The kinds of operations that this server knows. */
export interface Definitions {
  /** @throws OPERATION_KIND_UNKNOWN */
  get(kind: string, version?: number): AnyOperation;
  /** @throws OPERATION_INPUT_INVALID */
  check(definition: AnyOperation, input: unknown): Json;
  /** `kind/version` of each. */
  readonly names: readonly string[];
}

const MOST_PROBLEMS = 5;

/** @throws {TypeError} when two definitions have one kind */
export function createDefinitions(all: readonly AnyOperation[]): Definitions {
  const byKind = new Map(all.map((definition) => [definition.kind, definition]));
  if (byKind.size !== all.length) throw new TypeError('two operations have the same kind');
  const validators = new Map<string, Validator>();
  return {
    names: all.map(({ kind, version }) => `${kind}/${version}`),
    get: (kind, version) => {
      const found = byKind.get(kind);
      if (found === undefined || (version !== undefined && found.version !== version)) {
        throw errors.OPERATION_KIND_UNKNOWN({ kind, ...(version === undefined ? {} : { version }) });
      }
      return found;
    },
    check: (definition, input) => {
      let validator = validators.get(definition.kind);
      if (validator === undefined) {
        validator = Compile(definition.input);
        validators.set(definition.kind, validator);
      }
      if (validator.Check(input)) return input as Json;
      const problems = validator
        .Errors(input)
        .slice(0, MOST_PROBLEMS)
        .map(({ instancePath, message }) => `${instancePath === '' ? 'input' : instancePath.slice(1)} ${message}`);
      throw errors.OPERATION_INPUT_INVALID({ kind: definition.kind, problems });
    },
  };
}
