import { type CodedError, errorCatalogue, type Retry } from '../../kernel/errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** An error as a client of our own API sees it: RFC 9457, with our code and what belongs to it as extension members. */
export interface Problem {
  /** A URI reference to the page that explains the code. */
  readonly type: string;
  /** When this code happens: the same for every occurrence, as RFC 9457 section 3.1.3 wants. */
  readonly title: string;
  readonly status: number;
  /** The sentence for this occurrence. */
  readonly detail: string;
  readonly code: string;
  readonly retry: Retry;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Finds the request in the log. */
  readonly requestId?: string;
}

let titles: ReadonlyMap<string, string> = new Map();

/** The problem details for an error. What was thrown goes through `toCodedError` first. */
export function toProblem(error: CodedError, requestId?: string): Problem {
  return {
    type: `/docs/errors#${error.code}`,
    title: titleOf(error.code),
    status: error.status,
    detail: error.message,
    code: error.code,
    retry: error.retry,
    fields: error.fields,
    ...(requestId !== undefined && { requestId }),
  };
}

/** The body that goes over the wire. */
export function printProblem(problem: Problem): string {
  // Sizes may come as bigint, which JSON.stringify refuses: an error must not fail while it is being told.
  return JSON.stringify(problem, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

function titleOf(code: string): string {
  // Modules that are loaded later define codes later, so the table is made anew when one is missing.
  if (!titles.has(code)) titles = new Map(errorCatalogue().map((entry) => [entry.code, entry.when]));
  return titles.get(code) ?? code;
}
