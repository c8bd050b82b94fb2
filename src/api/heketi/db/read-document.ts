import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { BrickEntry, DeviceEntry, HeketiDocument, NodeEntry, PendingEntry, VolumeEntry } from './document.ts';

export type ReadDocument =
  | { readonly kind: 'read'; readonly document: HeketiDocument }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const MOST_PROBLEMS = 20;

const Id = Type.String({ pattern: '^[0-9a-f]{32}$' });
const KiB = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Gib = Type.Integer({ minimum: 0, maximum: 2 ** 31 });

/** Go leaves out what is empty, or writes null for it. */
function mayLack<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

const Ids = mayLack(Type.Array(Id));
const Texts = mayLack(Type.Array(Type.String()));
const Tags = mayLack(Type.Record(Type.String(), Type.String()));
const Pending = mayLack(Type.Object({ Id: mayLack(Type.String({ pattern: '^([0-9a-f]{32})?$' })) }));

/** Keys that are not known are passed over: later versions may have written them (contract heketi-engine §6.3 rule 1). */
const Document = Type.Object({
  clusterentries: entriesOf({
    Info: Type.Object({
      id: Id,
      nodes: Ids,
      volumes: Ids,
      block: mayLack(Type.Boolean()),
      file: mayLack(Type.Boolean()),
      blockvolumes: Ids,
    }),
  }),
  nodeentries: entriesOf({
    State: mayLack(Type.String()),
    Info: Type.Object({
      zone: Type.Integer({ minimum: 1, maximum: 2 ** 31 }),
      hostnames: Type.Object({
        manage: Type.Array(Type.String(), { minItems: 1 }),
        storage: Type.Array(Type.String(), { minItems: 1 }),
      }),
      cluster: Id,
      tags: Tags,
      id: Id,
    }),
    Devices: Ids,
  }),
  deviceentries: entriesOf({
    State: mayLack(Type.String()),
    Info: Type.Object({
      name: Type.String({ pattern: '^/' }),
      tags: Tags,
      storage: Type.Object({ total: KiB, free: Type.Integer(), used: Type.Integer() }),
      id: Id,
      paths: Texts,
      pv_uuid: mayLack(Type.String()),
    }),
    Bricks: Ids,
    NodeId: Id,
    ExtentSize: mayLack(KiB),
  }),
  brickentries: entriesOf({
    Info: Type.Object({
      id: Id,
      path: mayLack(Type.String()),
      device: Id,
      node: Id,
      volume: mayLack(Type.String()),
      size: KiB,
    }),
    TpSize: mayLack(KiB),
    PoolMetadataSize: mayLack(KiB),
    Pending,
    LvmThinPool: mayLack(Type.String()),
    LvmLv: mayLack(Type.String()),
    SubType: mayLack(Type.Integer()),
  }),
  volumeentries: entriesOf({
    Info: Type.Object({
      size: Gib,
      name: Type.String(),
      durability: mayLack(
        Type.Object({
          type: mayLack(Type.String()),
          replicate: mayLack(Type.Object({ replica: mayLack(Type.Integer()) })),
          disperse: mayLack(Type.Object({ data: mayLack(Type.Integer()), redundancy: mayLack(Type.Integer()) })),
        }),
      ),
      gid: mayLack(Type.Integer({ minimum: 0 })),
      block: mayLack(Type.Boolean()),
      snapshot: mayLack(Type.Object({ enable: mayLack(Type.Boolean()), factor: mayLack(Type.Number()) })),
      glustervolumeoptions: Texts,
      id: Id,
      cluster: Id,
      blockinfo: mayLack(
        Type.Object({
          freesize: mayLack(Type.Integer()),
          reservedsize: mayLack(Type.Integer()),
          blockvolume: Ids,
          restriction: mayLack(Type.String()),
        }),
      ),
    }),
    Bricks: Ids,
    GlusterVolumeOptions: Texts,
    Pending,
  }),
  blockvolumeentries: mayLack(
    entriesOf({
      Info: Type.Object({
        size: Gib,
        name: Type.String(),
        hacount: mayLack(Type.Integer()),
        auth: mayLack(Type.Boolean()),
        id: Id,
        blockvolume: mayLack(
          Type.Object({
            hosts: Texts,
            iqn: mayLack(Type.String()),
            lun: mayLack(Type.Integer()),
            username: mayLack(Type.String()),
            password: mayLack(Type.String()),
          }),
        ),
        cluster: mayLack(Type.String()),
        blockhostingvolume: mayLack(Type.String()),
        usablesize: mayLack(Gib),
      }),
      Pending,
    }),
  ),
  dbattributeentries: mayLack(entriesOf({ Key: Type.String(), Value: mayLack(Type.String()) })),
  pendingoperations: mayLack(
    entriesOf({
      Id,
      Timestamp: mayLack(Type.Integer()),
      Type: Type.Integer(),
      Actions: mayLack(
        Type.Array(Type.Object({ Change: Type.Integer(), Id: Type.String(), Delta: mayLack(Type.Number()) })),
      ),
      Status: mayLack(Type.String()),
    }),
  ),
});

