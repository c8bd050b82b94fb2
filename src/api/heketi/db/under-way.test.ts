import { beforeAll, describe, expect, it } from 'vitest';
import { addVolume, idIn, parsed } from '../../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../../test/heketi/start-heketi.ts';
import { getUnfinished } from '../../../domains/volumes/inventory/read-unfinished.ts';
import { fixedVault } from '../../../kernel/secrets/testing/fixed-vault.ts';
import { type HeketiDocument, PENDING_TYPES, type PendingEntry } from './document.ts';
import { importDatabase } from './import-database.ts';

/** A database with its entries open to changes. */
type Open<Value> = Value extends object ? { -readonly [Key in keyof Value]: Open<Value[Key]> } : Value;
type Database = Open<HeketiDocument>;

const RECORD = 'a'.repeat(32);
const CHILD = 'b'.repeat(32);
const NEW = ['c', 'd', 'e', 'f'].map((digit) => digit.repeat(32));
const cluster = aCluster('c1').withNodes(3).withDevices(2);
const replicate = { type: 'replicate', replicate: { replica: 3 } };

let text = '';
/** `web` has one set of bricks, `wide` has two, `hosting` has the block volume `disk`. */
let ids = { web: '', wide: '', hosting: '', disk: '' };

beforeAll(async () => {
  const world = await startHeketi({ isShared: true });
  await world.arrange(cluster);
  const web = await addVolume(world, { size: 2, name: 'web', durability: replicate });
  const wide = await addVolume(world, { size: 600, name: 'wide', durability: replicate });
  const hosting = await addVolume(world, { size: 50, block: true, durability: replicate });
  const disk = idIn(await world.end(await world.call('POST', '/blockvolumes', { json: { size: 5, name: 'disk' } })));
  ids = { web, wide, hosting, disk };
  ({ body: text } = await world.call('GET', '/db/dump'));
  await world.stop();
});

interface Case {
  readonly type: number;
  readonly name: string;
  /** Makes the database what Heketi has while it does this (contract heketi-engine §3.4), and gives the record's actions. */
  readonly begin: (database: Database) => readonly (readonly [change: number, id: string, delta?: number])[];
  readonly kind: string;
  readonly addGib?: number;
  /** What it holds, as `volume web creating`; bricks by their number. */
  readonly holds: readonly string[];
}

/** Marks entries as Heketi does. */
function mark(...entries: readonly ({ Pending: { Id: string } } | undefined)[]): void {
  for (const entry of entries) if (entry !== undefined) entry.Pending.Id = RECORD;
}

const bricksOf = (database: Database, volume: string): readonly string[] =>
  database.volumeentries[volume]?.Bricks ?? [];

function markVolume(database: Database, volume: string): readonly string[] {
  const bricks = bricksOf(database, volume);
  mark(database.volumeentries[volume], ...bricks.map((id) => database.brickentries[id]));
  return bricks;
}

/** Another brick like one that is there, which is put beside it. */
function addBrick(database: Database, like: string, id: string, volume: string): Database['brickentries'][string] {
  const brick = structuredClone(database.brickentries[like]);
  if (brick === undefined) throw new Error(`no brick ${like}`);
  Object.assign(brick.Info, { id, volume });
  database.brickentries[id] = brick;
  database.deviceentries[brick.Info.device]?.Bricks.push(id);
  database.volumeentries[volume]?.Bricks.push(id);
  return brick;
}

