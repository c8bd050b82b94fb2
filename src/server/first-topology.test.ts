import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../test/store/fixtures.ts';
import { loadConfig } from '../kernel/config/index.ts';
import { type RunningHostreeve, startHostreeve } from './start-hostreeve.ts';

const EXAMPLE = 'examples/topologies.json';

interface Started extends RunningHostreeve {
  readonly log: readonly string[];
}

async function start(data: string, topology: string): Promise<Started> {
  const log: string[] = [];
  const server = await startHostreeve({
    loaded: loadConfig({
      flags: { '--data': data, '--listen': '127.0.0.1:0', '--topology': topology },
      env: { HEKETI_EXECUTOR: 'mock' },
      readFile: (path) => readFileSync(path, 'utf8'),
    }),
    environment: {},
    clock: { now: () => Date.now() },
    logDestination: { write: (line: string) => log.push(line) },
  });
  onTestFinished(() => server.stop());
  return { ...server, log };
}

const untilSaid = (log: readonly string[], words: string): Promise<void> =>
  vi.waitFor(() => expect(log.join('')).toContain(words), { timeout: 25_000 });

async function fleetOf({ services }: RunningHostreeve) {
  const { clusters, nodes } = services.volumes;
  const { items } = await nodes.list({ reach: 'everywhere', limit: 100 });
  const names = items.map(({ manage, devices, tags, zone }) => ({
    name: manage[0],
    zone,
    tags,
    devices: devices.map((device) => [device.name, device.tags]),
  }));
  const flags = await Promise.all((await clusters.list()).map((id) => clusters.get(id)));
  return {
    clusters: flags
      .map(({ takesFile, takesBlock, nodes: { length } }) => [takesFile, takesBlock, length].join(' '))
      .toSorted(),
    nodes: names.toSorted((a, b) => `${a.name}`.localeCompare(`${b.name}`)),
  };
}

it('loads the examples into an empty store, through operations, and says so; a later start looks at nothing', async () => {
  const data = temporaryFolder();
  const server = await start(data, EXAMPLE);
  await untilSaid(server.log, 'the topology is loaded');
  const fleet = await fleetOf(server);
  expect(fleet.clusters).toEqual(['false true 3', 'true false 1', 'true true 3']);
  expect(fleet.nodes).toHaveLength(7);
  expect(fleet.nodes.at(-1)).toEqual({ name: 'spare.example.org', zone: 1, tags: {}, devices: [] });
  expect(fleet.nodes.find(({ name }) => name === 'rack3-a.example.org')).toEqual({
    name: 'rack3-a.example.org',
    zone: 3,
    tags: { rack: '3', arbiter: 'required' },
    devices: [['/dev/sdb', { medium: 'ssd' }]],
  });
  const { operations } = await server.services.engine.list({ kind: 'node.add' });
  expect(operations.map(({ principal, state }) => `${principal} ${state}`)).toEqual(
    Array.from({ length: 7 }, () => '[server] succeeded'),
  );
  expect(server.log.filter((line) => line.includes('topology: a node is added'))).toHaveLength(7);
  await server.stop();

  const again = await start(data, join(data, 'is-not-there.json'));
  expect(again.log.join('')).toContain('the topology is not loaded: there are clusters already');
  expect(await fleetOf(again)).toEqual(fleet);
}, 90_000);

it('is told to stop in the middle, and the next start goes on without doing anything twice', async () => {
  const data = temporaryFolder();
  const first = await start(data, EXAMPLE);
  await untilSaid(first.log, 'topology: a device is added');
  await first.stop();
  expect(first.log.join('')).toContain('the next start goes on');
  const second = await start(data, EXAMPLE);
  await untilSaid(second.log, '"the topology is loaded"');
  const fleet = await fleetOf(second);
  expect([fleet.clusters.length, fleet.nodes.length]).toEqual([3, 7]);
  expect(second.log.join('')).toContain('is there already');
  expect(second.log.filter((line) => line.includes('is not added'))).toEqual([]);
}, 90_000);

it('tells what fails, and goes on behind it', async () => {
  const data = temporaryFolder();
  const node = (name: string, device: string) => ({
    node: { zone: 1, hostnames: { manage: [name], storage: [`${name}.storage`] } },
    devices: [device],
  });
  const file = join(data, 'topology.json');
  const nodes = [node('one', '/dev/sdb'), node('one', '/dev/sdc'), node('two', '/dev/sdb')];
  writeFileSync(file, JSON.stringify({ clusters: [{ nodes }] }));
  const server = await start(data, file);
  await untilSaid(server.log, 'the topology is loaded in part');
  expect((await fleetOf(server)).nodes.map(({ name }) => name)).toEqual(['one', 'two']);
  const failed = server.log.filter((line) => line.includes('is not added')).map((line) => JSON.parse(line) as object);
  expect(failed).toMatchObject([
    { level: 'error', node: 'one', reason: expect.stringContaining('one') },
    { level: 'error', device: 'one:/dev/sdc', reason: 'its node is not there' },
  ]);
});

it('refuses to start with a file that is none, with all its faults', async () => {
  const data = temporaryFolder();
  const file = join(data, 'topology.json');
  await expect(start(data, file)).rejects.toMatchObject({ code: 'SERVER_TOPOLOGY_INVALID' });
  writeFileSync(file, '{"clusters":[{"nodes":[{"node":{"zone":0,"hostnames":{"manage":[]}}}]}]}');
  await expect(start(data, file)).rejects.toMatchObject({
    fields: {
      problems: [
        { message: expect.stringContaining('hostnames.manage: must have a name in it') },
        { message: expect.stringContaining('hostnames.storage: is missing') },
        { message: expect.stringContaining('zone: must be a whole number of at least 1') },
      ],
    },
  });
  // Nothing is wrong with an empty one.
  const ok = join(data, 'ok.json');
  writeFileSync(ok, '{"clusters":[]}');
  const server = await start(data, ok);
  await untilSaid(server.log, 'the topology is loaded');
}, 90_000);
