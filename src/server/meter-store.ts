import { CodedError } from '../kernel/errors.ts';
import type { Store } from '../kernel/store/index.ts';
import type { Metrics } from '../kernel/telemetry/index.ts';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** The same store with its times, refusals and failures in the metrics. */
export function meterStore(store: Store, metrics: Metrics): Store {
  const writeSeconds = metrics.histogram({
    name: 'store_write_seconds',
    help: 'Time until a batch was durable or refused, waiting for its group included.',
    buckets: SECONDS,
  });
  const readSeconds = metrics.histogram({
    name: 'store_read_seconds',
    help: 'Time of a select, waiting for a reader included.',
    buckets: SECONDS,
  });
  const refused = metrics.counter({
    name: 'store_refused_total',
    help: 'Batches refused by a guard or a constraint: lost races.',
    labels: ['reason'],
  });
  const failed = metrics.counter({ name: 'store_failures_total', help: 'Calls that failed.', labels: ['code'] });
  // Read when they are asked for: in a stall nothing else would bring them up to date.
  metrics.gauge({
    name: 'store_commits',
    help: 'Transactions made durable since the start.',
    read: () => store.statistics().commits,
  });
  metrics.gauge({
    name: 'store_waiting',
    help: 'Batches that wait for the store now.',
    read: () => store.statistics().waiting,
  });

  const measured = async <T>(seconds: typeof writeSeconds, call: () => Promise<T>): Promise<T> => {
    const end = seconds.startTimer();
    try {
      return await call();
    } catch (error) {
      failed.inc({ code: error instanceof CodedError ? error.code : 'INTERNAL' });
      throw error;
    } finally {
      end();
    }
  };
  return {
    ...store,
    write: async (batch) => {
      const outcome = await measured(writeSeconds, () => store.write(batch));
      if (outcome.kind === 'refused') refused.inc({ reason: outcome.reason });
      return outcome;
    },
    read: (statement) => measured(readSeconds, () => store.read(statement)),
    readTogether: (statements) => measured(readSeconds, () => store.readTogether(statements)),
  };
}
