import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addVolume, parsed } from '../../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../../test/heketi/start-heketi.ts';
import { checkDocument } from './check-document.ts';
import type { HeketiDocument } from './document.ts';

const cluster = aCluster('c1').withNodes(3).withDevices(1);
const isGluster = (word: string): boolean => word === 'gluster';

async function withVolume(): Promise<HeketiWorld & { readonly volume: string }> {
  const world = await startHeketi();
  await world.arrange(cluster);
  const volume = await addVolume(world, {
    size: 10,
    name: 'web',
    gid: 1000,
    durability: { type: 'replicate', replicate: { replica: 3 } },
    snapshot: { enable: true, factor: 1.5 },
    glustervolumeoptions: ['performance.cache-size 1MB'],
  });
  return { ...world, volume };
}

const dumpOf = async (world: HeketiWorld): Promise<HeketiDocument> =>
  parsed<HeketiDocument>(await world.call('GET', '/db/dump'));

describe('the database', () => {
  it('ck82: is dumped under eight names, indented by four blanks', async () => {
    const world = await withVolume();
    const { status, headers, body } = await world.call('GET', '/db/dump');
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=UTF-8']);
    expect(Object.keys(parsed<object>({ body }))).toEqual([
      'clusterentries',
      'volumeentries',
      'brickentries',
      'nodeentries',
      'deviceentries',
      'blockvolumeentries',
      'dbattributeentries',
      'pendingoperations',
    ]);
    expect(body).toBe(`${JSON.stringify(JSON.parse(body), null, 4)}\n`);
  });

  it('is dumped with its maps in the order that Go gives them', async () => {
    const world = await startHeketi();
    await world.arrange(cluster);
    const tags = { rack: 'r1', Rack: 'r2', '9': 'nine', '10': 'ten', '-': 'dash' };
    for (const path of [`/nodes/${cluster.nodes[0]}/tags`, `/devices/${cluster.devices[1]?.id}/tags`])
      await world.call('POST', path, { json: { change_type: 'set', tags } });
    const { body } = await world.call('GET', '/db/dump');
    const generation = (JSON.parse(body) as HeketiDocument).dbattributeentries['DB_GENERATION_ID']?.Value ?? '';
    await expect(body.replace(generation, '(drawn anew)')).toMatchFileSnapshot('__golden__/dump.json');
  });

  it('is dumped in the form of Heketi, with links in both directions', async () => {
    const world = await withVolume();
    const dump = await dumpOf(world);
    const volume = dump.volumeentries[world.volume];
    expect(volume).toEqual({
      Info: {
        size: 10,
        name: 'web',
        durability: { type: 'replicate', replicate: { replica: 3 }, disperse: {} },
        gid: 1000,
        snapshot: { enable: true, factor: 1.5 },
        id: world.volume,
        cluster: cluster.id,
        mount: {
          glusterfs: {
            hosts: ['c1-n1', 'c1-n2', 'c1-n3'],
            device: 'c1-n1:web',
            options: { 'backup-volfile-servers': 'c1-n2,c1-n3' },
          },
        },
        blockinfo: {},
      },
      Bricks: Object.keys(dump.brickentries),
      GlusterVolumeOptions: ['', 'performance.cache-size 1MB', ''],
      Pending: { Id: '' },
    });
    const [brick = ''] = volume?.Bricks ?? [];
    const { Info } = dump.brickentries[brick] ?? {};
    expect(dump.brickentries[brick]).toEqual({
      Info: {
        id: brick,
        path: `/var/lib/heketi/mounts/vg_${Info?.device}/brick_${brick}/brick`,
        device: Info?.device,
        node: dump.deviceentries[Info?.device ?? '']?.NodeId,
        volume: world.volume,
        size: 10_485_760,
      },
      TpSize: 15_728_640,
      PoolMetadataSize: 81_920,
      Pending: { Id: '' },
      LvmThinPool: `tp_${brick}`,
      LvmLv: '',
      SubType: 1,
    });
    expect(dump.deviceentries[Info?.device ?? '']).toMatchObject({
      State: 'online',
      Info: { storage: { total: 524_288_000, free: 508_477_440, used: 15_810_560 } },
      Bricks: [brick],
      ExtentSize: 4096,
    });
    expect(dump.clusterentries[cluster.id]).toEqual({
      Info: {
        id: cluster.id,
        nodes: cluster.nodes,
        volumes: [world.volume],
        block: true,
        file: true,
        blockvolumes: [],
      },
    });
    expect(Object.keys(dump.nodeentries)).toEqual(cluster.nodes);
  });

  it('has what is known of itself, the same at each look', async () => {
    const world = await startHeketi();
    const { dbattributeentries } = await dumpOf(world);
    expect(Object.keys(dbattributeentries).toSorted()).toEqual([
      'DB_BRICK_HAS_SUBTYPE_FIELD',
      'DB_CLUSTER_HAS_FILE_BLOCK_FLAG',
      'DB_DEVICE_HAS_ID_META',
      'DB_GENERATION_ID',
      'DB_HAS_PENDING_OPS_BUCKET',
    ]);
    expect(dbattributeentries['DB_GENERATION_ID']?.Value).toMatch(/^[0-9a-f]{32}$/);
    expect((await dumpOf(world)).dbattributeentries).toEqual(dbattributeentries);
  });

  it('shows what an operation holds, with the operation', async () => {
    const world = await startHeketi();
    await world.arrange(cluster);
    const release = world.hold(isGluster);
    const accepted = await world.call('POST', '/volumes', { json: { size: 1, durability: { type: 'replicate' } } });
    const dump = await dumpOf(world);
    const [pending] = Object.values(dump.pendingoperations);
    const [volume = ''] = Object.keys(dump.volumeentries);
    const bricks = Object.keys(dump.brickentries);
    expect(pending).toEqual({
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      Timestamp: expect.any(Number),
      Type: 1,
      Actions: expect.arrayContaining([
        ...bricks.map((Id) => ({ Change: 1, Id, Delta: null })),
        { Change: 2, Id: volume, Delta: null },
      ]),
      Status: '',
    });
    expect(dump.volumeentries[volume]?.Pending.Id).toBe(pending?.Id);
    expect(bricks.map((brick) => dump.brickentries[brick]?.Pending.Id)).toEqual([pending?.Id, pending?.Id]);
    expect(dump.clusterentries[cluster.id]?.Info.volumes).toEqual([volume]);
    const check = await world.call('GET', '/db/check');
    expect(parsed(check)).toMatchObject({
      volumes: { total: 1, pending: 1, ok: 1, notok: 0 },
      bricks: { total: 2, pending: 2 },
      pendingoperations: { total: 1, pending: 1, ok: 1 },
      totalinconsistencies: 0,
    });
    release();
    expect((await world.end(accepted)).status).toBe(303);
    expect((await dumpOf(world)).pendingoperations).toEqual({});
  });

  it('has everything that is under way, however much', async () => {
    const world = await startHeketi();
    const ids = Array.from({ length: 1_203 }, (_, index) => index.toString(16).padStart(32, '0'));
    const values = [JSON.stringify(ids)];
    await world.write(
      {
        sql: `insert into gluster_unfinished (id, kind, created_at_ms) select value, 'volume.create', 0 from json_each($1)`,
        values,
      },
      {
        sql: `insert into heketi_pending (id, type, created_at_ms, actions) select value, 1, 0, '[]' from json_each($1)`,
        values,
      },
    );
    expect(Object.keys((await dumpOf(world)).pendingoperations)).toEqual(ids);
  });

  it('ck83: is copied as a file to save', async () => {
    const world = await withVolume();
    const { status, headers, body } = await world.call('GET', '/backup/db');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="heketi.db"',
      'content-length': String(Buffer.byteLength(body)),
    });
    expect(JSON.parse(body)).toEqual(await dumpOf(world));
  });

  it('goes together, and the check says so in the form of Heketi', async () => {
    const world = await withVolume();
    const { status, body } = await world.call('GET', '/db/check');
    expect(status).toBe(200);
    const well = (total: number) => ({ total, pending: 0, ok: total, notok: 0, inconsistencies: null });
    expect(parsed({ body })).toEqual({
      clusters: well(1),
      volumes: well(1),
      bricks: well(3),
      nodes: well(3),
      devices: well(3),
      blockvolumes: well(0),
      dbattributes: well(0),
      pendingoperations: well(0),
      totalinconsistencies: 0,
    });
    expect(body).toBe(`${JSON.stringify(JSON.parse(body), null, 4)}\n`);
  });
});

