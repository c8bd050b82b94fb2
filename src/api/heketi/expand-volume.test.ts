import { describe, expect, it } from 'vitest';
import { addVolume, parsed, setState } from '../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';

const three = aCluster('c1').withNodes(3).withDevices(2);
const replicate = (replica: number) => ({ type: 'replicate', replicate: { replica } });

interface VolumeJson {
  readonly id: string;
  readonly size: number;
  readonly bricks: readonly { readonly id: string }[];
}

async function withVolume(options?: Parameters<typeof startHeketi>[0]) {
  const world = await startHeketi(options);
  await world.arrange(three);
  const id = await addVolume(world, { size: 2, durability: replicate(3) });
  return { world, id, path: `/volumes/${id}` };
}

const look = async (world: HeketiWorld, path: string): Promise<VolumeJson> =>
  parsed<VolumeJson>(await world.call('GET', path));

describe('expanding a volume', () => {
  it('ck65: adds so many GiB, as bricks of their own, and ends at the volume', async () => {
    const { world, id, path } = await withVolume();
    const before = await look(world, path);
    const accepted = await world.call('POST', `${path}/expand`, { json: { expand_size: 3 } });
    expect([accepted.status, accepted.body]).toEqual([202, '']);
    const end = await world.end(accepted);
    expect([end.status, end.headers['location']]).toEqual([303, `/volumes/${id}`]);
    const after = await look(world, path);
    expect(after.size).toBe(5);
    expect(after.bricks).toHaveLength(6);
    expect(after.bricks).toEqual(expect.arrayContaining([...before.bricks]));
  });

  it('is what the provisioner of Kubernetes asks for: the difference to the size that is there', async () => {
    const { world, path } = await withVolume();
    const wanted = 7;
    const { size } = await look(world, path);
    expect(
      (await world.end(await world.call('POST', `${path}/expand`, { json: { expand_size: wanted - size } }))).status,
    ).toBe(303);
    expect((await look(world, path)).size).toBe(wanted);
  });

  it('wants a whole number of GiB, from one on', async () => {
    const { world, path } = await withVolume();
    const expand = async (body: string) => {
      const reply = await world.call('POST', `${path}/expand`, { body });
      return [reply.status, reply.body];
    };
    expect(await expand('{}')).toEqual([400, 'validation failed: expand_size: cannot be blank.\n']);
    expect(await expand('{"expand_size":-1}')).toEqual([
      400,
      'validation failed: expand_size: must be no less than 1.\n',
    ]);
    expect(await expand('{"expand_size":1.5}')).toEqual([422, 'request unable to be parsed\n']);
    const unknown = '0123456789abcdef0123456789abcdef';
    expect(await world.call('POST', `/volumes/${unknown}/expand`, { json: { expand_size: 1 } })).toMatchObject({
      status: 404,
      body: 'Id not found\n',
    });
  });

  it("says in Heketi's words why there is no room", async () => {
    const { world, path } = await withVolume();
    const expand = async (size: number) => {
      const { status, body } = await world.call('POST', `${path}/expand`, { json: { expand_size: size } });
      return [status, body];
    };
    const failed = (reason: string) => [500, `Failed to allocate volume expansion: ${reason}\n`];
    expect(await expand(100_000)).toEqual(failed('Maximum number of bricks reached.'));
    expect(await expand(2 ** 40)).toEqual(failed('Maximum number of bricks reached.'));
    for (const device of three.devices) await setState(world, `/devices/${device.id}`, 'offline');
    expect(await expand(1)).toEqual(failed('No online storage devices in cluster'));
    for (const node of three.nodes) await setState(world, `/nodes/${node}`, 'offline');
    expect(await expand(1)).toEqual(failed('No nodes in cluster'));
  });

  it('says of too little space that the bricks would be too small', async () => {
    const world = await startHeketi();
    await world.arrange(aCluster('c1').withNodes(3).withDevices(1, { gib: 4 }));
    const id = await addVolume(world, { size: 3, durability: replicate(3) });
    const refused = await world.call('POST', `/volumes/${id}/expand`, { json: { expand_size: 1 } });
    expect([refused.status, refused.body]).toEqual([
      500,
      'Failed to allocate volume expansion: Minimum brick size limit reached.  Out of space.\n',
    ]);
  });

  it('Q22: of a volume that is being made is 404, and of one that is being expanded 409', async () => {
    const { world, path } = await withVolume();
    const release = world.hold((word) => word === 'gluster');
    const accepted = await world.call('POST', '/volumes', { json: { size: 1 } });
    const [row] = await world.store.read({ sql: `select id from gluster_volume where state = 'creating'`, values: [] });
    const expand = async (at: string) => {
      const { status, body } = await world.call('POST', `${at}/expand`, { json: { expand_size: 1 } });
      return [status, body];
    };
    expect(await expand(`/volumes/${String(row?.['id'])}`)).toEqual([404, 'Id not found\n']);
    const first = await world.call('POST', `${path}/expand`, { json: { expand_size: 1 } });
    expect(await expand(path)).toEqual([409, 'The target exists, contains other items, or is in use.\n']);
    release();
    expect((await world.end(accepted)).status).toBe(303);
    expect((await world.end(first)).status).toBe(303);
    expect((await look(world, path)).size).toBe(3);
  });

  it('ck73: takes one of the places, and is listed with its changes; the volume is shown as it was', async () => {
    const { world, id, path } = await withVolume({ settings: { maxInflightOperations: 1 } });
    const release = world.hold((word) => word === 'gluster');
    const accepted = await world.call('POST', `${path}/expand`, { json: { expand_size: 1 } });
    expect((await world.call('POST', '/volumes', { json: { size: 1 } })).status).toBe(429);
    const { pendingoperations } = parsed<{ pendingoperations: { id: string; type_name: string }[] }>(
      await world.call('GET', '/operations/pending'),
    );
    expect(pendingoperations).toMatchObject([{ type_name: 'expand-volume', status: '', sub_status: 'in-flight' }]);
    const details = parsed<{ changes: { id: string; description: string }[] }>(
      await world.call('GET', `/operations/pending/${pendingoperations[0]?.id}`),
    );
    expect(details.changes.map(({ description }) => description)).toEqual([
      'Add brick',
      'Add brick',
      'Add brick',
      'Expand volume',
    ]);
    expect(details.changes.at(-1)?.id).toBe(id);
    expect(await look(world, path)).toMatchObject({ size: 2, bricks: [{}, {}, {}] });
    release();
    expect((await world.end(accepted)).status).toBe(303);
  });

  it('ends with what Gluster said where it takes no bricks', async () => {
    const { world, path } = await withVolume();
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('add-brick') ? { kind: 'fail', code: 1, stderr: 'it would not\n' } : undefined;
    const end = await world.end(await world.call('POST', `${path}/expand`, { json: { expand_size: 1 } }));
    expect([end.status, end.body]).toEqual([500, 'it would not\n']);
    expect(await look(world, path)).toMatchObject({ size: 2, bricks: [{}, {}, {}] });
  });
});
