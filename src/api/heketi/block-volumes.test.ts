import { describe, expect, it } from 'vitest';
import { addCluster, addVolume, idIn, parsed } from '../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';
import { blockDaemonOf } from '../../domains/volumes/block/simulated-block.ts';
import { daemonOf, poolsOf } from '../../domains/volumes/gluster/simulated-pool.ts';
import { DEFAULT_SETTINGS } from '../../domains/volumes/index.ts';
import { hostId } from '../../kernel/remote/index.ts';

const three = aCluster('c1').withNodes(3).withDevices(2);
const hosting = (autoCreate: boolean, sizeGib: number) => ({
  hosting: { ...DEFAULT_SETTINGS.hosting, autoCreate, sizeGib },
});

async function withCluster(options?: Parameters<typeof startHeketi>[0]): Promise<HeketiWorld> {
  const world = await startHeketi(options);
  await world.arrange(three);
  return world;
}

const addHosting = (world: HeketiWorld, more: object = {}): Promise<string> =>
  addVolume(world, { size: 100, block: true, ...more });

async function addBlock(world: HeketiWorld, wish: object): Promise<string> {
  return idIn(await world.end(await world.call('POST', '/blockvolumes', { json: wish })));
}

interface BlockJson {
  readonly size: number;
  readonly usablesize: number;
  readonly hacount: number;
  readonly blockhostingvolume: string;
  readonly blockvolume: { readonly hosts: readonly string[]; readonly username: string; readonly password: string };
}

const get = async <Value>(world: HeketiWorld, path: string): Promise<Value> =>
  parsed<Value>(await world.call('GET', path));
const blockInfo = async (world: HeketiWorld, volume: string): Promise<unknown> =>
  (await get<{ readonly blockinfo: unknown }>(world, `/volumes/${volume}`)).blockinfo;
const expand = (world: HeketiWorld, id: string, size: number) =>
  world.call('POST', `/blockvolumes/${id}/expand`, { json: { new_size: size } });
const restrict = (world: HeketiWorld, id: string, restriction?: string) =>
  world.call('POST', `/volumes/${id}/block-restriction`, { json: restriction === undefined ? {} : { restriction } });

