import { describe, expect, it, vi } from 'vitest';
import { addVolume, idIn, parsed } from '../../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../../test/heketi/start-heketi.ts';
import { largeDatabase } from '../../../../test/heketi/large-database.ts';
import { fixedVault } from '../../../kernel/secrets/testing/fixed-vault.ts';
import type { HeketiDocument } from './document.ts';
import { importDatabase, type ImportOptions, type ImportReport } from './import-database.ts';

const cluster = aCluster('c1').withNodes(3).withDevices(2);
const GIVEN: ImportOptions = { isTrial: false, mayRepair: false, mayBeNewer: false, sshPort: 22 };
const BY = { principal: '[owner]', project: 'default', from: 'test' };

let ids = 0;
const newId = (): string => {
  ids += 1;
  return ids.toString(16).padStart(32, 'e');
};

function importInto(world: HeketiWorld, text: string, options: Partial<ImportOptions> = {}): Promise<ImportReport> {
  const parts = { store: world.store, clock: { now: () => Date.now() }, newId, vault: async () => fixedVault };
  return importDatabase(parts, BY, text, { ...GIVEN, ...options });
}

async function withVolumes(): Promise<{ readonly world: HeketiWorld; readonly text: string }> {
  const world = await startHeketi();
  await world.arrange(cluster);
  await addVolume(world, { size: 100, name: 'web', durability: { type: 'replicate', replicate: { replica: 3 } } });
  await addVolume(world, {
    size: 10,
    gid: 2000,
    snapshot: { enable: true, factor: 2 },
    durability: { type: 'disperse', disperse: { data: 2, redundancy: 1 } },
    glustervolumeoptions: ['user.heketi.zone-checking none', 'performance.cache-size 1MB'],
  });
  await addVolume(world, { size: 1 });
  const { body } = await world.call('GET', '/db/dump');
  return { world, text: body };
}

/** One block volume with a login, in a hosting volume that is locked; the login is in the text, as Heketi has it. */
async function withBlockVolume(): Promise<{ readonly text: string; readonly id: string; readonly gbid: string }> {
  const { world } = await withVolumes();
  const hosting = await addVolume(world, { size: 50, block: true });
  const made = await world.call('POST', '/blockvolumes', { json: { size: 5, name: 'disk', auth: true } });
  const id = idIn(await world.end(made));
  await world.call('POST', `/volumes/${hosting}/block-restriction`, { json: { restriction: 'locked' } });
  const { body } = await world.call('GET', '/db/dump');
  const [, gbid = ''] = body.match(/"iqn\.2016-12\.org\.gluster-block:([^"]+)"/) ?? [];
  const text = changed(body, ({ blockvolumeentries }) => {
    const entry = blockvolumeentries?.[id] as unknown as { Info: { blockvolume: object } } | undefined;
    Object.assign(entry?.Info.blockvolume ?? {}, { username: gbid, password: 'kept by Heketi' });
  });
  return { text, id, gbid };
}

const documentOf = async (world: HeketiWorld): Promise<HeketiDocument> =>
  parsed<HeketiDocument>(await world.call('GET', '/db/dump'));

function changed(text: string, change: (tables: Record<string, Record<string, never>>) => void): string {
  const value = JSON.parse(text) as Record<string, Record<string, never>>;
  change(value);
  return JSON.stringify(value);
}

