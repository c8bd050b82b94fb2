import type { FastifyInstance } from 'fastify';
import { answerProblem, errors } from '../api/http/index.ts';
import { pathOf } from './path-of.ts';

/** Answers what no route takes with a problem that names method and path. */
export function addNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    answerProblem(
      errors.NOT_FOUND_PATH({ method: request.method, path: pathOf(request.url).slice(0, 200) }),
      request,
      reply,
    ),
  );
}
