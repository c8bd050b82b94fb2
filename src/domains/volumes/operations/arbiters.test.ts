import { describe, expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { mountPoint } from '../brick-paths.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';

const replica3 = { kind: 'replicate', replica: 3 } as const;
const withArbiter = { ...replica3, arbiter: true } as const;
const five = aCluster().withNodes(5).withZones(5).withDevices(1);

/** Tags of the devices, in the order of the hosts. */
function tagged(...tags: readonly Readonly<Record<string, string>>[]) {
  return tags.map((one, index) =>
    sql('update gluster_device set tags = $1 where id = $2', JSON.stringify(one), five.devices[index]?.id ?? ''),
  );
}

interface Brick {
  readonly id: string;
  readonly device: string;
  readonly host: string;
  readonly role: string;
  readonly sizeKib: number;
}

async function bricksOf(tried: Tried): Promise<readonly Brick[]> {
  const rows = await tried.read(
    `select brick.id, brick.device, brick.role, brick.size_kib, node.host from gluster_brick brick
      join gluster_device device on device.id = brick.device join gluster_node node on node.id = device.node
      order by brick.set_index, brick.position`,
  );
  return rows.map((row) => ({
    id: String(row['id']),
    device: String(row['device']),
    host: String(row['host']),
    role: String(row['role']),
    sizeKib: Number(row['size_kib']),
  }));
}

describe('a volume with an arbiter', () => {
  it('has two copies of its data and a small third brick in each set, which Gluster takes for the arbiter', async () => {
    const tried = await tryOn(five);
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 700, durability: withArbiter });
    expect(state.error).toBeUndefined();
    expect((await bricksOf(tried)).map(({ role, sizeKib }) => [role, sizeKib])).toEqual(
      [1, 2].flatMap(() => [
        ['data', 350 * KIB_PER_GIB],
        ['data', 350 * KIB_PER_GIB],
        ['arbiter', (350 * KIB_PER_GIB) / 64],
      ]),
    );
    expect(tried.volume('v')).toMatchObject({ status: 'started', replica: 3, arbiters: 1 });
    expect(tried.volume('v')?.options).toContainEqual(['user.heketi.arbiter', 'true']);
    expect(await tried.problems()).toEqual([]);
  });

  it.each(['1', 't', 'T', 'true', 'TRUE', 'True'])('is made by the option with the value %s, too', async (value) => {
    const tried = await tryOn(five);
    const options = [{ key: 'user.heketi.arbiter', value }];
    await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3, options });
    expect(tried.volume('v')).toMatchObject({ arbiters: 1 });
    expect((await bricksOf(tried)).map(({ sizeKib }) => sizeKib)).toEqual(
      [10, 10, 0.5].map((gib) => gib * KIB_PER_GIB),
    );
  });

  it('is not made by the option with another value, or beside other kinds of volumes', async () => {
    const tried = await tryOn(five);
    const wishes = [
      [replica3, 'yes'],
      [{ kind: 'none' }, 'true'],
      [{ kind: 'disperse', data: 2, redundancy: 1 }, 'true'],
    ] as const;
    for (const [index, [durability, value]] of wishes.entries()) {
      const options = [{ key: 'user.heketi.arbiter', value }];
      await tried.run('volume.create', { name: `v${index}`, sizeGib: 10, durability, options });
      expect(tried.volume(`v${index}`)).toMatchObject({ status: 'started', arbiters: 0 });
    }
    expect((await bricksOf(tried)).filter(({ role }) => role === 'arbiter')).toEqual([]);
  });

  it('is refused with other than three replicas, and with files that do not fit into its bricks', async () => {
    const tried = await tryOn(five);
    const options = [{ key: 'user.heketi.arbiter', value: 'true' }];
    const two = { kind: 'replicate', replica: 2 };
    const wrong = { code: 'VOLUME_ARBITER_NEEDS_THREE', fields: { replica: 2 } };
    await expect(tried.run('volume.create', { sizeGib: 1, durability: two, options })).rejects.toMatchObject(wrong);
    const field = { ...two, arbiter: true };
    await expect(tried.run('volume.create', { sizeGib: 1, durability: field })).rejects.toMatchObject(wrong);
    const placement = { averageFileSizeKib: 2 * KIB_PER_GIB };
    await expect(tried.run('volume.create', { sizeGib: 1, durability: withArbiter, placement })).rejects.toMatchObject({
      code: 'VOLUME_FILES_TOO_LARGE',
    });
  });

  it('sizes its arbiter by the size of files that is given, in the field before the option', async () => {
    const tried = await tryOn(five);
    const options = [{ key: 'user.heketi.average-file-size', value: '16' }];
    const wish = { sizeGib: 100, durability: withArbiter, options };
    await tried.run('volume.create', { ...wish, name: 'a' });
    await tried.run('volume.create', { ...wish, name: 'b', placement: { averageFileSizeKib: 50 } });
    const arbiters = (await bricksOf(tried)).filter(({ role }) => role === 'arbiter').map(({ sizeKib }) => sizeKib);
    expect(new Set(arbiters)).toEqual(new Set([(100 * KIB_PER_GIB) / 16, (100 * KIB_PER_GIB) / 50]));
  });

  it('lies where the tags of devices allow it, and says what is missing where they do not', async () => {
    const required = { arbiter: 'required' };
    const disabled = { arbiter: 'disabled' };
    const tried = await tryOn(five, ...tagged(disabled, required, disabled, disabled, disabled));
    await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: withArbiter });
    const [one, two, arbiter] = await bricksOf(tried);
    expect(arbiter?.host).toBe('c1-n2');
    expect([one?.host, two?.host]).not.toContain('c1-n2');
    const none = await tryOn(five, ...tagged(disabled, disabled, disabled, disabled, disabled));
    await expect(none.run('volume.create', { sizeGib: 10, durability: withArbiter })).rejects.toMatchObject({
      code: 'VOLUME_NO_SPACE',
      fields: {
        reasons: [
          "too few nodes for arbiters: a set needs 1, 0 have an online device whose tag arbiter is not 'disabled'",
        ],
      },
    });
  });

  it('gets sets of the same kind when it is expanded, by the rules that it was made by', async () => {
    const disk = { disk: 'ssd' };
    const tried = await tryOn(five, ...tagged(disk, disk, { ...disk, arbiter: 'required' }, {}, {}));
    const placement = { averageFileSizeKib: 32, require: [{ tag: 'disk', value: 'ssd' }] };
    const wish = { name: 'v', sizeGib: 64, durability: withArbiter, placement, zoneChecking: 'strict' };
    const { state: made } = await tried.run('volume.create', wish);
    const [row] = await tried.read('select id from gluster_volume');
    const { state } = await tried.run('volume.expand', { volume: row?.['id'], addGib: 96 });
    expect([made.error, state.error]).toEqual([undefined, undefined]);
    const bricks = await bricksOf(tried);
    expect(bricks.map(({ role, sizeKib }) => [role, sizeKib / KIB_PER_GIB])).toEqual([
      ['data', 64],
      ['data', 64],
      ['arbiter', 2],
      ['data', 96],
      ['data', 96],
      ['arbiter', 3],
    ]);
    expect(bricks.filter(({ role }) => role === 'arbiter').map(({ host }) => host)).toEqual(['c1-n3', 'c1-n3']);
    expect(tried.volume('v')).toMatchObject({ arbiters: 1 });
    expect(await tried.problems()).toEqual([]);
  });

  it('lets each brick be replaced by one of its own size and role, also where a set has all zones (§8.1 no. 4)', async () => {
    const cluster = aCluster().withNodes(3).withZones(3).withDevices(2);
    const tried = await tryOn(cluster);
    const wish = { name: 'v', sizeGib: 100, durability: withArbiter, zoneChecking: 'strict', gid: 2001 };
    await tried.run('volume.create', wish);
    const before = await bricksOf(tried);
    for (const [position, { device, host, role, sizeKib }] of before.entries()) {
      await tried.world.timer.run(
        tried.world.store.write([
          { sql: `update gluster_device set state = 'offline' where id = $1`, values: [device] },
        ]),
      );
      const { state } = await tried.run('device.remove', { device });
      expect(state.error).toBeUndefined();
      const next = (await bricksOf(tried))[position];
      expect(next).toMatchObject({ host, role, sizeKib });
      expect(next?.device).not.toBe(device);
      const [row] = await tried.read('select gid from gluster_brick where id = $1', next?.id ?? '');
      // §8.1 no. 3: the group of the volume is that of the new brick.
      expect(row?.['gid']).toBe(2001);
      expect(tried.world.fleet.host(hostId(host)).files.kindOf(mountPoint(next?.device ?? '', next?.id ?? ''))).toBe(
        'directory',
      );
    }
    expect(await tried.problems()).toEqual([]);
  });

  it('puts a replaced arbiter where arbiters are allowed, and a data brick where data are', async () => {
    const required = { arbiter: 'required' };
    const disabled = { arbiter: 'disabled' };
    const tried = await tryOn(five, ...tagged(required, required, disabled, disabled, disabled));
    await tried.run('volume.create', { name: 'v', sizeGib: 100, durability: withArbiter });
    for (const position of [2, 0]) {
      const device = (await bricksOf(tried))[position]?.device ?? '';
      await tried.world.timer.run(
        tried.world.store.write([
          { sql: `update gluster_device set state = 'offline' where id = $1`, values: [device] },
        ]),
      );
      const { state } = await tried.run('device.remove', { device });
      expect(state.error).toBeUndefined();
    }
    const hosts = (await bricksOf(tried)).map(({ host }) => host);
    expect(['c1-n1', 'c1-n2']).toContain(hosts[2]);
    expect(['c1-n1', 'c1-n2']).not.toContain(hosts[0]);
    expect(await tried.problems()).toEqual([]);
  });
});

