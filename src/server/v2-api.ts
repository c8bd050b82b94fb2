import type { FastifyInstance } from 'fastify';
import { type AdminState, setAdminStateBy } from '../api/heketi/index.ts';
import { type AuditReading, type HeketiStates, registerV2 } from '../api/v2/index.ts';
import { readAudit, verifyAudit } from '../kernel/audit/index.ts';
import type { Timer } from '../kernel/timer.ts';
import { version } from '../kernel/version.ts';
import type { Services } from './start-services.ts';

/** Mounts our own API. */
export async function mountV2(
  app: FastifyInstance,
  stopping: AbortSignal,
  parts: {
    readonly services: Services;
    readonly adminState: AdminState;
    readonly timer: Timer;
    readonly startedAtMs: number;
  },
): Promise<void> {
  const { services, adminState, timer, startedAtMs } = parts;
  const { store, auditKey } = services;
  const audit: AuditReading = {
    read: (query) => readAudit(store, query),
    verify: (anchor) => verifyAudit({ store, key: auditKey, ...(anchor === undefined ? {} : { anchor }) }),
  };
  const heketiState: HeketiStates = {
    get: () => adminState.get(),
    set: (actor, state) => setAdminStateBy({ adminState, store, clock: timer }, actor, state),
  };
  await registerV2(app, { ...services, audit, heketiState, timer, version, startedAtMs }, stopping);
}
