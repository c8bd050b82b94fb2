import { NoAnswerError } from './errors.ts';

/** Together some eight seconds: a server that is started anew is back by then. */
const WAITS_MS = [200, 500, 1_000, 2_000, 4_000] as const;

/** A request certainly did not reach a server: no connection, no agreement on TLS, or a port that `fetch` does not call. */
const NEVER_ARRIVED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EINVAL|EACCES|EPROTO|UND_ERR_CONNECT_TIMEOUT|ERR_SSL.*|ERR_TLS.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*|UNABLE_TO.*|bad port)$/;
/** The connection ended, or nothing came over it any more. */
const LOST = /^(ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_.*)$/;

export interface RetryParts {
  readonly server: string;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * A `fetch` that gives whole answers. One that got lost is asked for again where that does no harm: for reads, and for
 * writes with an `Idempotency-Key`. A server that is not there is not waited for.
 *
 * @throws {NoAnswerError}
 */
export function fetchWithRetry({ server, fetch, sleep }: RetryParts): (request: Request) => Promise<Response> {
  const once = async (request: Request): Promise<Response | Failure> => {
    try {
      const response = await fetch(request.clone());
      // Here, because a connection may also be lost in the middle of a body.
      const body = await response.arrayBuffer();
      const { status, statusText, headers } = response;
      return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    } catch (error) {
      // Whoever asked does not want the answer any more.
      request.signal.throwIfAborted();
      return { ...causeOf(error), error };
    }
  };
  return async (request) => {
    const isRepeatable = request.method === 'GET' || request.headers.has('idempotency-key');
    let answer = await once(request);
    if (answer instanceof Response) return answer;
    // A later try that was refused says nothing about the first one.
    const mayBeDone = request.method !== 'GET' && !NEVER_ARRIVED.test(answer.code);
    if (isRepeatable && LOST.test(answer.code)) {
      for (const waitMs of WAITS_MS) {
        await sleep(waitMs);
        answer = await once(request);
        if (answer instanceof Response) return answer;
      }
    }
    const { reason, error } = answer;
    throw new NoAnswerError({ server, reason, mayBeDone }, error);
  };
}

interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly error: unknown;
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): Omit<Failure, 'error'> {
  let found = error instanceof Error ? error : new Error(String(error));
  for (let depth = 0; depth < 5; depth += 1) {
    const [first] = found instanceof AggregateError ? (found.errors as unknown[]) : [found.cause];
    if (!(first instanceof Error)) break;
    found = first;
  }
  const code = 'code' in found && typeof found.code === 'string' ? found.code : found.message;
  return { code, reason: found.message === '' ? code : found.message };
}
