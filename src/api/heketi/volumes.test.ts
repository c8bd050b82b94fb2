import { describe, expect, it } from 'vitest';
import { addCluster, addNode, addVolume, idIn, parsed, setState } from '../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, kib, startHeketi } from '../../../test/heketi/start-heketi.ts';

const three = aCluster('c1').withNodes(3).withDevices(2);
const replicate = (replica: number) => ({ type: 'replicate', replicate: { replica } });

async function withCluster(options?: Parameters<typeof startHeketi>[0]): Promise<HeketiWorld> {
  const world = await startHeketi(options);
  await world.arrange(three);
  return world;
}

interface VolumeJson {
  readonly id: string;
  readonly name: string;
  readonly mount: object;
  readonly bricks: readonly { readonly id: string; readonly size: number; readonly volume: string }[];
}

describe('making a volume', () => {
  it('ck55, Q5: wants only a size, and is shown with all the defaults', async () => {
    const world = await withCluster();
    const accepted = await world.call('POST', '/volumes', { json: { size: 2 } });
    expect(accepted).toMatchObject({ status: 202, body: '' });
    const end = await world.end(accepted);
    expect(end.headers['location']).toMatch(/^\/volumes\/[0-9a-f]{32}$/);
    const id = idIn(end);
    const { body } = await world.call('GET', `/volumes/${id}`);
    const { bricks } = parsed<VolumeJson>({ body });
    expect(body).toBe(
      `{"size":2,"name":"vol_${id}","durability":{"type":"none","replicate":{},"disperse":{}},` +
        `"glustervolumeoptions":["",""],"snapshot":{"enable":false,"factor":1},"id":"${id}","cluster":"${three.id}",` +
        `"mount":{"glusterfs":{"hosts":["c1-n1","c1-n2","c1-n3"],"device":"c1-n1:vol_${id}",` +
        `"options":{"backup-volfile-servers":"c1-n2,c1-n3"}}},"blockinfo":{},"bricks":${JSON.stringify(bricks)}}\n`,
    );
    expect(bricks).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        path: expect.stringMatching(/^\/var\/lib\/heketi\/mounts\/vg_[0-9a-f]{32}\/brick_[0-9a-f]{32}\/brick$/),
        device: expect.any(String),
        node: expect.any(String),
        volume: id,
        size: kib(2),
      },
    ]);
    expect((await world.call('GET', '/volumes')).body).toBe(`{"volumes":["${id}"]}\n`);
    expect(parsed(await world.call('GET', `/clusters/${three.id}`))).toMatchObject({ volumes: [id] });
  });

  it('Q8: shows again what it was asked for', async () => {
    const world = await withCluster({ settings: { optionsBefore: ['a.b c'], optionsAfter: ['d.e f'] } });
    const id = await addVolume(world, {
      size: 1,
      name: 'data',
      clusters: [three.id],
      durability: { ...replicate(0), disperse: { data: 4, redundancy: 2 } },
      gid: 2147483646,
      glustervolumeoptions: ['performance.rda-cache-limit 10MB', 'user.heketi.zone-checking none'],
      snapshot: { enable: true, factor: 1.25 },
    });
    const volume = parsed<object>(await world.call('GET', `/volumes/${id}`));
    expect(Object.keys(volume)).toEqual([
      'size',
      'name',
      'durability',
      'gid',
      'glustervolumeoptions',
      'snapshot',
      'id',
      'cluster',
      'mount',
      'blockinfo',
      'bricks',
    ]);
    expect(volume).toMatchObject({
      name: 'data',
      // compat(heketi): Q8, the two replicas that were made are not shown.
      durability: { type: 'replicate', replicate: {}, disperse: { data: 4, redundancy: 2 } },
      gid: 2147483646,
      glustervolumeoptions: ['a.b c', 'performance.rda-cache-limit 10MB', 'user.heketi.zone-checking none', 'd.e f'],
      snapshot: { enable: true, factor: 1.25 },
      bricks: [{}, {}],
    });
  });

  it('ck56: wants a whole number of GiB, from one on', async () => {
    const world = await withCluster();
    const create = (body: string) => world.call('POST', '/volumes', { body });
    expect(await create('{"size":0}')).toMatchObject({
      status: 400,
      body: 'validation failed: size: cannot be blank.\n',
    });
    expect((await create('{"size":-1,"name":"a b"}')).body).toBe(
      'validation failed: name: must be in a valid format; size: must be no less than 1.\n',
    );
    for (const size of ['1.5', '1.0', '1e0', '"1"', '9223372036854775808'])
      expect(await create(`{"size":${size}}`)).toMatchObject({ status: 422, body: 'request unable to be parsed\n' });
  });

  const refusals: readonly (readonly [ck: string, wish: object, text: string])[] = [
    ['ck59', { gid: -1 }, 'Bad group id less than zero'],
    ['ck59, Q7', { gid: 2147483647 }, 'Bad group id equal or greater than 2**32'],
    ['ck57', { durability: { type: 'mirror' } }, 'Unknown durability type'],
    ['ck58', { snapshot: { enable: true } }, 'Invalid snapshot factor'],
    ['ck58', { snapshot: { enable: true, factor: 100.5 } }, 'Invalid snapshot factor'],
    ['ck57', { durability: replicate(4) }, 'Invalid replica value'],
    ['ck57, Q6', { durability: replicate(-1) }, 'Invalid replica value'],
    [
      'ck57',
      { durability: { type: 'disperse', disperse: { data: 3, redundancy: 1 } } },
      'Invalid dispersion combination: 3+1',
    ],
    ['ck57', { durability: { type: 'disperse' } }, 'Invalid dispersion combination: 0+0'],
    ['ck60, Q4', { clusters: ['0123'] }, 'Cluster id 0123 not found'],
    ['ck60, Q3', { clusters: [''] }, 'Cluster id  not found'],
  ];
  it.each(refusals)('%s: refuses %j', async (_, wish, text) => {
    const world = await withCluster();
    expect(await world.call('POST', '/volumes', { json: { size: 1, ...wish } })).toMatchObject({
      status: 400,
      body: `${text}\n`,
    });
  });

  it('tells the first of several faults, in the order of the contract', async () => {
    const world = await withCluster();
    const faults = [
      { gid: -1 },
      { durability: { type: 'mirror' } },
      { snapshot: { enable: true } },
      { durability: replicate(4) },
      { clusters: ['0123'] },
    ];
    const texts: string[] = [];
    for (let first = 0; first < faults.length; first += 1) {
      const json = Object.assign({ size: 1 }, ...faults.slice(first).toReversed()) as object;
      texts.push((await world.call('POST', '/volumes', { json })).body.trimEnd());
    }
    expect(texts).toEqual([
      'Bad group id less than zero',
      'Unknown durability type',
      'Invalid snapshot factor',
      'Invalid replica value',
      'Cluster id 0123 not found',
    ]);
  });

  it('ck60: wants a cluster', async () => {
    const world = await startHeketi();
    for (const json of [{ size: 1 }, { size: 1, clusters: ['0123'] }])
      expect(await world.call('POST', '/volumes', { json })).toMatchObject({
        status: 400,
        body: 'No clusters configured\n',
      });
  });

  it('is refused below the smallest brick', async () => {
    const world = await withCluster({ settings: { minBrickGib: 3 }, volumes: { minBrickGib: 3 } });
    expect(await world.call('POST', '/volumes', { json: { size: 2 } })).toMatchObject({
      status: 400,
      body: 'Requested volume size (2 GB) is smaller than the minimum supported volume size (3145728)\n',
    });
    const durability = { type: 'disperse', disperse: { data: 2, redundancy: 1 } };
    expect((await world.call('POST', '/volumes', { json: { size: 5, durability } })).body).toBe(
      'Requested volume size (5 GB) is smaller than the minimum supported volume size (6291456)\n',
    );
  });

  const allocation = (reason: string) => ({ status: 500, body: `Failed to allocate new volume: ${reason}\n` });

  it('ck61: says why a single cluster has no place', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const create = (json: object) => world.call('POST', '/volumes', { json: { size: 1, ...json } });
    expect(await create({})).toMatchObject(allocation('No nodes in cluster'));
    const node = await addNode(world, cluster, 'node-1');
    expect(await create({})).toMatchObject(allocation('No online storage devices in cluster'));
    await setState(world, `/nodes/${node}`, 'offline');
    expect(await create({})).toMatchObject(allocation('No online storage devices in cluster'));
    await world.call('POST', `/clusters/${cluster}/flags`, { json: { block: true } });
    expect(await create({})).toMatchObject(allocation('Cluster does not support requested volume type'));
    await world.call('POST', `/clusters/${cluster}/flags`, { json: {} });
    expect(await create({})).toMatchObject(allocation('Cluster has disabled all volume types'));
  });

  it('ck61: says what is missing where nodes and devices are', async () => {
    const world = await withCluster({ volumes: { maxVolumesPerCluster: 1 } });
    expect(await world.call('POST', '/volumes', { json: { size: 100_000 } })).toMatchObject(allocation('No space'));
    await addVolume(world, { size: 1 });
    expect(await world.call('POST', '/volumes', { json: { size: 1 } })).toMatchObject(
      allocation('Cluster has 1 volumes and limit is 1'),
    );
  });

  it('ck61: says it of each of several clusters', async () => {
    const world = await withCluster();
    const empty = await addCluster(world);
    const off = await addCluster(world, {});
    const create = (json: object) => world.call('POST', '/volumes', { json: { size: 100_000, ...json } });
    const { body } = await create({});
    expect(body.trimEnd().split('\n')).toEqual([
      'Failed to allocate new volume: Unable to create volume on any cluster:',
      ...[`Cluster ${three.id}: No space`, `Cluster ${empty}: No nodes in cluster`].toSorted(),
    ]);
    expect(await create({ clusters: [off, empty] })).toMatchObject(allocation('No nodes in cluster'));
    const none = await create({ clusters: [off, off] });
    expect(none.body.trimEnd().split('\n')).toEqual([
      'Failed to allocate new volume: No eligible cluster for volume',
      `Cluster ${off}: Cluster has disabled all volume types`,
      `Cluster ${off}: Cluster has disabled all volume types`,
    ]);
  });

  it('ck62: does not give a name twice in a cluster', async () => {
    const world = await withCluster();
    await addVolume(world, { size: 1, name: 'data' });
    expect(await world.call('POST', '/volumes', { json: { size: 1, name: 'data' } })).toMatchObject(
      allocation(`Volume name 'data' already in use`),
    );
    const four = aCluster('c2').withNodes(1).withDevices(1);
    await world.arrange(four);
    const id = await addVolume(world, { size: 1, name: 'data' });
    expect(parsed(await world.call('GET', `/volumes/${id}`))).toMatchObject({ cluster: four.id });
  });

  it('ck63: is mounted from the first host, with the others behind it', async () => {
    const world = await withCluster();
    const id = await addVolume(world, { size: 1, name: 'data' });
    const mountOf = async () => parsed<VolumeJson>(await world.call('GET', `/volumes/${id}`)).mount;
    expect(await mountOf()).toEqual({
      glusterfs: {
        hosts: ['c1-n1', 'c1-n2', 'c1-n3'],
        device: 'c1-n1:data',
        options: { 'backup-volfile-servers': 'c1-n2,c1-n3' },
      },
    });
    const alone = await startHeketi();
    await alone.arrange(aCluster('c1').withNodes(1).withDevices(1));
    const other = await addVolume(alone, { size: 1, name: 'data' });
    expect(parsed(await alone.call('GET', `/volumes/${other}`))).toMatchObject({
      mount: { glusterfs: { options: { 'backup-volfile-servers': '' } } },
    });
  });

  it('ck64: is nowhere until it is made, but on its devices', async () => {
    const world = await withCluster();
    const release = world.hold((word) => word === 'gluster');
    const accepted = await world.call('POST', '/volumes', { json: { size: 1 } });
    const [row] = await world.store.read({ sql: 'select id, state from gluster_volume', values: [] });
    const id = String(row?.['id']);
    expect(row?.['state']).toBe('creating');
    expect((await world.call('GET', '/volumes')).body).toBe('{"volumes":[]}\n');
    expect(parsed(await world.call('GET', `/clusters/${three.id}`))).toMatchObject({ volumes: [] });
    expect(await world.call('GET', `/volumes/${id}`)).toMatchObject({ status: 404, body: 'Id not found\n' });
    expect(await world.call('DELETE', `/volumes/${id}`)).toMatchObject({
      status: 500,
      body: 'Failed to set up volume delete: The target exists, contains other items, or is in use.\n',
    });
    const devices = await Promise.all(three.devices.map((device) => world.call('GET', `/devices/${device.id}`)));
    expect(devices.flatMap((device) => parsed<VolumeJson>(device).bricks)).toMatchObject([{ volume: id }]);
    release();
    expect((await world.end(accepted)).status).toBe(303);
  });

  it('ends with what the executor said, and nothing around it', async () => {
    const world = await withCluster();
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('lvcreate') ? { kind: 'fail', code: 5, stderr: '  Volume group is exported\n' } : undefined;
    const end = await world.end(await world.call('POST', '/volumes', { json: { size: 1 } }));
    expect([end.status, end.body]).toEqual([500, 'Volume group is exported\n']);
  });

  it('makes an arbiter for the option of it, and shows the volume as it was asked for', async () => {
    const world = await withCluster();
    const options = ['user.heketi.arbiter true', 'user.heketi.average-file-size 32'];
    const id = await addVolume(world, { size: 64, durability: replicate(3), glustervolumeoptions: options });
    const shown = parsed<VolumeJson>(await world.call('GET', `/volumes/${id}`));
    expect(shown).toMatchObject({
      durability: { type: 'replicate', replicate: { replica: 3 }, disperse: {} },
      glustervolumeoptions: ['', ...options, ''],
    });
    expect(shown.bricks.map(({ size }) => size).toSorted((a, b) => a - b)).toEqual([kib(2), kib(64), kib(64)]);
  });

  it('refuses an arbiter beside two copies, and for files that are larger than the bricks', async () => {
    const world = await withCluster();
    const glustervolumeoptions = ['user.heketi.arbiter 1', 'user.heketi.average-file-size 2000000'];
    const create = (replica: number) =>
      world.call('POST', '/volumes', { json: { size: 1, durability: replicate(replica), glustervolumeoptions } });
    expect(await create(2)).toMatchObject({ status: 400, body: expect.stringMatching(/3 replicas/) });
    expect(await create(3)).toMatchObject(
      allocation(`Average file size (2000000) is greater than Brick size (${kib(1)})`),
    );
  });

  it('puts bricks where the rule for tags allows it', async () => {
    const world = await withCluster();
    await world.store.write([
      { sql: `update gluster_node set tags = '{"rack":"a"}' where host <> 'c1-n1'`, values: [] },
      { sql: `update gluster_device set tags = '{"rack":"b"}' where id = $1`, values: [three.devices[4]?.id ?? ''] },
    ]);
    const make = (rule: string, replica: number) =>
      world.call('POST', '/volumes', {
        json: {
          size: 1,
          durability: replicate(replica),
          glustervolumeoptions: [`user.heketi.device-tag-match ${rule}`],
        },
      });
    const end = await world.end(await make('rack=b', 1));
    const { bricks } = parsed<VolumeJson>(await world.call('GET', `/volumes/${idIn(end)}`));
    expect(bricks).toMatchObject([{ device: three.devices[4]?.id }]);
    expect((await make('rack!=b', 3)).status).toBe(202);
    expect(await make('rack=a', 3)).toMatchObject(allocation('No space'));
    expect(await make('nonsense', 1)).toMatchObject(
      allocation('Invalid tag matching rule: Invalid tag match rule: nonsense'),
    );
  });

  it('places the bricks of a set in different zones where that is asked for', async () => {
    const world = await withCluster();
    const strict = { durability: replicate(2), glustervolumeoptions: ['user.heketi.zone-checking strict'] };
    expect(await world.call('POST', '/volumes', { json: { size: 1, ...strict } })).toMatchObject(
      allocation('No space'),
    );
    await addVolume(world, {
      size: 1,
      durability: replicate(2),
      glustervolumeoptions: ['user.heketi.zone-checking odd'],
    });
  });
});