describe('rules for tags of devices', () => {
  const ssd = { disk: 'ssd' };
  const hdd = { disk: 'hdd' };

  it.each([
    ['disk=ssd', ['c1-n1', 'c1-n2']],
    ['disk!=hdd', ['c1-n1', 'c1-n2', 'c1-n5']],
  ])('keep a volume on devices with %s by the option', async (value, hosts) => {
    const tried = await tryOn(five, ...tagged(ssd, ssd, hdd, hdd));
    const options = [{ key: 'user.heketi.device-tag-match', value }];
    const durability = { kind: 'replicate', replica: hosts.length };
    await tried.run('volume.create', { name: 'v', sizeGib: 10, durability, options });
    expect(new Set((await bricksOf(tried)).map(({ host }) => host))).toEqual(new Set(hosts));
  });

  it('all hold together, and tags of a node are those of its devices that have none of the name', async () => {
    const [, , third] = five.nodes;
    const tried = await tryOn(
      five,
      ...tagged(ssd, { disk: 'ssd', rack: 'b' }, {}, hdd),
      sql(
        `update gluster_node set tags = '{"disk":"ssd","rack":"a"}' where id in ($1, $2)`,
        third ?? '',
        five.nodes[3] ?? '',
      ),
    );
    const placement = {
      require: [
        { tag: 'disk', value: 'ssd' },
        { tag: 'rack', value: 'b', not: true },
      ],
    };
    await tried.run('volume.create', { sizeGib: 10, durability: { kind: 'replicate', replica: 2 }, placement });
    expect(new Set((await bricksOf(tried)).map(({ host }) => host))).toEqual(new Set(['c1-n1', 'c1-n3']));
  });

  it('are kept for the brick that comes in the place of another', async () => {
    const tried = await tryOn(five, ...tagged(ssd, ssd, ssd, hdd, hdd));
    const placement = { require: [{ tag: 'disk', value: 'ssd' }] };
    await tried.run('volume.create', { sizeGib: 10, durability: { kind: 'replicate', replica: 2 }, placement });
    const [first, second] = await bricksOf(tried);
    await tried.world.timer.run(
      tried.world.store.write([
        { sql: `update gluster_device set state = 'offline' where id = $1`, values: [first?.device ?? ''] },
      ]),
    );
    const { state } = await tried.run('device.remove', { device: first?.device });
    expect(state.error).toBeUndefined();
    const [next] = await bricksOf(tried);
    expect(['c1-n1', 'c1-n2', 'c1-n3'].filter((host) => host !== first?.host && host !== second?.host)).toEqual([
      next?.host,
    ]);
  });

  it('may be wishes: fulfilled as far as there is room', async () => {
    const tried = await tryOn(five, ...tagged(hdd, hdd, ssd, hdd, hdd));
    const placement = { prefer: [{ tag: 'disk', value: 'ssd' }] };
    for (const name of ['a', 'b', 'c'])
      await tried.run('volume.create', { name, sizeGib: 10, durability: replica3, placement });
    const hosts = (await bricksOf(tried)).map(({ host }) => host);
    expect(hosts).toHaveLength(9);
    expect(hosts.filter((host) => host === 'c1-n3')).toHaveLength(3);
  });

  it('are refused when they are none', async () => {
    const tried = await tryOn(five);
    const options = [{ key: 'user.heketi.device-tag-match', value: 'disk-kind=ssd' }];
    await expect(tried.run('volume.create', { sizeGib: 1, durability: replica3, options })).rejects.toMatchObject({
      code: 'VOLUME_TAG_RULE_INVALID',
      fields: { rule: 'disk-kind=ssd' },
    });
  });

  it('are named where they are why there is no room', async () => {
    const tried = await tryOn(five, ...tagged(ssd, hdd, hdd, hdd));
    const placement = { require: [{ tag: 'disk', value: 'nvme' }] };
    await expect(tried.run('volume.create', { sizeGib: 1, durability: replica3, placement })).rejects.toMatchObject({
      code: 'VOLUME_NO_SPACE',
      fields: {
        reasons: [
          `cluster ${five.id} has no online device that is disk=nvme on an online node`,
          expect.stringMatching(/^left out: device \S+ on c1-n1 and 4 more: not disk=nvme$/),
        ],
      },
    });
  });
});
