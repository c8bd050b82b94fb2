import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startProduct } from '../conformance/start-product.ts';
import { temporaryFolder } from '../store/fixtures.ts';

it('a server that is killed while it loads its first topology goes on at the next start', async () => {
  const data = join(temporaryFolder(), 'data');
  const environment = { HEKETI_EXECUTOR: 'mock', HEKETI_TOPOLOGY_FILE: 'examples/topologies.json' };
  const begun = 'topology: a node is added';
  const first = await startProduct(['--data', data], environment);
  await vi.waitFor(() => expect(first.log.join('')).toContain(begun), { timeout: 25_000, interval: 5 });
  first.process.kill('SIGKILL');
  await expect(first.stop()).resolves.toBeUndefined();
  expect(first.log.join('')).not.toContain('"the topology is loaded"');

  const second = await startProduct(['--data', data], environment);
  await vi.waitFor(() => expect(second.log.join('')).toContain('"the topology is loaded"'), { timeout: 50_000 });
  const metrics = await (await fetch(`${second.url}/metrics`)).text();
  await second.stop();
  expect(metrics).toContain('heketi_cluster_count 3\n');
  expect(
    metrics
      .match(/^heketi_nodes_count\{.*\} (\d)$/gm)
      ?.map((line) => line.slice(-1))
      .toSorted(),
  ).toEqual(['1', '3', '3']);
}, 120_000);
