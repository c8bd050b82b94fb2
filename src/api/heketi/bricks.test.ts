import { beforeEach, describe, expect, it } from 'vitest';
import {
  addCluster,
  addDevice,
  addNode,
  addVolume,
  type DeviceJson,
  parsed,
} from '../../../test/heketi/add-over-api.ts';
import { type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';

const ID = '0123456789abcdef0123456789abcdef';
const replica = (count: number) => ({ size: 1, durability: { type: 'replicate', replicate: { replica: count } } });

let world: HeketiWorld;
let devices: readonly string[];
beforeEach(async () => {
  world = await startHeketi({ isShared: true });
  const cluster = await addCluster(world);
  const nodes: string[] = [];
  for (const name of ['node-1', 'node-2', 'node-3']) nodes.push(await addNode(world, cluster, name));
  devices = await Promise.all(nodes.map((node) => addDevice(world, node, '/dev/vdb')));
  return () => world.stop();
});

interface VolumeJson {
  readonly bricks: readonly { readonly id: string; readonly device: string }[];
}
const bricksOf = async (volume: string) => parsed<VolumeJson>(await world.call('GET', `/volumes/${volume}`)).bricks;
const firstOf = async (volume: string) => (await bricksOf(volume))[0]?.id ?? '';
const evict = (brick: string, json?: object) =>
  world.call('POST', `/bricks/to-evict/${brick}`, json === undefined ? {} : { json });

describe('evicting a brick', () => {
  it('replaces it by another one on another device, and its id is gone', async () => {
    const volume = await addVolume(world, replica(2));
    const before = await bricksOf(volume);
    const [old] = before;
    const accepted = await evict(old?.id ?? '');
    expect([accepted.status, accepted.body]).toEqual([202, '']);
    expect(await world.end(accepted)).toMatchObject({ status: 204, body: '' });
    const after = await bricksOf(volume);
    expect(after.map(({ id }) => id)).not.toContain(old?.id);
    expect(after).toHaveLength(2);
    const used = new Set(before.map(({ device }) => device));
    expect(after.map(({ device }) => device)).toContain(devices.find((device) => !used.has(device)));
    expect(parsed<DeviceJson>(await world.call('GET', `/devices/${old?.device}`))).toMatchObject({
      state: 'online',
      bricks: [],
    });
    expect(await evict(old?.id ?? '')).toMatchObject({ status: 404, body: 'Id not found\n' });
    expect(world.errors).toEqual([]);
  });

  it('looks at a body with a length alone', async () => {
    const volume = await addVolume(world, replica(2));
    const id = await firstOf(volume);
    const path = `/bricks/to-evict/${id}`;
    expect((await world.call('POST', path, { body: 'x' })).status).toBe(422);
    expect(await evict(id, { healcheck: 'maybe' })).toMatchObject({
      status: 400,
      body: 'validation failed: healcheck: maybe is not valid heal info check.\n',
    });
    expect((await evict(ID, { healcheck: 'maybe' })).status).toBe(400);
    expect((await evict(ID)).status).toBe(404);
    const chunked = await world.call('POST', path, { body: 'x', isChunked: true });
    expect((await world.end(chunked)).status).toBe(204);
    const next = await firstOf(volume);
    expect((await world.end(await evict(next, { healcheck: 'disable' }))).status).toBe(204);
  });

  it('is refused in a sentence where the brick, or another one of its volume, is pending', async () => {
    const volume = await addVolume(world, replica(2));
    const [first, second] = await bricksOf(volume);
    const hold = (brick: string | undefined, operation: string | null) =>
      world.write({ sql: 'update gluster_brick set operation = $1 where id = $2', values: [operation, brick ?? ''] });
    await hold(first?.id, 'o1');
    expect(await evict(first?.id ?? '')).toMatchObject({
      status: 500,
      body: `Failed to set up brick eviction: Can not evict brick ${first?.id}: brick is pending\n`,
    });
    expect(await evict(second?.id ?? '')).toMatchObject({
      status: 500,
      body: `Failed to set up brick eviction: Can not evict brick ${second?.id} from volume ${volume}: volume has pending bricks\n`,
    });
    await hold(first?.id, null);
  });

  it('is refused where nobody else has the data', async () => {
    const volume = await addVolume(world, { size: 1, durability: { type: 'none' } });
    const id = await firstOf(volume);
    expect(await evict(id)).toMatchObject({
      status: 500,
      body: 'Failed to set up brick eviction: replace brick is not supported for volume durability type none\n',
    });
  });

  it('fails on the queue where there is no other place', async () => {
    const volume = await addVolume(world, replica(3));
    const id = await firstOf(volume);
    expect(await world.end(await evict(id))).toMatchObject({
      status: 500,
      body: 'No Replacement was found for resource requested to be removed\n',
    });
  });

  it('takes one of the eight places, and is listed as evict-brick meanwhile', async () => {
    const volume = await addVolume(world, replica(2));
    const [old] = await bricksOf(volume);
    const release = world.hold((name) => name === 'replace-brick');
    const accepted = await evict(old?.id ?? '');
    const { pendingoperations } = parsed<{ pendingoperations: { id: string; type_name: string }[] }>(
      await world.call('GET', '/operations/pending'),
    );
    expect(pendingoperations).toMatchObject([{ type_name: 'evict-brick', status: '', sub_status: 'in-flight' }]);
    const details = await world.call('GET', `/operations/pending/${pendingoperations[0]?.id}`);
    expect(parsed(details)).toMatchObject({
      changes: [
        { id: old?.id, description: 'Delete brick' },
        { id: expect.stringMatching(/^[0-9a-f]{32}$/), description: 'Add brick' },
      ],
    });
    const full = await world.another({ settings: { maxInflightOperations: 1 } });
    const [, other] = await bricksOf(volume);
    expect(await full.call('POST', `/bricks/to-evict/${other?.id}`)).toMatchObject({
      status: 429,
      body: 'Server busy. Retry operation later.\n',
    });
    expect((await full.call('POST', `/bricks/to-evict/${ID}`)).status).toBe(404);
    release();
    expect((await world.end(accepted)).status).toBe(204);
  });

  it('goes on after its server died', async () => {
    const volume = await addVolume(world, replica(2));
    const [old] = await bricksOf(volume);
    const release = world.hold((name) => name === 'replace-brick');
    const accepted = await evict(old?.id ?? '');
    world.server.kill();
    release();
    const next = await world.another();
    expect((await next.end(accepted)).status).toBe(204);
    const { bricks } = parsed<VolumeJson>(await next.call('GET', `/volumes/${volume}`));
    expect(bricks.map(({ id }) => id)).not.toContain(old?.id);
  });

  it('is for whoever may change volumes in the project of the brick', async () => {
    const volume = await addVolume(world, replica(2));
    const [old] = await bricksOf(volume);
    expect(await world.call('POST', `/bricks/to-evict/${old?.id}`, { issuer: 'user' })).toMatchObject({
      status: 401,
      body: 'Administrator access required\n',
    });
    expect((await world.call('GET', `/bricks/to-evict/${old?.id}`)).status).toBe(405);
  });
});
