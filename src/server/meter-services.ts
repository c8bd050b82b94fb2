import type { Metrics } from '../kernel/telemetry/index.ts';
import type { Services } from './start-services.ts';

/** Figures of operations, events and the audit record, read when they are asked for. */
export function meterServices(metrics: Metrics, { engine, events, sealer, examiner }: Services): void {
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
  meterDrift(metrics, examiner);
}

/** What examinations have found, on whatever server. A code or device that has gone is gone from the page. */
function meterDrift(metrics: Metrics, examiner: Services['examiner']): void {
  const statistics = () => examiner.statistics();
  metrics.table({
    name: 'drift_findings',
    help: 'Differences between the hosts and the store at the last examinations, by their code.',
    labels: ['code', 'severity'],
    read: () =>
      statistics().findings.map(({ code, severity, count }) => ({ labels: { code, severity }, value: count })),
  });
  metrics.table({
    name: 'thin_pool_fill_percent',
    help: 'How full the fullest thin pool of a device is.',
    labels: ['device', 'kind'],
    read: () =>
      statistics().fills.flatMap(({ device, dataPercent, metadataPercent }) => [
        { labels: { device, kind: 'data' }, value: dataPercent },
        { labels: { device, kind: 'metadata' }, value: metadataPercent },
      ]),
  });
  const gauge = (name: string, help: string, read: () => number): void => void metrics.gauge({ name, help, read });
  gauge(
    'heal_entries',
    'What the bricks of all volumes owe each other, when it was asked last.',
    () => statistics().healEntries,
  );
  gauge('heal_unknown_bricks', 'Bricks that could not be asked what they owe.', () => statistics().healUnknown);
}
