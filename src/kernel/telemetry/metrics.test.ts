import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  it('render process figures and event loop lag from the start', async () => {
    const text = await createMetrics().render();
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
  });

  it('count under the product’s prefix, with labels', async () => {
    const metrics = createMetrics();
    const runs = metrics.counter({ name: 'runs_total', help: 'Runs.', labels: ['result'] });
    runs.inc({ result: 'good' }, 2);
    metrics.gauge({ name: 'queue_length', help: 'Waiting.' }).set(7);
    const seconds = metrics.histogram({ name: 'run_seconds', help: 'Time.', buckets: [0.1, 1] });
    seconds.observe(0.5);
    const text = await metrics.render();
    expect(text).toContain('hostreeve_runs_total{result="good"} 2');
    expect(text).toContain('hostreeve_queue_length 7');
    expect(text).toContain('hostreeve_run_seconds_bucket{le="0.1"} 0');
    expect(text).toContain('hostreeve_run_seconds_bucket{le="1"} 1');
  });

  it('of two servers in one process do not mix', async () => {
    const [first, second] = [createMetrics(), createMetrics()];
    first.counter({ name: 'same_total', help: 'Same.' }).inc();
    second.counter({ name: 'same_total', help: 'Same.' });
    expect(await second.render()).toContain('hostreeve_same_total 0');
  });
});