describe('a block hosting volume', () => {
  it('ck68: of 100 GiB offers 98, and keeps 2 for itself', async () => {
    const world = await withCluster();
    const id = await addHosting(world);
    const volume = await get<Record<string, unknown>>(world, `/volumes/${id}`);
    expect(volume).toMatchObject({
      block: true,
      blockinfo: { freesize: 98, reservedsize: 2 },
      glustervolumeoptions: ['', 'group gluster-block', ''],
    });
    expect(Object.keys(volume).slice(3, 6)).toEqual(['glustervolumeoptions', 'block', 'snapshot']);
    const [found] = poolsOf(world.fleet).flatMap(({ volumes }) => Object.values(volumes));
    expect(found?.options).toContainEqual(['features.shard', 'on']);
    const file = await addVolume(world, { size: 1 });
    expect(await blockInfo(world, file)).toEqual({});
  });

  it('needs a cluster that takes such volumes', async () => {
    const world = await withCluster();
    const create = (json: object) => world.call('POST', '/volumes', { json: { size: 1, block: true, ...json } });
    const closed = await addCluster(world, { file: true, block: false });
    expect((await create({ clusters: [closed] })).body).toBe(
      'Failed to allocate new volume: Cluster does not support requested volume type\n',
    );
    const shut = await addCluster(world, { file: false, block: false });
    expect((await create({ clusters: [shut] })).body).toBe(
      'Failed to allocate new volume: Cluster has disabled all volume types\n',
    );
  });

  it('ck67: with block volumes in it is not deleted', async () => {
    const world = await withCluster();
    const id = await addHosting(world);
    const block = await addBlock(world, { size: 1 });
    expect(await world.call('DELETE', `/volumes/${id}`)).toMatchObject({
      status: 409,
      body: 'Cannot delete a block hosting volume containing block volumes\n',
    });
    expect((await world.end(await world.call('DELETE', `/blockvolumes/${block}`))).status).toBe(204);
    expect((await world.end(await world.call('DELETE', `/volumes/${id}`))).status).toBe(204);
  });

  it('ck72: takes no more where it is locked, and cannot be locked as by an update', async () => {
    const world = await withCluster();
    const id = await addHosting(world);
    const locked = await world.end(await restrict(world, id, 'locked'));
    expect([locked.status, locked.headers['location']]).toEqual([303, `/volumes/${id}`]);
    expect(await blockInfo(world, id)).toEqual({ freesize: 98, reservedsize: 2, restriction: 'locked' });
    expect((await world.call('POST', '/blockvolumes', { json: { size: 1 } })).body).toMatch(
      /^Failed to allocate new block/,
    );
    for (const word of ['locked-by-update', 'open'])
      expect(await restrict(world, id, word)).toMatchObject({
        status: 400,
        body: 'validation failed: restriction: must be a valid value.\n',
      });
    expect((await world.end(await restrict(world, id))).status).toBe(303);
    expect(await blockInfo(world, id)).toEqual({ freesize: 98, reservedsize: 2 });
    await addBlock(world, { size: 1 });
  });

  it('that is none cannot be locked, nor one be unlocked that has no room for itself', async () => {
    const world = await withCluster();
    const file = await addVolume(world, { size: 1 });
    expect(await restrict(world, file, 'locked')).toMatchObject({
      status: 500,
      body: 'Failed to set block restriction: Block restrictions can only be set on block hosting volumes\n',
    });
    const id = await addHosting(world);
    await addBlock(world, { size: 98 });
    await world.write({
      sql: `update gluster_volume set restriction = 'locked-by-update' where id = $1`,
      values: [id],
    });
    await world.write({ sql: 'update gluster_block_volume set size_gib = 99', values: [] });
    expect(await blockInfo(world, id)).toMatchObject({ reservedsize: 1, restriction: 'locked-by-update' });
    expect(await restrict(world, id)).toMatchObject({
      status: 500,
      body: 'Failed to set block restriction: Can not unlock volume. 2GiB free space is required, but found 1GiB\n',
    });
  });

  it('Q2: on its way is not found, where it is restricted', async () => {
    const world = await withCluster();
    const release = world.hold((name) => name === 'gluster');
    const accepted = await world.call('POST', '/volumes', { json: { size: 10, block: true } });
    const [row] = await world.store.read({ sql: 'select id from gluster_volume', values: [] });
    expect(await restrict(world, String(row?.['id']), 'locked')).toMatchObject({ status: 404, body: 'Id not found\n' });
    release();
    await world.end(accepted);
  });
});