describe('taking over a database of Heketi', () => {
  it('gives it back as it was, but for what tells databases apart', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const report = await importInto(world, text);
    expect(report).toMatchObject({
      clusters: 1,
      nodes: 3,
      devices: 6,
      volumes: 3,
      bricks: 7,
      unfinished: [],
      inconsistencies: [],
      repairs: [],
    });
    const before = JSON.parse(text) as HeketiDocument;
    const after = await documentOf(world);
    expect({ ...after, dbattributeentries: {} }).toEqual({ ...before, dbattributeentries: {} });
    expect(after.dbattributeentries['DB_GENERATION_ID']).not.toEqual(before.dbattributeentries['DB_GENERATION_ID']);
  });

  it('shows the same over the API as before', async () => {
    const { world: old, text } = await withVolumes();
    const world = await startHeketi();
    await importInto(world, text);
    const { clusterentries, nodeentries, deviceentries, volumeentries } = JSON.parse(text) as HeketiDocument;
    const paths = [
      '/clusters',
      '/volumes',
      ...Object.keys(clusterentries).map((id) => `/clusters/${id}`),
      ...Object.keys(nodeentries).map((id) => `/nodes/${id}`),
      ...Object.keys(deviceentries).map((id) => `/devices/${id}`),
      ...Object.keys(volumeentries).map((id) => `/volumes/${id}`),
    ];
    for (const path of paths)
      expect(parsed(await world.call('GET', path)), path).toEqual(parsed(await old.call('GET', path)));
  });

  it('keeps names of hosts apart afterwards, unlike the import of Heketi', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    await importInto(world, text);
    const reply = await world.call('POST', '/nodes', {
      json: { zone: 1, hostnames: { manage: ['c1-n1'], storage: ['other'] }, cluster: cluster.id },
    });
    expect([reply.status, reply.body]).toEqual([
      409,
      `Hostname c1-n1 already used by node with id ${cluster.nodes[0]}\n\n`,
    ]);
  });

  it('says in a trial what it would do, and keeps nothing', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    expect(await importInto(world, text, { isTrial: true })).toMatchObject({ volumes: 3, bricks: 7 });
    expect((await documentOf(world)).clusterentries).toEqual({});
  });

  it('takes over nothing at all when something is in its way, and says everything that is', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    await importInto(world, text);
    const before = await documentOf(world);
    await expect(importInto(world, text)).rejects.toMatchObject({
      code: 'INVENTORY_IMPORT_REFUSED',
      fields: {
        problems: expect.arrayContaining([
          `cluster ${cluster.id} is there already`,
          `node ${cluster.nodes[0]}: the manage name c1-n1 is that of node ${cluster.nodes[0]}`,
        ]),
      },
    });
    expect(await documentOf(world)).toEqual(before);
  });

  it('refuses two nodes of one name, and says which', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const twice = changed(text, ({ nodeentries }) => {
      for (const entry of Object.values(nodeentries ?? {}).slice(0, 2))
        Object.assign((entry as { Info: object }).Info, { hostnames: { manage: ['same'], storage: ['same'] } });
    });
    await expect(importInto(world, twice)).rejects.toMatchObject({
      code: 'INVENTORY_IMPORT_REFUSED',
      fields: {
        problems: [
          `node ${cluster.nodes[1]}: the manage name same is that of node ${cluster.nodes[0]}`,
          `node ${cluster.nodes[1]}: the storage name same is that of node ${cluster.nodes[0]}`,
        ],
      },
    });
  });

  it('refuses an entry that stands under the id of another one, which all links to it would find', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const [one = '', other = ''] = cluster.devices.map(({ id }) => id);
    const swapped = changed(text, ({ deviceentries = {} }) => {
      const { [one]: first, [other]: second } = deviceentries;
      Object.assign(deviceentries, { [one]: second, [other]: first });
    });
    await expect(importInto(world, swapped)).rejects.toMatchObject({
      code: 'HEKETI_EXPORT_INVALID',
      fields: { problems: [`/deviceentries/${one}: the entry's own id is ${other}`, expect.stringContaining(other)] },
    });
  });

  it('takes over 1,000 volumes whole', async () => {
    const world = await startHeketi();
    const database = largeDatabase({ nodes: 100, volumes: 1_000 });
    expect(await importInto(world, JSON.stringify(database))).toMatchObject({
      nodes: 100,
      devices: 100,
      volumes: 1_000,
      bricks: 3_000,
      inconsistencies: [],
      repairs: [],
      recounts: [],
    });
    const { volumeentries, brickentries, deviceentries } = await documentOf(world);
    expect(Object.keys(volumeentries)).toEqual(Object.keys(database.volumeentries));
    expect(brickentries).toEqual(database.brickentries);
    expect(deviceentries).toEqual(database.deviceentries);
    expect(parsed(await world.call('GET', '/db/check'))).toMatchObject({ totalinconsistencies: 0 });
  });

  it('is not taken in by a file of another kind', async () => {
    const world = await startHeketi();
    const refusals = [
      ['{', /it is not JSON/],
      ['{}', /clusterentries/],
      ['[]', /must be object/],
      [JSON.stringify({ clusterentries: { x: { Info: { id: 'X' } } } }), /pattern/],
    ] as const;
    for (const [text, reason] of refusals) {
      await expect(importInto(world, text)).rejects.toMatchObject({
        code: 'HEKETI_EXPORT_INVALID',
        message: expect.stringMatching(reason),
      });
    }
  });

  it('reads databases of early versions, which lack pools, subtypes, states and attributes', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const early = changed(text, (tables) => {
      for (const brick of Object.values(tables['brickentries'] ?? {}))
        for (const key of ['LvmThinPool', 'LvmLv', 'SubType', 'Pending'])
          delete (brick as Record<string, unknown>)[key];
      for (const device of Object.values(tables['deviceentries'] ?? {}))
        for (const key of ['State', 'ExtentSize']) delete (device as Record<string, unknown>)[key];
      delete tables['blockvolumeentries'];
      delete tables['dbattributeentries'];
      delete tables['pendingoperations'];
    });
    expect(await importInto(world, early)).toMatchObject({ volumes: 3, bricks: 7, inconsistencies: [] });
    const { brickentries, deviceentries } = await documentOf(world);
    expect(Object.values(brickentries)[0]).toMatchObject({ SubType: 1, LvmLv: '' });
    expect(Object.values(deviceentries)[0]).toMatchObject({ State: 'online', ExtentSize: 4096 });
  });

  it('keeps the names of pools that are not those of their bricks, and writes them back', async () => {
    const { text } = await withVolumes();
    const named = (name: string): string =>
      changed(text, (tables) => {
        Object.assign(Object.values(tables['brickentries'] ?? {})[0] ?? {}, { LvmThinPool: name, LvmLv: '' });
      });
    const world = await startHeketi();
    const pool = `tp_${'e'.repeat(32)}`;
    await importInto(world, named(pool));
    const { brickentries } = JSON.parse(named(pool)) as HeketiDocument;
    expect((await documentOf(world)).brickentries).toEqual(brickentries);
    const [id = ''] = Object.keys(brickentries);
    const rows = await world.store.read({ sql: 'select pool, lv from gluster_brick where id = $1', values: [id] });
    expect(rows).toEqual([{ pool, lv: `brick_${id}` }]);
    await expect(importInto(await startHeketi(), named('--force'))).rejects.toMatchObject({
      fields: { problems: [`brick ${id} has the name '--force', which is none that LVM gives`] },
    });
  });

  it('refuses what a newer Heketi wrote, unless told to', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const newer = changed(text, (tables) => {
      Object.assign(tables['dbattributeentries'] ?? {}, { DB_NEW: { Key: 'DB_NEW', Value: 'yes' } });
    });
    await expect(importInto(world, newer)).rejects.toMatchObject({
      code: 'HEKETI_EXPORT_INVALID',
      message: expect.stringContaining('DB_NEW'),
    });
    expect(await importInto(world, newer, { mayBeNewer: true })).toMatchObject({ volumes: 3 });
  });

  it('takes over block volumes with their logins, and volumes that are locked for more', async () => {
    const { text, id, gbid } = await withBlockVolume();
    const world = await startHeketi();
    expect(await importInto(world, text)).toMatchObject({ blockVolumes: 1, inconsistencies: [], repairs: [] });
    expect(parsed(await world.call('GET', `/blockvolumes/${id}`))).toMatchObject({
      size: 5,
      name: 'disk',
      blockvolume: { iqn: `iqn.2016-12.org.gluster-block:${gbid}`, username: gbid, password: 'kept by Heketi' },
    });
    const { volumes } = parsed<{ volumes: readonly string[] }>(await world.call('GET', '/volumes'));
    const infos = await Promise.all(volumes.map((each) => world.call('GET', `/volumes/${each}`)));
    expect(infos.map((info) => parsed<{ blockinfo: unknown }>(info).blockinfo)).toContainEqual({
      freesize: 44,
      reservedsize: 1,
      blockvolume: [id],
      restriction: 'locked',
    });
    // Whoever reads a dump need not reach what clients keep there.
    const { blockvolumeentries } = await documentOf(world);
    expect(blockvolumeentries).toEqual(
      (JSON.parse(text.replace(`"${gbid}"`, '""').replace('kept by Heketi', '')) as HeketiDocument).blockvolumeentries,
    );
    expect(JSON.stringify(await world.store.read({ sql: 'select * from audit_entry', values: [] }))).not.toContain(
      'kept by Heketi',
    );
  });

  it('says whose password is not in the file', async () => {
    const { text, id } = await withBlockVolume();
    const world = await startHeketi();
    const { repairs } = await importInto(world, text.replace('kept by Heketi', ''));
    expect(repairs).toEqual([
      `block volume ${id} (disk) is taken over without the password of its login, which is not in the file`,
    ]);
    expect(parsed(await world.call('GET', `/blockvolumes/${id}`))).toMatchObject({
      blockvolume: { username: '', password: '' },
    });
  });

  it.each<readonly [string, (entry: Record<string, unknown>, login: Record<string, unknown>) => void, string]>([
    [
      'another target',
      (_, login) => Object.assign(login, { iqn: 'iqn.2001-01.com.example:x' }),
      "is the target 'iqn.2001",
    ],
    ['no target', (_, login) => Object.assign(login, { iqn: '', username: '' }), 'has no target'],
    ['a login of another name', (_, login) => Object.assign(login, { username: 'ada' }), "has the login 'ada'"],
    ['no size', (entry) => Object.assign(entry, { size: 0 }), 'has a size of 0 GiB'],
  ])('refuses a block volume with %s', async (_, damage, problem) => {
    const { text } = await withBlockVolume();
    const damaged = changed(text, ({ blockvolumeentries }) => {
      for (const { Info } of Object.values(blockvolumeentries ?? {}) as readonly { Info: Record<string, unknown> }[])
        damage(Info, Info['blockvolume'] as Record<string, unknown>);
    });
    await expect(importInto(await startHeketi(), damaged)).rejects.toMatchObject({
      code: 'HEKETI_EXPORT_INVALID',
      message: expect.stringContaining(problem),
    });
  });

  it('leaves out what hangs on nothing when it is told to repair, and never otherwise', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const [volume = ''] = Object.keys((JSON.parse(text) as HeketiDocument).volumeentries);
    const broken = changed(text, (tables) => {
      delete tables['volumeentries']?.[volume];
    });
    await expect(importInto(world, broken)).rejects.toMatchObject({ code: 'HEKETI_EXPORT_INCONSISTENT' });
    const report = await importInto(world, broken, { mayRepair: true });
    expect(report.volumes).toBe(2);
    expect(report.repairs.length).toBeGreaterThan(0);
    expect(report.repairs.every((line) => line.endsWith(`is left out: its volume ${volume} is not there`))).toBe(true);
    expect(parsed(await world.call('GET', '/db/check'))).toMatchObject({ totalinconsistencies: 0 });
  });

  /** Sizes that `heketi-cli device resync` wrote, which LVM has rounded up and in which a spare for metadata lies. */
  const resynced = (text: string, id: string, storage: { total: number; free: number; used: number }): string =>
    changed(text, ({ deviceentries }) => {
      const device = deviceentries?.[id] as { readonly Info: object } | undefined;
      Object.assign(device?.Info ?? {}, { storage });
    });

  it('counts the bricks where a resync of Heketi has counted LVM, and says both', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const { deviceentries } = JSON.parse(text) as HeketiDocument;
    const [device] = Object.values(deviceentries);
    const { id = '', name = '', storage } = device?.Info ?? {};
    const { total, used } = storage ?? { total: 0, used: 0 };
    const file = resynced(text, id, { total, free: total - used - 536_576, used: used + 536_576 });
    const line = `device ${id} (${name}): ${used + 536_576} KiB are used by the file, ${used} KiB by its bricks, which counts`;
    expect(await importInto(world, file, { isTrial: true })).toMatchObject({ inconsistencies: [], recounts: [line] });
    expect(await importInto(world, file)).toMatchObject({ inconsistencies: [], repairs: [], recounts: [line] });
    expect((await documentOf(world)).deviceentries[id]?.Info.storage).toEqual({ total, free: total - used, used });
    expect(parsed(await world.call('GET', '/db/check'))).toMatchObject({ totalinconsistencies: 0 });
  });

  it('refuses sizes of a device that no resync writes', async () => {
    const { text } = await withVolumes();
    const [id = ''] = Object.keys((JSON.parse(text) as HeketiDocument).deviceentries);
    const file = resynced(text, id, { total: 1000, free: 1, used: 1 });
    await expect(importInto(await startHeketi(), file)).rejects.toMatchObject({
      code: 'HEKETI_EXPORT_INCONSISTENT',
      fields: { found: [`Device ${id} Size values inconsistent: total 1000, free 1, used 1`] },
    });
  });

  it('adds up what is used from the bricks, and charges nothing for those of clones', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const clones = changed(text, (tables) => {
      const [[id, brick] = ['', {}]] = Object.entries(tables['brickentries'] ?? {}) as [
        string,
        Record<string, object>,
      ][];
      const volumeId = 'c'.repeat(32);
      const cloneId = 'd'.repeat(32);
      const { volume, device } = brick['Info'] as unknown as { volume: string; device: string };
      const of = tables['volumeentries']?.[volume] as unknown as Record<string, object>;
      Object.assign(tables['volumeentries'] ?? {}, {
        [volumeId]: { ...of, Info: { ...of['Info'], id: volumeId, name: 'clone' }, Bricks: [cloneId] },
      });
      Object.assign(tables['brickentries'] ?? {}, {
        [cloneId]: {
          ...brick,
          Info: { ...brick['Info'], id: cloneId, volume: volumeId, path: '/run/gluster/snaps/ab/brick1/brick' },
          LvmThinPool: `tp_${id}`,
          LvmLv: `${'0'.repeat(32)}_0`,
        },
      });
      const holder = tables['deviceentries']?.[device] as unknown as { Bricks: string[] } | undefined;
      holder?.Bricks.push(cloneId);
      for (const entry of Object.values(tables['clusterentries'] ?? {}))
        (entry as unknown as { Info: { volumes: string[] } }).Info.volumes.push(volumeId);
    });
    const before = JSON.parse(text) as HeketiDocument;
    expect(await importInto(world, clones)).toMatchObject({ volumes: 4, inconsistencies: [] });
    const after = await documentOf(world);
    for (const [id, device] of Object.entries(after.deviceentries))
      expect(device.Info.storage).toEqual(before.deviceentries[id]?.Info.storage);
  });

  it('shows what was under way as stale, hides what it held, and carries nothing on by itself', async () => {
    const { text } = await withVolumes();
    const world = await startHeketi();
    const operation = 'a'.repeat(32);
    const [volume = ''] = Object.keys((JSON.parse(text) as HeketiDocument).volumeentries);
    const pending = changed(text, (tables) => {
      const entry = tables['volumeentries']?.[volume] as unknown as { Pending: object; Bricks: string[] };
      entry.Pending = { Id: operation };
      for (const brick of entry.Bricks)
        Object.assign(tables['brickentries']?.[brick] ?? {}, { Pending: { Id: operation } });
      Object.assign(tables['pendingoperations'] ?? {}, {
        [operation]: {
          Id: operation,
          Timestamp: 1_600_000_000,
          Type: 1,
          Actions: [
            { Change: 2, Id: volume, Delta: null },
            ...entry.Bricks.map((Id) => ({ Change: 1, Id, Delta: null })),
          ],
          Status: '',
        },
      });
    });
    expect(await importInto(world, pending)).toMatchObject({ unfinished: [operation], inconsistencies: [] });
    expect(parsed<{ volumes: string[] }>(await world.call('GET', '/volumes')).volumes).not.toContain(volume);
    expect((await world.call('GET', `/volumes/${volume}`)).status).toBe(404);
    expect(parsed(await world.call('GET', '/operations'))).toMatchObject({ total: 1, stale: 1, in_flight: 0 });
    expect(parsed(await world.call('GET', '/operations/pending'))).toEqual({
      pendingoperations: [{ id: operation, type_name: 'create-volume', status: 'stale', sub_status: '' }],
    });
    expect(parsed(await world.call('GET', `/operations/pending/${operation}`))).toMatchObject({
      type_name: 'create-volume',
      status: 'stale',
      changes: expect.arrayContaining([{ id: volume, description: 'Add volume' }]),
    });
    const { pendingoperations } = await documentOf(world);
    expect(pendingoperations[operation]).toMatchObject({ Type: 1, Timestamp: 1_600_000_000, Status: 'stale' });
  });

  it('knows by how much a volume was being expanded, and that it is not known (contract heketi-engine §8.1, defect 14)', async () => {
    const { text } = await withVolumes();
    const [volume = ''] = Object.keys((JSON.parse(text) as HeketiDocument).volumeentries);
    for (const [delta, known] of [
      [7, 7],
      [null, null],
    ] as const) {
      const world = await startHeketi();
      const operation = 'a'.repeat(32);
      const pending = changed(text, ({ pendingoperations = {} }) => {
        const Actions = [{ Change: 5, Id: volume, Delta: delta }];
        Object.assign(pendingoperations, {
          [operation]: { Id: operation, Timestamp: 1, Type: 3, Actions, Status: '' },
        });
      });
      expect(await importInto(world, pending)).toMatchObject({ unfinished: [operation], inconsistencies: [] });
      const rows = await world.store.read({ sql: 'select kind, add_gib from gluster_unfinished', values: [] });
      expect(rows).toEqual([{ kind: 'volume.expand', add_gib: known }]);
      expect((await documentOf(world)).pendingoperations[operation]?.Actions).toMatchObject([{ Delta: delta }]);
    }
  });

  it('cleans it up when a person says so: what was being made goes, and is listed no more (ck77)', async () => {
    const { world } = await withVolumes();
    const operation = 'a'.repeat(32);
    const removal = 'b'.repeat(32);
    const [volume = ''] = Object.keys((await documentOf(world)).volumeentries);
    await world.write(
      ...[
        `insert into gluster_unfinished (id, kind, created_at_ms)
          values ('${operation}', 'volume.create', 1), ('${removal}', 'device.remove', 1)`,
        `insert into heketi_pending (id, type, created_at_ms, actions)
          values ('${operation}', 1, 1, '[]'), ('${removal}', 6, 1, '[]')`,
        `update gluster_volume set state = 'creating', operation = '${operation}' where id = '${volume}'`,
        `update gluster_brick set state = 'creating', operation = '${operation}' where volume = '${volume}'`,
      ].map((sql) => ({ sql, values: [] })),
    );
    const cleanUp = async (operations: readonly string[]): Promise<void> => {
      await world.end(await world.call('POST', '/operations/pending/cleanup', { json: { operations } }));
    };
    await cleanUp(['c'.repeat(32)]);
    expect(parsed(await world.call('GET', '/operations'))).toMatchObject({ total: 2, stale: 2 });
    await cleanUp([operation]);
    await vi.waitFor(async () => {
      expect(parsed(await world.call('GET', '/operations'))).toMatchObject({ total: 1, stale: 1 });
    });
    expect((await world.call('GET', `/operations/pending/${operation}`)).status).toBe(404);
    const after = await documentOf(world);
    expect(Object.keys(after.volumeentries)).not.toContain(volume);
    expect(Object.values(after.brickentries).filter(({ Info }) => Info.volume === volume)).toEqual([]);
    await cleanUp([]);
    await vi.waitFor(async () => {
      expect(parsed(await world.call('GET', '/operations'))).toMatchObject({ total: 0, stale: 0 });
    });
    expect((await documentOf(world)).pendingoperations).toEqual({});
  });
});