describe('deleting a volume', () => {
  it('gives all its space back', async () => {
    const world = await withCluster();
    const id = await addVolume(world, { size: 1, durability: replicate(3) });
    const end = await world.end(await world.call('DELETE', `/volumes/${id}`, { body: '{}' }));
    expect([end.status, end.body]).toEqual([204, '']);
    expect(await world.call('GET', `/volumes/${id}`)).toMatchObject({ status: 404, body: 'Id not found\n' });
    expect(await world.call('DELETE', `/volumes/${id}`)).toMatchObject({ status: 404, body: 'Id not found\n' });
    const [sum] = await world.store.read({ sql: 'select sum(used_kib) as used from gluster_device', values: [] });
    expect(sum?.['used']).toBe(0);
  });

  it('ck66: spares the volume in which Heketi keeps its database', async () => {
    const world = await withCluster();
    const id = await addVolume(world, { size: 1, name: 'heketidbstorage' });
    expect(await world.call('DELETE', `/volumes/${id}`)).toMatchObject({
      status: 409,
      body: 'Cannot delete volume containing the Heketi database\n',
    });
  });

  it('leaves it where a host of its pool is down, and says so', async () => {
    const world = await withCluster();
    const id = await addVolume(world, { size: 1, name: 'data' });
    world.fleet.powerOff(three.hosts[2] ?? three.hosts[0] ?? ('' as never));
    const end = await world.end(await world.call('DELETE', `/volumes/${id}`));
    expect([end.status, end.body]).toEqual([500, expect.stringMatching(/^Unable to delete volume data: /)]);
    expect((await world.call('GET', `/volumes/${id}`)).status).toBe(200);
  });
});