type Raw = Static<typeof Document>;

const document = Compile(Document);

function entriesOf<Fields extends Record<string, TSchema>>(fields: Fields) {
  return Type.Record(Type.String(), Type.Object(fields));
}

/**
 * Reads what `heketi db export` or `heketi-cli db dump` wrote, of Heketi 4 and later, and fills in what older versions
 * and empty values leave out. All faults of form come out at once, the first twenty.
 */
export function readDocument(text: string): ReadDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'invalid', problems: [`it is not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  if (document.Check(value)) {
    const misplaced = misplacedIn(value).slice(0, MOST_PROBLEMS);
    return misplaced.length > 0 ? { kind: 'invalid', problems: misplaced } : { kind: 'read', document: filled(value) };
  }
  const problems = document
    .Errors(value)
    .slice(0, MOST_PROBLEMS)
    .map(({ instancePath, message }) => `${instancePath || '/'}: ${message}`);
  return { kind: 'invalid', problems };
}

/** Entries that stand under another id than their own: what links to them would find something else. */
function misplacedIn(raw: Raw): readonly string[] {
  const { clusterentries, nodeentries, deviceentries, brickentries, volumeentries, blockvolumeentries } = raw;
  const sections = { clusterentries, nodeentries, deviceentries, brickentries, volumeentries, blockvolumeentries };
  const ids = [
    ...Object.entries(sections).flatMap(([section, entries]) =>
      Object.entries(entries ?? {}).map(([key, { Info }]) => ({ section, key, id: Info.id })),
    ),
    ...Object.entries(raw.pendingoperations ?? {}).map(([key, { Id }]) => ({
      section: 'pendingoperations',
      key,
      id: Id,
    })),
  ];
  return ids
    .filter(({ key, id }) => key !== id)
    .map(({ section, key, id }) => `/${section}/${key}: the entry's own id is ${id}`);
}

function filled(raw: Raw): HeketiDocument {
  return {
    clusterentries: mapped(raw.clusterentries, ({ Info }) => ({
      Info: {
        id: Info.id,
        nodes: Info.nodes ?? [],
        volumes: Info.volumes ?? [],
        block: Info.block ?? false,
        file: Info.file ?? false,
        blockvolumes: Info.blockvolumes ?? [],
      },
    })),
    nodeentries: mapped(raw.nodeentries, nodeOf),
    deviceentries: mapped(raw.deviceentries, deviceOf),
    brickentries: mapped(raw.brickentries, brickOf),
    volumeentries: mapped(raw.volumeentries, volumeOf),
    blockvolumeentries: mapped(raw.blockvolumeentries ?? {}, ({ Info, Pending: held }) => ({
      Info: {
        size: Info.size,
        name: Info.name,
        hacount: Info.hacount ?? 0,
        auth: Info.auth ?? false,
        id: Info.id,
        blockvolume: {
          hosts: Info.blockvolume?.hosts ?? [],
          iqn: Info.blockvolume?.iqn ?? '',
          lun: Info.blockvolume?.lun ?? 0,
          username: Info.blockvolume?.username ?? '',
          password: Info.blockvolume?.password ?? '',
        },
        cluster: Info.cluster ?? '',
        blockhostingvolume: Info.blockhostingvolume ?? '',
        usablesize: Info.usablesize ?? Info.size,
      },
      Pending: pendingOf(held),
    })),
    dbattributeentries: mapped(raw.dbattributeentries ?? {}, ({ Key, Value }) => ({ Key, Value: Value ?? '' })),
    pendingoperations: mapped(
      raw.pendingoperations ?? {},
      ({ Id: id, Timestamp, Type: type, Actions, Status }): PendingEntry => ({
        Id: id,
        Timestamp: Timestamp ?? 0,
        Type: type,
        Actions: (Actions ?? []).map(({ Change, Id: of, Delta }) => ({ Change, Id: of, Delta: Delta ?? null })),
        Status: Status ?? '',
      }),
    ),
  };
}