describe('a block volume', () => {
  it('ck70: is shown with its target, and without `auth` and `clusters`', async () => {
    const world = await withCluster();
    const volume = await addHosting(world);
    const id = await addBlock(world, { size: 3, clusters: [three.id], auth: false });
    const { body } = await world.call('GET', `/blockvolumes/${id}`);
    const hosts = parsed<BlockJson>({ body }).blockvolume.hosts;
    expect(hosts.toSorted()).toEqual([...three.hosts]);
    expect(body).toMatch(/"iqn":"iqn\.2016-12\.org\.gluster-block:[0-9a-f-]{36}"/);
    const { iqn } = parsed<{ blockvolume: { iqn: string } }>({ body }).blockvolume;
    expect(body).toBe(
      `{"size":3,"name":"blockvol_${id}","hacount":3,"id":"${id}","blockvolume":{"hosts":${JSON.stringify(hosts)},` +
        `"iqn":"${iqn}","lun":0,"username":"","password":""},"cluster":"${three.id}","blockhostingvolume":"${volume}",` +
        `"usablesize":3}\n`,
    );
    expect((await world.call('GET', '/blockvolumes')).body).toBe(`{"blockvolumes":["${id}"]}\n`);
    expect(await get(world, `/clusters/${three.id}`)).toMatchObject({ blockvolumes: [id] });
    expect(await blockInfo(world, volume)).toEqual({ freesize: 95, reservedsize: 2, blockvolume: [id] });
    expect((await world.call('GET', '/metrics')).body).toContain(`heketi_block_volumes_count{cluster="${three.id}"} 1`);
  });

  it('has a login where that is asked for, which no record holds in clear', async () => {
    const world = await withCluster();
    await addHosting(world);
    const id = await addBlock(world, { size: 1, auth: true });
    const { username, password } = (await get<BlockJson>(world, `/blockvolumes/${id}`)).blockvolume;
    expect([username, password]).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
    const tables = await world.store.read({ sql: `select name from sqlite_master where type = 'table'`, values: [] });
    for (const { name } of tables) {
      const rows = await world.store.read({ sql: `select * from ${String(name)}`, values: [] });
      expect([name, JSON.stringify(rows).includes(password)]).toEqual([name, false]);
    }
    const [commands] = await world.store.read({
      sql: `select commands from operation_command where commands like '%gluster-block create%' limit 1`,
      values: [],
    });
    expect(String(commands?.['commands'])).toContain('[secret]');
  });

  it('shows no login to whoever may read volumes alone', async () => {
    const world = await withCluster();
    await addHosting(world);
    const id = await addBlock(world, { size: 1, auth: true });
    await world.write({ sql: `update role set actions = '["volume.read"]' where name = 'heketi-admin'`, values: [] });
    await world.write({ sql: 'update identity_version set number = number + 1', values: [] });
    // Rights are remembered for two seconds.
    world.setTokenClock(Date.now() + 5_000);
    const { blockvolume } = await get<BlockJson>(world, `/blockvolumes/${id}`);
    expect(blockvolume).toMatchObject({ username: '', password: '' });
  });

  it('ck69: is on as many hosts as were asked for, and on all where there are not so many', async () => {
    const world = await withCluster();
    await addHosting(world);
    const of = async (hacount: number): Promise<BlockJson> =>
      get<BlockJson>(world, `/blockvolumes/${await addBlock(world, { size: 1, hacount })}`);
    const two = await of(2);
    expect([two.hacount, two.blockvolume.hosts.length]).toEqual([2, 2]);
    const many = await of(9);
    expect([many.hacount, many.blockvolume.hosts.toSorted()]).toEqual([3, [...three.hosts]]);
  });

  it('is on hosts whose glusterd answers, or not made', async () => {
    const world = await withCluster();
    await addHosting(world);
    const [first, second] = three.hosts.map((host) => world.fleet.host(hostId(host)));
    if (first === undefined || second === undefined) throw new TypeError('there are hosts');
    daemonOf(second).isDown = true;
    for (let count = 0; count < 3; count += 1) {
      const { blockvolume } = await get<BlockJson>(
        world,
        `/blockvolumes/${await addBlock(world, { size: 1, hacount: 2 })}`,
      );
      expect(blockvolume.hosts).not.toContain('c1-n2');
    }
    daemonOf(first).isDown = true;
    const end = await world.end(await world.call('POST', '/blockvolumes', { json: { size: 1, hacount: 2 } }));
    expect([end.status, end.body]).toEqual([500, 'insufficient block hosts online\n']);
    expect(await get(world, '/blockvolumes')).toMatchObject({ blockvolumes: { length: 3 } });
  });

  const refusals: readonly (readonly [wish: object, text: string])[] = [
    [{}, 'validation failed: size: cannot be blank.'],
    [
      { size: -1, name: 'a b', hacount: -1 },
      'validation failed: hacount: must be no less than 1; name: must be in a valid format; size: must be no less than 1.',
    ],
    [{ size: 1, clusters: ['0123'] }, 'Cluster id 0123 not found'],
    // Q3: the original panics.
    [{ size: 1, clusters: [''] }, 'Cluster id  not found'],
  ];
  it.each(refusals)('Q3: refuses %j', async (wish, text) => {
    const world = await withCluster();
    expect(await world.call('POST', '/blockvolumes', { json: wish })).toMatchObject({ status: 400, body: `${text}\n` });
  });

  it('is refused where there is no cluster, or none that takes it', async () => {
    const world = await startHeketi();
    const create = () => world.call('POST', '/blockvolumes', { json: { size: 1 } });
    expect(await create()).toMatchObject({ status: 400, body: 'No clusters configured\n' });
    await addCluster(world, { file: true, block: false });
    expect(await create()).toMatchObject({
      status: 500,
      body: 'Failed to allocate new block volume: Cluster does not support requested volume type\n',
    });
    expect(await world.call('POST', '/blockvolumes', { body: '{"size":"1"}' })).toMatchObject({ status: 422 });
  });

  it('Q29: is too large for what would be made for it, also where nothing would be made', async () => {
    const world = await withCluster({ volumes: hosting(false, 50) });
    const create = (size: number) => world.call('POST', '/blockvolumes', { json: { size } });
    expect(await create(50)).toMatchObject({
      status: 500,
      body:
        'Failed to allocate new block volume: The size configured for automatic creation of block hosting volumes (50) is too ' +
        'small to host the requested block volume of size 50. The available size on this block hosting volume, minus overhead, ' +
        'is 49. Please create a sufficiently large block hosting volume manually.\n',
    });
    expect(await create(49)).toMatchObject({
      status: 500,
      body: 'Failed to allocate new block volume: Block Hosting Volume Creation is disabled. Create a Block hosting volume and try again.\n',
    });
  });

  it('gets a hosting volume of its own where none has room, one at a time', async () => {
    const world = await withCluster({ volumes: hosting(true, 50) });
    const release = world.hold((name) => name === 'gluster');
    const create = (json: object) => world.call('POST', '/blockvolumes', { json });
    const accepted = await create({ size: 30, name: 'data' });
    const [pending] = (
      await get<{ pendingoperations: { id: string; type_name: string }[] }>(world, '/operations/pending')
    ).pendingoperations;
    expect(pending?.type_name).toBe('create-block-volume');
    const { changes } = await get<{ changes: { description: string }[] }>(
      world,
      `/operations/pending/${pending?.id ?? ''}`,
    );
    expect(changes.map(({ description }) => description)).toEqual([
      'Add brick',
      'Add brick',
      'Add brick',
      'Add volume',
      'Add block volume',
    ]);
    expect(await create({ size: 30 })).toMatchObject({ status: 429, body: 'Server busy. Retry operation later.\n' });
    expect(await get(world, '/blockvolumes')).toEqual({ blockvolumes: [] });
    release();
    const id = idIn(await world.end(accepted));
    const { blockhostingvolume } = await get<BlockJson>(world, `/blockvolumes/${id}`);
    expect(await get(world, `/volumes/${blockhostingvolume}`)).toMatchObject({
      size: 50,
      name: `vol_${blockhostingvolume}`,
      durability: { type: 'replicate', replicate: { replica: 3 } },
      block: true,
      blockinfo: { freesize: 19, reservedsize: 1, blockvolume: [id] },
    });
    // The name is taken there, and there alone.
    const again = await addBlock(world, { size: 10, name: 'data' });
    expect((await get<BlockJson>(world, `/blockvolumes/${again}`)).blockhostingvolume).not.toBe(blockhostingvolume);
  });

  it('stands in the dump without its login, which goes together with the volume that holds it', async () => {
    const world = await withCluster();
    const volume = await addHosting(world);
    const id = await addBlock(world, { size: 10, name: 'disk', auth: true });
    const dump = await get<Record<string, Record<string, unknown>>>(world, '/db/dump');
    expect(dump['blockvolumeentries']?.[id]).toMatchObject({
      Info: {
        size: 10,
        name: 'disk',
        auth: true,
        blockhostingvolume: volume,
        blockvolume: { username: '', password: '' },
      },
      Pending: { Id: '' },
    });
    expect(dump['volumeentries']?.[volume]).toMatchObject({
      Info: { block: true, blockinfo: { freesize: 88, reservedsize: 2, blockvolume: [id] } },
    });
    expect(dump['clusterentries']?.[three.id]).toMatchObject({ Info: { blockvolumes: [id] } });
    expect(await get(world, '/db/check')).toMatchObject({
      volumes: { total: 1, ok: 1 },
      blockvolumes: { total: 1, ok: 1, inconsistencies: null },
      totalinconsistencies: 0,
    });
  });

  it('stands in the dump with its login where the configuration exposes secrets, and never in a backup', async () => {
    const world = await withCluster({ settings: { exposeSecrets: true } });
    await addHosting(world);
    const id = await addBlock(world, { size: 10, name: 'disk', auth: true });
    const { blockvolume } = await get<BlockJson>(world, `/blockvolumes/${id}`);
    expect(blockvolume.password).not.toBe('');
    const login = { username: blockvolume.username, password: blockvolume.password };
    const dump = await get<Record<string, Record<string, unknown>>>(world, '/db/dump');
    expect(dump['blockvolumeentries']?.[id]).toMatchObject({ Info: { blockvolume: login } });
    expect((await world.call('GET', '/backup/db')).body).not.toContain(blockvolume.password);
  });

  it('keeps its hosts when a node is deleted', async () => {
    const world = await withCluster();
    await addHosting(world, { clusters: [three.id] });
    const block = await addBlock(world, { size: 1, hacount: 2 });
    const before = await get<BlockJson>(world, `/blockvolumes/${block}`);
    const spare = await world.end(
      await world.call('POST', '/nodes', {
        json: { zone: 1, hostnames: { manage: ['spare'], storage: ['spare'] }, cluster: three.id },
      }),
    );
    expect((await world.end(await world.call('DELETE', `/nodes/${idIn(spare)}`))).status).toBe(204);
    expect(await get<BlockJson>(world, `/blockvolumes/${block}`)).toEqual(before);
  });

  it('ck65, ck71: is expanded to a size, and not to the one that it has', async () => {
    const world = await withCluster();
    const volume = await addHosting(world);
    const id = await addBlock(world, { size: 10 });
    const end = await world.end(await expand(world, id, 30));
    expect([end.status, end.headers['location']]).toEqual([303, `/blockvolumes/${id}`]);
    expect(await get(world, `/blockvolumes/${id}`)).toMatchObject({ size: 30, usablesize: 30 });
    expect(await blockInfo(world, volume)).toMatchObject({ freesize: 68 });
    const failed = (text: string) => ({ status: 500, body: `Failed to allocate block volume expansion: ${text}\n` });
    expect(await expand(world, id, 30)).toMatchObject(
      failed('Requested new-size 30 is same as current block volume size 30, nothing to be done.'),
    );
    expect(await expand(world, id, 20)).toMatchObject(
      failed('Requested new-size 20 is less than current block volume size 30, shrinking is not allowed.'),
    );
    expect(await expand(world, id, 99)).toMatchObject(failed('No space'));
    expect(await expand(world, id, 0)).toMatchObject({
      status: 400,
      body: 'validation failed: new_size: cannot be blank.\n',
    });
    expect(await expand(world, 'abc', 3)).toMatchObject({ status: 404, body: 'Id not found\n' });
  });

  it('says how much of it can be used where a host did not follow, and is expanded to the same size again', async () => {
    const world = await withCluster();
    await addHosting(world);
    const id = await addBlock(world, { size: 10 });
    const daemon = blockDaemonOf(world.fleet.host(hostId('c1-n3')));
    daemon.isDown = true;
    const end = await world.end(await expand(world, id, 30));
    expect([end.status, end.body]).toEqual([500, 'block volume resize failed: c1-n3:[10.0 GiB]\n']);
    expect(await get(world, `/blockvolumes/${id}`)).toMatchObject({ size: 30, usablesize: 10 });
    daemon.isDown = false;
    expect((await world.end(await expand(world, id, 30))).status).toBe(303);
    expect(await get(world, `/blockvolumes/${id}`)).toMatchObject({ size: 30, usablesize: 30 });
  });

  it('gives its space back when it is deleted, also where it is gone already', async () => {
    const world = await withCluster();
    const volume = await addHosting(world);
    const id = await addBlock(world, { size: 10, name: 'data', auth: true });
    const [found] = poolsOf(world.fleet).flatMap(({ volumes }) => Object.values(volumes));
    delete found?.blocks?.['data'];
    expect((await world.end(await world.call('DELETE', `/blockvolumes/${id}`))).status).toBe(204);
    expect(await blockInfo(world, volume)).toEqual({ freesize: 98, reservedsize: 2 });
    expect(await world.store.read({ sql: 'select id from secret', values: [] })).toEqual([]);
    expect(await world.call('DELETE', `/blockvolumes/${id}`)).toMatchObject({ status: 404, body: 'Id not found\n' });
    expect(await world.call('GET', `/blockvolumes/${id}`)).toMatchObject({ status: 404, body: 'Id not found\n' });
  });
});
