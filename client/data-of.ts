import { type Problem, ProblemError, StrangeAnswerError } from './errors.ts';

export interface Answer<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What a request was answered with.
 *
 * @throws {ProblemError} where it was refused
 * @throws {NoAnswerError}
 * @throws {StrangeAnswerError}
 */
export async function dataOf<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await readable(asked);
  if (isProblem(error)) throw new ProblemError(error);
  // An error page, a login page, a redirect.
  const isEmpty = response.status === 204;
  if (!response.ok || (!isEmpty && (typeof data !== 'object' || data === null)))
    throw new StrangeAnswerError(response.status);
  return data as Data;
}

/** A body that is no JSON, though the status is a good one, is somebody else's. */
async function readable<Data>(asked: Promise<Answer<Data>>): Promise<Answer<Data>> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SyntaxError) throw new StrangeAnswerError(200, error);
    throw error;
  }
}

function isProblem(error: unknown): error is Problem {
  if (typeof error !== 'object' || error === null) return false;
  const { code, detail } = error as Partial<Record<string, unknown>>;
  return typeof code === 'string' && typeof detail === 'string';
}
