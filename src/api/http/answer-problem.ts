import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, printProblem, toProblem } from './problem.ts';
import { toCodedError } from './to-coded-error.ts';
import { errors } from './errors.ts';

/**
 * Answers a request with problem details (RFC 9457) for whatever was thrown, and logs what the operator should know: an
 * unexpected error at `error`, a coded one of 500 and above at `warn`, everything else at `debug`.
 */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const coded = toCodedError(error, {
    requestId: request.id,
    contentType: request.headers['content-type'],
    bodyLimitBytes: request.routeOptions.bodyLimit ?? 0,
  });
  if (coded.code === errors.INTERNAL.code) request.log.error({ err: error }, 'request failed unexpectedly');
  else if (coded.status >= 500) request.log.warn({ err: coded }, 'request failed');
  else request.log.debug({ code: coded.code, why: coded.message }, 'request refused');
  return (
    reply
      .code(coded.status)
      .type(PROBLEM_TYPE)
      // As bytes: to a text Fastify adds a charset, which this media type does not have.
      .send(Buffer.from(printProblem(toProblem(coded, request.id))))
  );
}
