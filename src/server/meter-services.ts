import type { Metrics } from '../kernel/telemetry/index.ts';
import type { Services } from './start-services.ts';

/** Figures of operations, events and the audit record, read when they are asked for. */
export function meterServices(metrics: Metrics, { engine, events, sealer }: Services): void {
  const gauge = (name: string, help: string, read: () => number): void => void metrics.gauge({ name, help, read });
  gauge('operations_running', 'Operations that this server runs now.', () => engine.statistics().running);
  gauge(
    'operations_started',
    'Operations that this server has begun or gone on with since its start.',
    () => engine.statistics().started,
  );
  gauge(
    'operations_ended',
    'Operations that have ended on this server since its start.',
    () => engine.statistics().ended,
  );
  gauge('events_unnumbered', 'Events that are written and not yet in the stream.', () => events.statistics().waiting);
  gauge(
    'audit_entries_unsealed',
    'Audit entries that are not sealed yet, at most 10,000.',
    () => sealer.statistics().unsealed,
  );
  gauge('audit_chain_broken', 'Whether this server found the audit record changed: 1 when it did.', () =>
    sealer.statistics().isBroken ? 1 : 0,
  );
}
