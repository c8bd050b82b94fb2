import type { FastifyInstance } from 'fastify';
import type { Health, Metrics } from '../kernel/telemetry/index.ts';

const open = { config: { access: 'public' } } as const;

/** `/healthz` (the process is alive), `/readyz` (it can serve now) and `/metrics`. They ask for no credentials. */
export function addHealthRoutes(
  app: FastifyInstance,
  health: Health,
  metrics: Pick<Metrics, 'contentType' | 'render'>,
): void {
  app.get('/healthz', open, async () => ({ status: 'ok' }));

  app.get('/readyz', open, async (_request, reply) => {
    const readiness = await health.ready();
    return reply
      .code(readiness.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(readiness);
  });

  app.get('/metrics', open, async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()));
}
