import type { components } from './api-types.ts';
import type { Client } from './create-client.ts';
import { dataOf } from './data-of.ts';

/** How long the server holds an answer that says nothing new. */
const HELD_MS = 20_000;

/**
 * An operation as it is, and again whenever it looks different, until it has ended.
 *
 * @param signal ends the watching; the operation goes on
 * @throws {ProblemError}, {NoAnswerError}; what `signal` was aborted with
 */
export async function* watchOperation(
  client: Client,
  operation: string,
  signal: AbortSignal,
): AsyncGenerator<components['schemas']['Operation'], void, undefined> {
  let etag: string | undefined;
  for (;;) {
    const header = etag === undefined ? {} : { 'If-None-Match': etag };
    const query = etag === undefined ? {} : { waitMs: HELD_MS };
    const answer = await client.GET('/operations/{operation}', {
      params: { path: { operation }, query, header },
      signal,
    });
    if (answer.response.status === 304) continue;
    const found = await dataOf(Promise.resolve(answer));
    etag = answer.response.headers.get('etag') ?? undefined;
    yield found;
    if (found.endedAt !== undefined) return;
  }
}
