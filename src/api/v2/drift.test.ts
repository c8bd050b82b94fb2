import { describe, expect, it } from 'vitest';
import { poolsOf } from '../../domains/volumes/gluster/simulated-pool.ts';
import { aV2Server, type TestV2 } from './testing/a-v2-server.ts';

const WISH = { name: 'web', sizeGib: 10, durability: { kind: 'replicate', replica: 3 } };

async function withStoppedVolume(): Promise<TestV2> {
  const server = await aV2Server();
  await server.carryOut('POST /volumes', { body: WISH });
  const volume = poolsOf(server.world.fleet)[0]?.volumes['web'];
  if (volume === undefined) throw new TypeError('the volume was made');
  volume.status = 'stopped';
  return server;
}

const examine = (server: TestV2, asked: object = {}) =>
  server.ask('POST /drift/examine', { body: { cluster: server.cluster.id }, ...asked });

describe('drift', () => {
  it('is found by an examination, listed, shown in a dry run, repaired, and gone', async () => {
    const server = await withStoppedVolume();
    const { status, body } = await examine(server);
    expect([status, body['findings']]).toMatchObject([
      200,
      [{ code: 'volume-stopped', severity: 'warning', repair: 'start-volume', found: 'the volume web is stopped' }],
    ]);
    const listed = await server.ask(`GET /drift?cluster=${server.cluster.id}&severity=warning`);
    expect(listed.body).toEqual({ items: body['findings'] });
    expect((await server.ask('GET /drift?severity=critical')).body).toEqual({ items: [] });
    const findings = [String(body['findings']?.['0']?.['id'])];
    const trial = await server.ask('POST /drift/repair?dryRun=true', { body: { findings } });
    expect(trial.body).toMatchObject({ reasons: ['the Gluster volume web is started'] });
    expect(poolsOf(server.world.fleet)[0]?.volumes['web']?.status).toBe('stopped');
    const done = await server.carryOut('POST /drift/repair', { body: { findings } });
    expect(done).toMatchObject({ kind: 'drift.repair', state: 'succeeded' });
    expect((await examine(server)).body['findings']).toEqual([]);
  });

  it('is refused by its code where a person has to do something, or where it is not there', async () => {
    const server = await aV2Server();
    const gone = await server.ask('POST /drift/repair', { body: { findings: ['x'] } });
    expect([gone.status, gone.body['code']]).toEqual([404, 'DRIFT_FINDING_NOT_FOUND']);
    const none = await server.ask('POST /drift/examine', { body: { cluster: 'x' } });
    expect([none.status, none.body['code']]).toEqual([404, 'CLUSTER_NOT_FOUND']);
  });

  it('is shown to whoever may see the cluster, examined and repaired by whoever may change volumes', async () => {
    const server = await withStoppedVolume();
    const viewer = { token: await server.tokenWith({ role: 'viewer' }) };
    expect((await examine(server, viewer)).status).toBe(403);
    const { body } = await examine(server);
    const findings = [String(body['findings']?.['0']?.['id'])];
    expect((await server.ask('GET /drift', viewer)).body['items']).toHaveLength(1);
    expect((await server.ask('POST /drift/repair', { body: { findings }, ...viewer })).status).toBe(403);
    const { id: lab } = await server.parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'lab');
    const other = { token: await server.tokenWith({ role: 'operator', project: lab }) };
    expect((await server.ask('GET /drift', other)).body['items']).toEqual([]);
    expect((await examine(server, other)).status).toBe(403);
    expect((await server.ask('POST /drift/repair', { body: { findings }, ...other })).status).toBe(403);
  });
});

describe('a volume that Gluster has and no row', () => {
  it('is adopted, with what becomes of its bricks said before', async () => {
    const server = await aV2Server();
    const { fleet } = server.world;
    const [pool] = poolsOf(fleet);
    const [host] = server.cluster.hosts;
    if (pool === undefined || host === undefined) throw new TypeError('the cluster is arranged');
    fleet.host(host).files.makeDirectory('/data/old', { parents: true });
    pool.volumes['old'] = {
      name: 'old',
      id: 'f0000000-98f2-41bd-b633-000000000000',
      status: 'started',
      replica: 1,
      disperse: 0,
      redundancy: 0,
      bricks: [{ host, path: '/data/old', name: `${host}:/data/old` }],
      options: [],
      snapshots: [],
      pending: {},
    };
    const path = `POST /clusters/${server.cluster.id}/adopt`;
    const early = await server.ask(path, { body: { name: 'old' } });
    expect([early.status, early.body['code']]).toEqual([409, 'VOLUME_NOT_ADOPTABLE']);
    await examine(server);
    const trial = await server.ask(`${path}?dryRun=true`, { body: { name: 'old' } });
    expect(String(trial.body['reasons']?.['1'])).toContain('/data/old');
    const done = await server.carryOut(path, { body: { name: 'old' } });
    const volume = await server.ask(`GET /volumes/${String(done['result']?.['volume'])}`);
    expect(volume.body).toMatchObject({ name: 'old', durability: { kind: 'none' } });
    expect((await examine(server)).body['findings']).toEqual([]);
  });
});

it('shows what of a volume has to heal, once its cluster was examined', async () => {
  const server = await aV2Server();
  const made = await server.carryOut('POST /volumes', { body: WISH });
  const path = `GET /volumes/${String(made['result']?.['volume'])}/heal`;
  const early = await server.ask(path);
  expect([early.status, early.body['code']]).toEqual([404, 'VOLUME_HEAL_UNKNOWN']);
  const volume = poolsOf(server.world.fleet)[0]?.volumes['web'];
  if (volume !== undefined) volume.pending[volume.bricks[0]?.name ?? ''] = 3;
  await examine(server);
  expect((await server.ask(path)).body).toMatchObject({ entries: 3, unknownBricks: 0 });
});
