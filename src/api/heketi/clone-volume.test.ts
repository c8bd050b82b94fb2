import { describe, expect, it } from 'vitest';
import { addVolume, idIn, parsed } from '../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';
import { volumeProblems } from '../../domains/volumes/testing/volume-problems.ts';

const cluster = aCluster('c1').withNodes(3).withDevices(1);
const replicate = { type: 'replicate', replicate: { replica: 3 } };
const WISH = {
  size: 2,
  name: 'source',
  durability: replicate,
  gid: 2000,
  snapshot: { enable: true, factor: 1.5 },
  glustervolumeoptions: ['performance.cache-size 128MB'],
};

interface VolumeJson {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly bricks: readonly { readonly device: string; readonly path: string; readonly volume: string }[];
}

async function withVolume(options?: Parameters<typeof startHeketi>[0]) {
  const world = await startHeketi(options);
  await world.arrange(cluster);
  return { world, id: await addVolume(world, WISH) };
}

const show = async (world: HeketiWorld, id: string): Promise<VolumeJson> =>
  parsed<VolumeJson>(await world.call('GET', `/volumes/${id}`));

async function snapshotOf({ server }: HeketiWorld, volume: string): Promise<void> {
  const asker = { project: 'default', principal: 'ada' };
  const id = await server.engine.submit({ kind: 'snapshot.create', input: { volume }, ...asker });
  expect((await server.engine.wait(id, 60_000)).state.error).toBeUndefined();
}