describe('the check of what is in the store', () => {
  const inconsistencies = async (world: HeketiWorld): Promise<readonly string[]> =>
    Object.values(parsed<object>(await world.call('GET', '/db/check'))).flatMap(
      ({ inconsistencies: lines }: { readonly inconsistencies?: readonly string[] | null }) => lines ?? [],
    );
  const sql = (text: string) => ({ sql: text, values: [] });

  it('is not alarmed by bricks in folders, which take their size and have no pool', async () => {
    const world = await withVolume();
    await world.write(
      sql(`update gluster_brick set pool_kib = 0, metadata_kib = 0, charged_kib = size_kib`),
      sql(`update gluster_device set kind = 'file', used_kib =
        (select coalesce(sum(charged_kib), 0) from gluster_brick where device = gluster_device.id)`),
    );
    expect(await inconsistencies(world)).toEqual([]);
  });

  it('is not alarmed by a clone that has the pool of a volume which is gone', async () => {
    const world = await withVolume();
    await world.end(await world.call('POST', `/volumes/${world.volume}/clone`, { json: { name: 'copy' } }));
    await world.end(await world.call('DELETE', `/volumes/${world.volume}`));
    expect((await dumpOf(world)).volumeentries[world.volume]).toBeUndefined();
    expect(await inconsistencies(world)).toEqual([]);
  });

  it('is not alarmed by what an operation holds that Heketi does not know', async () => {
    const world = await withVolume();
    const [open, ended] = ['a'.repeat(32), 'b'.repeat(32)];
    const operation = (id: string, end: string) =>
      sql(`insert into operation (id, kind, version, project, principal, input, state, last_event, attempt,
        created_at_ms, updated_at_ms, ended_at_ms, claim)
        values ('${id}', 'snapshot.restore', 1, 'default', 'ada', '{}', 'succeeded', 1, 1, 1, 1, ${end}, 1)`);
    await world.write(operation(open, 'null'), operation(ended, '1'));
    await world.write(sql(`update gluster_volume set state = 'creating', operation = '${open}'`));
    expect(await inconsistencies(world)).toEqual([]);
    await world.write(sql(`update gluster_volume set operation = '${ended}'`));
    expect(await inconsistencies(world)).toEqual([`Volume ${world.volume} unknown pending operation ${ended}`]);
  });

  it('finds a device that is charged with more than its bricks', async () => {
    const world = await withVolume();
    const [device] = cluster.devices;
    await world.write(sql(`update gluster_device set used_kib = used_kib + 1 where id = '${device?.id}'`));
    expect(await inconsistencies(world)).toEqual([
      `Device ${device?.id} used 15810561 does not match the sum of its bricks 15810560`,
    ]);
  });
});

