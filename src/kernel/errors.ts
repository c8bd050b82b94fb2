import { inspect } from 'node:util';

/**
 * How error codes are defined. Each area has its own `errors.ts` that calls `defineErrors`; docs/errors.md is made from
 * all of them, and a test fails when it is stale. Callers test codes, never sentences.
 *
 * A thrown error says what was attempted, on what, what was found and what the reader can do. Data go into fields, not
 * only into the sentence; secrets go into neither.
 */

/** What a caller may do with the same request after this error. */
export type Retry =
  /** The same request will fail again. */
  | 'never'
  /** The same request may succeed later. */
  | 'backoff'
  /** The caller worked on old data: read again, then decide. */
  | 'reread';

export interface ErrorDefinition<Fields extends object> {
  /** HTTP status on /api/v2; every other API maps codes in its own `errors.ts`. */
  readonly status: number;
  readonly retry: Retry;
  /** One sentence for docs/errors.md: when this happens. */
  readonly when: string;
  /** One or two sentences for docs/errors.md: what the reader does about it. */
  readonly remedy: string;
  /** The sentence for this occurrence. */
  readonly text: (fields: Fields) => string;
}

/** The only class of error that Hostreeve throws on purpose. */
export class CodedError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retry: Retry;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    definition: { readonly status: number; readonly retry: Retry },
    message: string,
    fields: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
    this.status = definition.status;
    this.retry = definition.retry;
    this.fields = fields;
  }
}

// A contravariant position: `never` accepts a definition with any fields.
type Definitions = Readonly<Record<string, ErrorDefinition<never>>>;

type FieldsOf<D> = D extends { readonly text: (fields: infer F) => string } ? F : never;

/** One constructor per code, e.g. `errors.STORE_FULL({ path }, { cause })`. */
export type ErrorConstructors<D extends Definitions> = {
  readonly [Code in keyof D]: ((fields: FieldsOf<D[Code]>, options?: ErrorOptions) => CodedError) & {
    readonly code: Code;
    /** Whether a caught value is this error. */
    readonly is: (error: unknown) => error is CodedError & { readonly code: Code };
  };
};

/** What docs/errors.md is made from. */
export interface CatalogueEntry {
  readonly code: string;
  readonly status: number;
  readonly retry: Retry;
  readonly when: string;
  readonly remedy: string;
}

const catalogue = new Map<string, CatalogueEntry>();

/**
 * Defines a family of error codes. A code is UPPER_SNAKE_CASE, stable for ever, and defined once in the whole program.
 *
 * @throws {TypeError} when a code is malformed or was defined before: a fault of the program, seen at its start.
 */
export function defineErrors<const D extends Definitions>(definitions: D): ErrorConstructors<D> {
  const constructors: Record<string, unknown> = {};
  for (const [code, definition] of Object.entries(definitions)) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))
      throw new TypeError(`error code '${code}' is not UPPER_SNAKE_CASE`);
    if (catalogue.has(code)) throw new TypeError(`error code '${code}' is defined twice`);
    const { status, retry, when, remedy } = definition;
    catalogue.set(code, { code, status, retry, when, remedy });
    const construct = (fields: never, options?: ErrorOptions): CodedError =>
      new CodedError(code, definition, definition.text(fields), fields, options);
    constructors[code] = Object.assign(construct, {
      code,
      is: (error: unknown): error is CodedError => error instanceof CodedError && error.code === code,
    });
  }
  return constructors as ErrorConstructors<D>;
}

/** Every code defined by the modules loaded so far, in alphabetical order. */
export function errorCatalogue(): readonly CatalogueEntry[] {
  return [...catalogue.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** The sentence of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The message of anything that was thrown, with the messages of its causes: for logs and for the command line, never
 * for a client.
 */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  while (current !== undefined && parts.length < 5) {
    const text = current instanceof Error ? current.message : inspect(current);
    if (!parts.some((part) => part.includes(text))) parts.push(text);
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(': ');
}