describe('cloning a volume', () => {
  it('Q28: leads to the new volume, which is like the other one but for its name, ids and paths', async () => {
    const { world, id } = await withVolume();
    const end = await world.end(await world.call('POST', `/volumes/${id}/clone`, { json: { name: 'copy' } }));
    expect(end.headers['location']).toMatch(/^\/volumes\/[0-9a-f]{32}$/);
    const copy = idIn(end);
    expect(copy).not.toBe(id);
    const [source, clone] = [await show(world, id), await show(world, copy)];
    const plain = { id: '', name: '', bricks: [], mount: {} };
    expect({ ...clone, ...plain }).toEqual({ ...source, ...plain });
    expect(clone.name).toBe('copy');
    expect(clone.bricks.map(({ device }) => device).toSorted()).toEqual(
      source.bricks.map(({ device }) => device).toSorted(),
    );
    for (const { path, volume } of clone.bricks)
      expect([path, volume]).toEqual([
        expect.stringMatching(/^\/run\/gluster\/snaps\/[0-9a-f]{32}\/brick[123]\/brick$/),
        copy,
      ]);
    expect(parsed(await world.call('GET', '/volumes'))).toEqual({ volumes: [id, copy].toSorted() });
    expect(await volumeProblems(world.store, world.fleet)).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  it('gives a volume like any other: it is expanded, listed and deleted (contract heketi-engine §8.1, defect 1)', async () => {
    const { world, id } = await withVolume();
    const copy = idIn(await world.end(await world.call('POST', `/volumes/${id}/clone`, { json: { name: 'copy' } })));
    const before = (await show(world, copy)).bricks;
    const expanded = await world.call('POST', `/volumes/${copy}/expand`, { json: { expand_size: 3 } });
    expect(idIn(await world.end(expanded))).toBe(copy);
    const { size, bricks } = await show(world, copy);
    expect([size, bricks.length]).toEqual([5, before.length + 3]);
    expect((await show(world, id)).size).toBe(2);
    expect(parsed(await world.call('GET', '/volumes'))).toEqual({ volumes: [id, copy].toSorted() });
    expect((await world.end(await world.call('DELETE', `/volumes/${copy}`))).status).toBe(204);
    expect(parsed(await world.call('GET', '/volumes'))).toEqual({ volumes: [id] });
    expect(await volumeProblems(world.store, world.fleet)).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  it('names the clone after its id where no name is given', async () => {
    const { world, id } = await withVolume();
    const copy = idIn(await world.end(await world.call('POST', `/volumes/${id}/clone`, { json: {} })));
    expect((await show(world, copy)).name).toBe(`vol_${copy}`);
  });

  it('Q21: shows the volume that is cloned as ever, takes a place, and is listed with its changes', async () => {
    const { world, id } = await withVolume({ settings: { maxInflightOperations: 1 } });
    const release = world.hold((word) => word === 'gluster');
    const accepted = await world.call('POST', `/volumes/${id}/clone`, { json: { name: 'copy' } });
    expect(accepted).toMatchObject({ status: 202, body: '' });
    expect(await world.call('GET', `/volumes/${id}`)).toMatchObject({ status: 200 });
    expect(parsed(await world.call('GET', '/volumes'))).toEqual({ volumes: [id] });
    expect(await world.call('POST', `/volumes/${id}/clone`, { json: {} })).toMatchObject({ status: 429 });
    const { pendingoperations } = parsed<{ pendingoperations: { id: string; type_name: string }[] }>(
      await world.call('GET', '/operations/pending'),
    );
    expect(pendingoperations).toMatchObject([{ type_name: 'clone-volume' }]);
    const { changes } = parsed<{ changes: { id: string; description: string }[] }>(
      await world.call('GET', `/operations/pending/${pendingoperations[0]?.id ?? ''}`),
    );
    // compat(heketi): Q21, the clone is called `Expand volume to`.
    expect(changes.map(({ description }) => description)).toEqual([
      'Clone volume from',
      'Expand volume to',
      'Add brick',
      'Add brick',
      'Add brick',
    ]);
    expect(changes[0]?.id).toBe(id);
    release();
    const end = await world.end(accepted);
    expect(idIn(end)).toBe(changes[1]?.id);
  });

  it('refuses what a volume cannot be called, a body that is none, and volumes that are not there', async () => {
    const { world, id } = await withVolume();
    const clone = (path: string, options: object) => world.call('POST', `/volumes/${path}/clone`, options);
    expect(await clone(id, { json: { name: 'a b' } })).toMatchObject({
      status: 400,
      body: 'validation failed: name: must be in a valid format.\n',
    });
    expect(await clone(id, { body: '' })).toMatchObject({ status: 422 });
    expect(await clone('00ff', { json: {} })).toMatchObject({ status: 404, body: 'Id not found\n' });
  });

  it('Q30: refuses a name that a volume of the cluster has', async () => {
    const { world, id } = await withVolume();
    expect(await world.call('POST', `/volumes/${id}/clone`, { json: { name: 'source' } })).toMatchObject({
      status: 500,
      body: `Failed clone volume ${id}: Volume name 'source' already in use\n`,
    });
  });

  it('Q2: answers 404 for a volume that is being made or deleted', async () => {
    const { world, id } = await withVolume();
    const release = world.hold((word) => word === 'gluster');
    const deleted = await world.call('DELETE', `/volumes/${id}`);
    expect(await world.call('POST', `/volumes/${id}/clone`, { json: {} })).toMatchObject({
      status: 404,
      body: 'Id not found\n',
    });
    release();
    expect((await world.end(deleted)).status).toBe(204);
  });

  it('refuses a volume whose bricks lie in files, before anything is done', async () => {
    const world = await startHeketi();
    await world.arrange(aCluster('c2').withNodes(3).withDevices(1, { kind: 'file' }));
    const id = await addVolume(world, WISH);
    const reply = await world.call('POST', `/volumes/${id}/clone`, { json: { name: 'copy' } });
    expect(reply.status).toBe(500);
    expect(reply.body).toMatch(
      new RegExp(
        `^Failed clone volume ${id}: the volume source can have no snapshots and no clones: brick .* in a file`,
      ),
    );
    expect(parsed(await world.call('GET', '/volumes'))).toEqual({ volumes: [id] });
  });

  it.each([
    ['the clone first', true],
    ['the volume that was cloned first', false],
  ])('lets both be deleted, %s, and gives the space back once', async (_, isCloneFirst) => {
    const { world, id } = await withVolume();
    const used = async (): Promise<number> => {
      const [device = { id: '' }] = cluster.devices;
      const reply = await world.call('GET', `/devices/${device.id}`);
      return parsed<{ storage: { used: number } }>(reply).storage.used;
    };
    const before = await used();
    const copy = idIn(await world.end(await world.call('POST', `/volumes/${id}/clone`, { json: {} })));
    expect(await used()).toBe(before);
    const order = isCloneFirst ? [copy, id] : [id, copy];
    for (const volume of order)
      expect((await world.end(await world.call('DELETE', `/volumes/${volume}`))).status).toBe(204);
    expect(await used()).toBe(0);
    expect(await volumeProblems(world.store, world.fleet)).toEqual([]);
  });

  it('goes on at another server when its own dies', async () => {
    const { world, id } = await withVolume();
    const release = world.hold((word) => word === 'clone');
    const accepted = await world.call('POST', `/volumes/${id}/clone`, { json: { name: 'copy' } });
    world.server.kill();
    release();
    const other = await world.another();
    const copy = idIn(await other.end(accepted));
    expect(parsed<VolumeJson>(await other.call('GET', `/volumes/${copy}`)).name).toBe('copy');
    expect(await volumeProblems(world.store, world.fleet)).toEqual([]);
  });
});

describe('a volume with snapshots', () => {
  it('is not deleted, which the queue tells in the words of the original, and goes on', async () => {
    const { world, id } = await withVolume();
    await snapshotOf(world, id);
    const end = await world.end(await world.call('DELETE', `/volumes/${id}`));
    expect([end.status, end.body]).toEqual([500, 'Unable to delete volume source because it contains 1 snapshots\n']);
    expect(await world.call('GET', `/volumes/${id}`)).toMatchObject({ status: 200 });
  });

  it('is not deleted either where Gluster alone knows of the snapshot', async () => {
    const { world, id } = await withVolume();
    await snapshotOf(world, id);
    await world.write({ sql: 'delete from gluster_snapshot', values: [] });
    const end = await world.end(await world.call('DELETE', `/volumes/${id}`));
    expect([end.status, end.body]).toEqual([500, 'Unable to delete volume source because it contains 1 snapshots\n']);
  });
});
