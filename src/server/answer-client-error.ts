import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errors, PROBLEM_TYPE, printProblem, toProblem } from '../api/http/index.ts';

/** The limit for a request's line and headers together: long lists of ids in a query fit, a flood does not. */
export const MAX_HEADER_BYTES = 1024 * 1024;

/**
 * Answers what Node could not parse as HTTP, where there is no request yet that Fastify could answer, and closes the
 * connection.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  // Nobody listens any more, or an answer is under way that ours would be mixed into.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const coded =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? errors.HEADERS_TOO_LARGE({ limitBytes: MAX_HEADER_BYTES })
      : errors.REQUEST_MALFORMED({ reason: reasonOf(error.code) });
  const body = printProblem(toProblem(coded));
  socket.end(
    [
      `HTTP/1.1 ${coded.status} ${STATUS_CODES[coded.status]}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function reasonOf(code: string | undefined): string {
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'its headers did not arrive in time' : 'it is not HTTP';
}
