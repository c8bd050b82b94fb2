import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { allRoutes } from '../all-routes.ts';
import { codesOf } from '../open-api.ts';
import { PREFIX } from '../prefix.ts';
import { Problem } from '../shapes/problem.ts';

/** Looks at every answer of an app whether the document tells of it, and gives what it does not tell of. */
export function checkAnswers(app: FastifyInstance): ReadonlySet<string> {
  const problems = new Set<string>();
  const fits = (schema: TSchema, value: unknown): string =>
    Compile(schema)
      .Errors(value)
      .map(({ instancePath, message }) => `${instancePath} ${message}`)
      .join('; ');
  app.addHook('onSend', async (request, reply, payload) => {
    const { url = '', method } = request.routeOptions;
    const route = allRoutes.find(
      (each) => each.method === method && PREFIX + each.path.replaceAll(/\{(\w+)\}/g, ':$1') === url,
    );
    if (route === undefined) return;
    const { statusCode: status } = reply;
    const answer = `${route.id} answered ${status}`;
    if (status >= 400) {
      const problem = JSON.parse(String(payload)) as { readonly code: string };
      const wrong = fits(Problem, problem);
      if (wrong !== '') problems.add(`${answer}: ${wrong}`);
      if (!codesOf(route).includes(problem.code))
        problems.add(`${answer} with ${problem.code}, which it does not name`);
      return;
    }
    const documented = route.answers[status];
    if (documented === undefined) problems.add(`${answer}, which it does not name`);
    for (const [name, says] of Object.entries(documented?.headers ?? {})) {
      if (reply.getHeader(name) === undefined) problems.add(`${answer} without ${name}: ${says}`);
    }
    if (documented?.body === undefined) {
      if (payload !== undefined && payload !== '') problems.add(`${answer} with a body`);
    } else if (typeof payload === 'string') {
      const wrong = fits(documented.body, JSON.parse(payload));
      if (wrong !== '') problems.add(`${answer}: ${wrong}`);
    }
  });
  return problems;
}