describe('the check of a document', () => {
  type Tables = Record<string, Record<string, Record<string, unknown>>>;
  const damage = (document: HeketiDocument, change: (tables: Tables) => void): readonly string[] => {
    const copy = structuredClone(document) as unknown as Tables;
    change(copy);
    return Object.values(checkDocument(copy as unknown as HeketiDocument)).flatMap((report: unknown) =>
      typeof report === 'object' && report !== null && 'inconsistencies' in report
        ? ((report.inconsistencies as readonly string[] | null) ?? [])
        : [],
    );
  };

  it('finds each entry that is missing, by everything that points at it', async () => {
    const world = await withVolume();
    const dump = await dumpOf(world);
    for (const [table, entries] of Object.entries(dump)) {
      if (table === 'dbattributeentries') continue;
      for (const id of Object.keys(entries as object)) {
        const lines = damage(dump, (tables) => {
          delete tables[table]?.[id];
        });
        expect(lines.length, `${table} ${id}`).toBeGreaterThan(0);
        expect(
          lines.every((line) => line.includes(id) || / used \d+ does not match/.test(line)),
          lines.join('\n'),
        ).toBe(true);
      }
    }
  });

  it('finds sizes that do not add up', async () => {
    const world = await withVolume();
    const dump = await dumpOf(world);
    const [device = ''] = Object.keys(dump.deviceentries);
    const lines = damage(dump, (tables) => {
      Object.assign(tables['deviceentries']?.[device]?.['Info'] as object, {
        storage: { total: 10, free: 4, used: 5 },
      });
    });
    expect(lines).toEqual([
      `Device ${device} Size values inconsistent: total 10, free 4, used 5`,
      `Device ${device} used 5 does not match the sum of its bricks 15810560`,
    ]);
  });

  it('is not alarmed by clones, by unsorted lists, or by a node more than at the time of a mount text', async () => {
    const world = await withVolume();
    const dump = await dumpOf(world);
    const [brick = ''] = Object.keys(dump.brickentries);
    const { device = '', node = '' } = dump.brickentries[brick]?.Info ?? {};
    const clone = 'f'.repeat(32);
    const lines = damage(dump, (tables) => {
      const path = '/run/gluster/snaps/0123/brick1/brick';
      const Info = { id: clone, path, device, node, volume: world.volume, size: 1 };
      const entry = { ...dump.brickentries[brick], Info, LvmLv: `${'0'.repeat(32)}_0` };
      Object.assign(tables['brickentries'] ?? {}, { [clone]: entry });
      for (const holder of [tables['deviceentries']?.[device], tables['volumeentries']?.[world.volume]])
        Object.assign(holder ?? {}, { Bricks: [clone, ...((holder?.['Bricks'] as string[] | undefined) ?? [])] });
      Object.assign(tables['volumeentries']?.[world.volume]?.['Info'] as object, {
        mount: { glusterfs: { hosts: ['c1-n1'], device: 'c1-n1:web', options: {} } },
      });
    });
    expect(lines).toEqual([]);
  });

  it('never throws, whatever points where', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const ids = fc.array(id, { maxLength: 3 });
    const table = <Entry>(entry: fc.Arbitrary<Entry>) => fc.dictionary(id, entry, { maxKeys: 3 });
    const Pending = fc.record({ Id: fc.constantFrom('', 'a', 'b') });
    const document = fc.record({
      clusterentries: table(fc.record({ Info: fc.record({ id, nodes: ids, volumes: ids, blockvolumes: ids }) })),
      nodeentries: table(fc.record({ Info: fc.record({ id, cluster: id }), Devices: ids })),
      deviceentries: table(
        fc.record({
          Info: fc.record({ id, storage: fc.record({ total: fc.nat(9), free: fc.nat(9), used: fc.nat(9) }) }),
          Bricks: ids,
          NodeId: id,
        }),
      ),
      brickentries: table(
        fc.record({
          Info: fc.record({ id, path: fc.constant(''), device: id, node: id, volume: fc.constantFrom('', 'a') }),
          TpSize: fc.nat(9),
          PoolMetadataSize: fc.nat(9),
          Pending,
          LvmLv: fc.constantFrom('', 'x'),
        }),
      ),
      volumeentries: table(
        fc.record({
          Info: fc.record({
            id,
            cluster: id,
            size: fc.nat(9),
            block: fc.boolean(),
            blockinfo: fc.record({ blockvolume: ids }),
          }),
          Bricks: ids,
          Pending,
        }),
      ),
      blockvolumeentries: table(
        fc.record({ Info: fc.record({ id, cluster: id, blockhostingvolume: id, size: fc.nat(9) }), Pending }),
      ),
      dbattributeentries: fc.constant({}),
      pendingoperations: table(
        fc.record({ Actions: fc.array(fc.record({ Change: fc.nat(20), Id: id, Delta: fc.constant(null) })) }),
      ),
    });
    fc.assert(
      fc.property(document, (made) => {
        const report = checkDocument(made as unknown as HeketiDocument);
        for (const bucket of [report.clusters, report.nodes, report.devices, report.bricks, report.volumes]) {
          expect(bucket.ok + bucket.notok).toBe(bucket.total);
          expect(bucket.notok > 0).toBe(bucket.inconsistencies !== null);
        }
      }),
    );
  });
});