function mapped<From, To>(
  entries: Readonly<Record<string, From>>,
  map: (entry: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, map(entry)]));
}

function pendingOf(held: { readonly Id?: string | null } | null | undefined): { readonly Id: string } {
  return { Id: held?.Id ?? '' };
}

function tagsOf(tags: Readonly<Record<string, string>> | null | undefined): {
  readonly tags?: Readonly<Record<string, string>>;
} {
  return tags === null || tags === undefined ? {} : { tags };
}

function nodeOf({ State, Info, Devices }: Raw['nodeentries'][string]): NodeEntry {
  const { zone, hostnames, cluster, tags, id } = Info;
  return { State: stateOf(State), Info: { zone, hostnames, cluster, ...tagsOf(tags), id }, Devices: Devices ?? [] };
}

/** Databases of early versions have none. */
function stateOf(state: string | null | undefined): string {
  return state === undefined || state === null || state === '' ? 'online' : state;
}

const EXTENT_KIB = 4096;

function deviceOf({ State, Info, Bricks, NodeId, ExtentSize }: Raw['deviceentries'][string]): DeviceEntry {
  const { name, tags, storage, id, paths, pv_uuid: uuid } = Info;
  return {
    State: stateOf(State),
    Info: {
      name,
      ...tagsOf(tags),
      storage,
      id,
      ...(paths === null || paths === undefined ? {} : { paths }),
      ...(uuid === null || uuid === undefined || uuid === '' ? {} : { pv_uuid: uuid }),
    },
    Bricks: Bricks ?? [],
    NodeId,
    ExtentSize: ExtentSize === 0 || ExtentSize === null || ExtentSize === undefined ? EXTENT_KIB : ExtentSize,
  };
}

function brickOf(entry: Raw['brickentries'][string]): BrickEntry {
  const { Info, TpSize, PoolMetadataSize, LvmThinPool, LvmLv, SubType } = entry;
  return {
    Info: { ...Info, path: Info.path ?? '', volume: Info.volume ?? '' },
    TpSize: TpSize ?? 0,
    PoolMetadataSize: PoolMetadataSize ?? 0,
    Pending: pendingOf(entry.Pending),
    LvmThinPool: LvmThinPool ?? '',
    LvmLv: LvmLv ?? '',
    SubType: SubType === 1 || SubType === 2 ? SubType : 0,
  };
}

function volumeOf({ Info, Bricks, GlusterVolumeOptions, Pending: held }: Raw['volumeentries'][string]): VolumeEntry {
  const { size, name, durability, gid, block, snapshot, id, cluster, blockinfo } = Info;
  return {
    Info: {
      size,
      name,
      durability: {
        type: durability?.type ?? '',
        replicate: counts({ replica: durability?.replicate?.replica }),
        disperse: counts({ data: durability?.disperse?.data, redundancy: durability?.disperse?.redundancy }),
      },
      ...counts({ gid }),
      ...(block === true ? { block } : {}),
      snapshot: { enable: snapshot?.enable ?? false, factor: snapshot?.factor ?? 1 },
      id,
      cluster,
      // It is made anew at each read (contract heketi-engine §6.3 rule 4).
      mount: { glusterfs: { hosts: [], device: '', options: {} } },
      blockinfo: {
        ...counts({ freesize: blockinfo?.freesize, reservedsize: blockinfo?.reservedsize }),
        blockvolume: blockinfo?.blockvolume ?? [],
        ...(typeof blockinfo?.restriction === 'string' ? { restriction: blockinfo.restriction } : {}),
      },
    },
    Bricks: Bricks ?? [],
    GlusterVolumeOptions: GlusterVolumeOptions ?? Info.glustervolumeoptions ?? null,
    Pending: pendingOf(held),
  };
}

/** Those that are more than nothing. */
function counts<Names extends string>(
  values: Readonly<Record<Names, number | null | undefined>>,
): Readonly<Partial<Record<Names, number>>> {
  const given = Object.entries(values).filter(([, value]) => typeof value === 'number' && value !== 0);
  return Object.fromEntries(given) as Partial<Record<Names, number>>;
}
