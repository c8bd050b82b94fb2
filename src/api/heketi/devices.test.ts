import { beforeEach, describe, expect, it } from 'vitest';
import {
  addCluster,
  addDevice,
  addNode,
  addVolume,
  type DeviceJson,
  type NodeJson,
  parsed,
  setState,
} from '../../../test/heketi/add-over-api.ts';
import { type HeketiWorld, kib, startHeketi } from '../../../test/heketi/start-heketi.ts';

const ID = '0123456789abcdef0123456789abcdef';

let world: HeketiWorld;
let cluster: string;
let node: string;
beforeEach(async () => {
  world = await startHeketi({ isShared: true });
  cluster = await addCluster(world);
  node = await addNode(world, cluster, 'node-1');
  return () => world.stop();
});

const failed = async (device: string): Promise<void> => {
  await setState(world, `/devices/${device}`, 'offline');
  expect((await setState(world, `/devices/${device}`, 'failed')).status).toBe(204);
};

describe('adding a device', () => {
  it('ck48: ends without an id, and shows the device on its node in KiB', async () => {
    const accepted = await world.call('POST', '/devices', { json: { node, name: '/dev/vdb' } });
    expect(accepted.status).toBe(202);
    const end = await world.end(accepted);
    expect([end.status, end.body, end.headers['location']]).toEqual([204, '', undefined]);
    const { devices } = parsed<NodeJson>(await world.call('GET', `/nodes/${node}`));
    const [device] = devices;
    expect(device).toMatchObject({ name: '/dev/vdb', state: 'online', bricks: [] });
    const { total, free, used } = device?.storage ?? { total: 0, free: 0, used: 0 };
    expect([total > kib(499), total <= kib(500), free, used]).toEqual([true, true, total, 0]);
    const alone = await world.call('GET', `/devices/${device?.id}`);
    expect(parsed(alone)).toEqual(device);
    expect(Object.keys(parsed<object>(alone)).filter((key) => key !== 'paths' && key !== 'pv_uuid')).toEqual([
      'name',
      'storage',
      'id',
      'state',
      'bricks',
    ]);
  });

  it('ck49: wants a path for a name', async () => {
    const add = (json: object) => world.call('POST', '/devices', { json });
    expect(await add({ node, name: 'dev/sda' })).toMatchObject({
      status: 400,
      body: 'validation failed: name: must be in a valid format.\n',
    });
    expect((await add({})).body).toBe('validation failed: name: cannot be blank; node: cannot be blank.\n');
    expect((await add({ node: 'x', name: '/dev/vdb', tags: { '': '' } })).body).toBe(
      'validation failed: node: x is not a valid UUID; tags: tag names may not be empty.\n',
    );
    expect((await world.call('POST', '/devices', { body: '{"destroydata":"yes"}' })).status).toBe(422);
  });

  it('ck50: wants a node that is there', async () => {
    expect(await world.call('POST', '/devices', { json: { node: ID, name: '/dev/vdb' } })).toMatchObject({
      status: 404,
      body: 'Node id does not exist\n',
    });
  });

  it('fails on the queue where the host refuses to make one of it', async () => {
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('pvcreate') ? { kind: 'fail', code: 5, stderr: "Can't open /dev/vdb exclusively." } : undefined;
    const end = await world.end(await world.call('POST', '/devices', { json: { node, name: '/dev/vdb' } }));
    expect([end.status, end.body]).toEqual([
      500,
      "Initializing device /dev/vdb failed (already initialized or contains data?): Can't open /dev/vdb exclusively.\n",
    ]);
    expect(parsed<NodeJson>(await world.call('GET', `/nodes/${node}`)).devices).toEqual([]);
  });

  it('is refused for what is one already', async () => {
    const device = await addDevice(world, node, '/dev/vdb');
    expect(await world.call('POST', '/devices', { json: { node, name: '/dev/vdb' } })).toMatchObject({
      status: 409,
      body: `Device already in use (ID: ${device})\n`,
    });
  });
});

describe('deleting a device', () => {
  it('ck51: is refused until it is failed', async () => {
    const device = await addDevice(world, node, '/dev/vdb');
    for (const state of ['online', 'offline']) {
      await setState(world, `/devices/${device}`, state);
      expect(await world.call('DELETE', `/devices/${device}`)).toMatchObject({
        status: 400,
        body: `device: ${device} is not in failed state\n`,
      });
    }
    await failed(device);
    expect((await world.end(await world.call('DELETE', `/devices/${device}`))).status).toBe(204);
    expect((await world.call('GET', `/devices/${device}`)).status).toBe(404);
  });

  it('ck52: looks at a body with a length alone', async () => {
    expect((await world.call('DELETE', '/devices/abc', { body: 'x' })).status).toBe(422);
    expect((await world.call('DELETE', '/devices/abc', { body: 'x', isChunked: true })).status).toBe(404);
    expect((await world.call('DELETE', '/devices/abc', { json: { forceforget: 1 } })).status).toBe(422);
    const device = await addDevice(world, node, '/dev/vdb');
    await failed(device);
    const accepted = await world.call('DELETE', `/devices/${device}`, { json: { forceforget: true } });
    expect((await world.end(accepted)).status).toBe(204);
  });
});

describe('the state of a device', () => {
  it('ck54, Q19: comes back from failed to offline, and not to online', async () => {
    const device = await addDevice(world, node, '/dev/vdb');
    const path = `/devices/${device}`;
    expect(await setState(world, path, 'failed')).toMatchObject({
      status: 500,
      body: `Device must be offline before remove operation is performed, device:${device}\n`,
    });
    await failed(device);
    expect(await setState(world, path, 'online')).toMatchObject({
      status: 500,
      body: 'Cannot move a failed/removed device to online state\n',
    });
    expect((await setState(world, path, 'offline')).status).toBe(204);
    expect(parsed<DeviceJson>(await world.call('GET', path)).state).toBe('offline');
  });

  it('stays when no other device can take its bricks', async () => {
    for (const name of ['node-2', 'node-3']) await addDevice(world, await addNode(world, cluster, name), '/dev/vdb');
    const device = await addDevice(world, node, '/dev/vdb');
    await addVolume(world, { size: 1, durability: { type: 'replicate', replicate: { replica: 3 } } });
    await setState(world, `/devices/${device}`, 'offline');
    expect(await setState(world, `/devices/${device}`, 'failed')).toMatchObject({
      status: 500,
      body: `Unable to delete device [${device}] as no device was found to replace it: No Replacement was found for resource requested to be removed\n`,
    });
    const { state, bricks } = parsed<DeviceJson>(await world.call('GET', `/devices/${device}`));
    expect([state, bricks.length]).toEqual(['offline', 1]);
  });
});
