import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../kernel/telemetry/index.ts';
import { pathOf } from './path-of.ts';

/**
 * Counts and times every answered request by route, and logs each at debug.
 *
 * @returns what makes an app's requests be watched; several apps share the metrics
 */
export function createRequestWatch(metrics: Metrics): (app: FastifyInstance) => void {
  const labels = ['route', 'method', 'status'] as const;
  const count = metrics.counter({ name: 'http_requests_total', help: 'Requests that were answered.', labels });
  const seconds = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labels: ['route', 'method'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  });

  return (app) => {
    app.addHook('onResponse', (request, reply, done) => {
      // The route and not the path, and one word for all unknown paths: labels must stay few whatever is asked.
      const route = request.route ?? request.routeOptions.url ?? 'unknown';
      const { method } = request;
      const ms = reply.elapsedTime;
      count.inc({ route, method, status: reply.statusCode });
      seconds.observe({ route, method }, ms / 1000);
      if (request.log.level === 'debug' || request.log.level === 'trace')
        request.log.debug(
          { method, path: pathOf(request.originalUrl), status: reply.statusCode, ms: Math.round(ms * 10) / 10 },
          'request',
        );
      done();
    });
  };
}