const CASES: readonly Case[] = [
  {
    type: 1,
    name: 'create-volume',
    begin: (database) => [...markVolume(database, ids.web).map((id) => [1, id] as const), [2, ids.web]],
    kind: 'volume.create',
    holds: ['3 bricks creating', 'volume web creating'],
  },
  {
    type: 2,
    name: 'delete-volume',
    begin: (database) => [...markVolume(database, ids.web).map((id) => [3, id] as const), [4, ids.web]],
    kind: 'volume.delete',
    holds: ['3 bricks deleting', 'volume web deleting'],
  },
  {
    type: 3,
    name: 'expand-volume',
    begin: (database) => {
      const added = bricksOf(database, ids.wide).slice(0, 3);
      mark(...added.map((id) => database.brickentries[id]));
      return [...added.map((id) => [1, id] as const), [5, ids.wide, 300]];
    },
    kind: 'volume.expand',
    addGib: 300,
    holds: ['3 bricks creating'],
  },
  {
    type: 4,
    name: 'create-block-volume',
    begin: (database) => {
      const disk = database.blockvolumeentries[ids.disk];
      mark(disk);
      Object.assign(disk?.Info.blockvolume ?? {}, { iqn: '', hosts: [] });
      return [...markVolume(database, ids.hosting).map((id) => [1, id] as const), [2, ids.hosting], [6, ids.disk]];
    },
    kind: 'block-volume.create',
    holds: ['3 bricks creating', 'block volume disk creating', 'volume hosting creating'],
  },
  {
    type: 5,
    name: 'delete-block-volume',
    begin: (database) => {
      mark(database.blockvolumeentries[ids.disk]);
      return [[7, ids.disk]];
    },
    kind: 'block-volume.delete',
    holds: ['block volume disk deleting'],
  },
  {
    type: 6,
    name: 'remove-device',
    begin: () => [
      [8, cluster.devices[0]?.id ?? ''],
      [12, CHILD],
    ],
    kind: 'device.remove',
    holds: [],
  },
  {
    type: 7,
    name: 'clone-volume',
    begin: (database) => {
      const [copy = '', ...copies] = NEW;
      const source = database.volumeentries[ids.web];
      if (source === undefined) throw new Error('no volume to clone');
      const origins = [...source.Bricks];
      database.volumeentries[copy] = { ...structuredClone(source), Bricks: [] };
      Object.assign(database.volumeentries[copy].Info, { id: copy, name: 'copy' });
      database.clusterentries[source.Info.cluster]?.Info.volumes.push(copy);
      const bricks = origins.map((origin, index) => {
        const brick = addBrick(database, origin, copies[index] ?? '', copy);
        brick.Info.path = '';
        brick.LvmThinPool = `tp_${origin}`;
        return brick;
      });
      mark(source, database.volumeentries[copy], ...bricks);
      return [[9, ids.web], [11, copy], ...bricks.map(({ Info }) => [1, Info.id] as const)];
    },
    kind: 'volume.clone',
    holds: ['3 bricks creating', 'volume copy creating', 'volume web ready'],
  },
  {
    type: 8,
    name: 'evict-brick',
    begin: (database) => {
      const [old = ''] = bricksOf(database, ids.web);
      const [id = ''] = NEW;
      const brick = addBrick(database, old, id, ids.web);
      const { storage } = database.deviceentries[brick.Info.device]?.Info ?? { storage: { used: 0, free: 0 } };
      storage.used += brick.TpSize + brick.PoolMetadataSize;
      storage.free -= brick.TpSize + brick.PoolMetadataSize;
      mark(database.brickentries[old], brick);
      return [
        [3, old],
        [1, id],
        [13, CHILD],
      ];
    },
    kind: 'brick.evict',
    holds: ['1 bricks joining'],
  },
  {
    type: 9,
    name: 'expand-block-volume',
    begin: () => [[14, ids.disk, 8]],
    kind: 'block-volume.expand',
    holds: ['block volume disk ready'],
  },
  { type: 0, name: 'unknown', begin: () => [], kind: 'unknown', holds: [] },
];

let made = 0;
const newId = (): string => {
  made += 1;
  return made.toString(16).padStart(32, '1');
};

/** What a record holds in the store. */
async function heldBy({ store }: HeketiWorld): Promise<readonly string[]> {
  const rows = await store.read({
    sql: `select 'volume ' || case when block = 1 then 'hosting' else name end || ' ' || state as line
        from gluster_volume where operation = $1
      union all select count(*) || ' bricks ' || state from gluster_brick where operation = $1 group by state
      union all select 'block volume ' || name || ' ' || state from gluster_block_volume where operation = $1
      order by 1`,
    values: [RECORD],
  });
  return rows.map((row) => String(row['line']));
}

describe('what Heketi had under way, from the database that it wrote', () => {
  it.each(CASES)('$name is taken over as $kind', async ({ type, name, begin, kind, addGib = null, holds }) => {
    const database = JSON.parse(text) as Database;
    const entry: PendingEntry = {
      Id: RECORD,
      Timestamp: 1_600_000_000,
      Type: type,
      Actions: begin(database).map(([Change, Id, Delta = null]) => ({ Change, Id, Delta })),
      Status: '',
    };
    database.pendingoperations[RECORD] = entry as Open<PendingEntry>;
    const world = await startHeketi();
    const report = await importDatabase(
      { store: world.store, clock: { now: () => 1 }, newId, vault: async () => fixedVault },
      { principal: '[owner]', project: 'default', from: 'test' },
      JSON.stringify(database),
      { isTrial: false, mayRepair: false, mayBeNewer: false, sshPort: 22 },
    );
    expect(report).toMatchObject({ unfinished: [RECORD], inconsistencies: [], repairs: [], recounts: [] });

    // What `hostreeve operation unfinished` shows.
    const shown = await getUnfinished(world.store, RECORD);
    expect(shown).toMatchObject({ id: RECORD, kind, addGib, createdAtMs: 1_600_000_000_000, operation: null });
    const held = await heldBy(world);
    expect(held).toEqual(holds);
    const count = (what: RegExp): number => held.filter((line) => what.test(line)).length;
    expect(shown.volumes.length).toBe(count(/^volume/));
    expect(shown.blockVolumes.length).toBe(count(/^block volume/));
    expect(shown.bricks.length).toBe(held.reduce((sum, line) => sum + Number(/^(\d+) bricks/.exec(line)?.[1] ?? 0), 0));

    // And what Heketi's API shows.
    const pending = parsed(await world.call('GET', '/operations/pending'));
    expect(pending).toEqual({
      pendingoperations: [{ id: RECORD, type_name: name, status: 'stale', sub_status: '' }],
    });
    const { pendingoperations } = parsed<HeketiDocument>(await world.call('GET', '/db/dump'));
    expect(pendingoperations).toEqual({ [RECORD]: { ...entry, Status: 'stale' } });
    expect(parsed(await world.call('GET', '/db/check'))).toMatchObject({ totalinconsistencies: 0 });
  });

  it('covers each type that Heketi knows', () => {
    expect(new Set(CASES.map(({ name }) => name))).toEqual(new Set(PENDING_TYPES));
  });
});
