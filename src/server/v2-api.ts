import type { FastifyInstance } from 'fastify';
import { type AuditReading, registerV2 } from '../api/v2/index.ts';
import { readAudit, verifyAudit } from '../kernel/audit/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { version } from '../kernel/version.ts';
import type { Services } from './start-services.ts';

/** Mounts our own API. */
export async function mountV2(
  app: FastifyInstance,
  stopping: AbortSignal,
  parts: { readonly services: Services; readonly timer: Timer; readonly startedAtMs: number },
): Promise<void> {
  const { services, timer, startedAtMs } = parts;
  const { store, auditKey } = services;
  const audit: AuditReading = {
    read: (query) => readAudit(store, query),
    verify: (anchor) => verifyAudit({ store, key: auditKey, ...(anchor === undefined ? {} : { anchor }) }),
  };
  await registerV2(app, { ...services, audit, timer, version, startedAtMs }, stopping);
}
