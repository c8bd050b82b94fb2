import { type TSchema, Type } from 'typebox';
import { ADMIN_STATES } from '../admin-state.ts';

/**
 * What answers have in them (contract heketi-api §6, §7), as JSON Schema that OpenAPI 2.0 takes too. A schema with a
 * title becomes a definition of that name. Keys that are left out when they are empty are optional.
 */

const id = (description?: string): TSchema =>
  Type.String({ pattern: '^[0-9a-f]{32}$', ...(description === undefined ? {} : { description }) });
const ids = (description?: string): TSchema =>
  Type.Array(id(), description === undefined ? {} : { description: `${description} In ascending order.` });
const gib = (description: string): TSchema => Type.Integer({ format: 'int64', description: `${description}, in GiB.` });
const kib = (description: string): TSchema => Type.Integer({ format: 'int64', description: `${description}, in KiB.` });
const word = (words: readonly string[], description?: string): TSchema =>
  Type.String({ enum: [...words], ...(description === undefined ? {} : { description }) });
const count = (description: string): TSchema => Type.Integer({ format: 'int64', description });
const texts = (description?: string): TSchema =>
  Type.Array(Type.String(), description === undefined ? {} : { description });
/** An object whose keys are data. */
const map = (each: TSchema, options: object = {}): TSchema =>
  Type.Unsafe({ type: 'object', additionalProperties: each, ...options });

export const Tags = map(Type.String(), { title: 'Tags', description: 'Values by the names of the tags.' });

export const Cluster = Type.Object(
  {
    id: id(),
    nodes: ids(),
    volumes: ids('Without those that are being made or deleted.'),
    block: Type.Boolean({ description: 'Whether it may hold block hosting volumes.' }),
    file: Type.Boolean({ description: 'Whether it may hold file volumes.' }),
    blockvolumes: ids('Without those that are being made or deleted.'),
  },
  { title: 'ClusterInfo' },
);

export const Brick = Type.Object(
  {
    id: id(),
    path: Type.String({ description: 'On its node.' }),
    device: id(),
    node: id(),
    volume: id(),
    size: kib('Size'),
  },
  { title: 'BrickInfo' },
);

const State = word(['online', 'offline', 'failed']);

export const Device = Type.Object(
  {
    name: Type.String({ description: 'The path that was given when it was added.' }),
    tags: Type.Optional(Tags),
    storage: Type.Object({ total: kib('Size'), free: kib('What is free of it'), used: kib('What bricks take') }),
    id: id(),
    paths: Type.Optional(texts('Further paths of the same device.')),
    pv_uuid: Type.Optional(Type.String({ description: 'Of the physical volume of LVM.' })),
    state: State,
    bricks: Type.Array(Brick),
  },
  { title: 'DeviceInfo' },
);

export const Node = Type.Object(
  {
    zone: Type.Integer({ minimum: 1 }),
    hostnames: Type.Object({
      manage: texts('Where SSH goes; the first one counts.'),
      storage: texts('What Gluster calls the host; the first one counts.'),
    }),
    cluster: id(),
    tags: Type.Optional(Tags),
    id: id(),
    state: State,
    devices: Type.Array(Device),
  },
  { title: 'NodeInfo' },
);

const Durability = Type.Object(
  {
    type: word(['none', 'replicate', 'disperse']),
    replicate: Type.Object({ replica: Type.Optional(Type.Integer()) }),
    disperse: Type.Object({ data: Type.Optional(Type.Integer()), redundancy: Type.Optional(Type.Integer()) }),
  },
  { title: 'Durability', description: 'Both inner objects are always there; zeros are left out.' },
);

const volumeFields = {
  size: gib('Size'),
  name: Type.String(),
  durability: Durability,
  gid: Type.Optional(Type.Integer({ format: 'int64' })),
  glustervolumeoptions: Type.Optional(
    texts('Those of the configuration before, those of the request, those of the configuration after.'),
  ),
  block: Type.Optional(Type.Boolean({ description: 'True for a block hosting volume.' })),
  snapshot: Type.Object({ enable: Type.Boolean(), factor: Type.Number({ description: '1 when not enabled.' }) }),
  id: id(),
  cluster: id(),
  mount: Type.Object({
    glusterfs: Type.Object({
      hosts: texts('The storage name of every node of the cluster.'),
      device: Type.String({ description: 'What to mount: `HOST:NAME`.' }),
      options: Type.Object({
        'backup-volfile-servers': Type.String({ description: 'The other hosts, with commas between them.' }),
      }),
    }),
  }),
  blockinfo: Type.Object(
    {
      freesize: Type.Optional(gib('What is free for block volumes')),
      reservedsize: Type.Optional(gib('What block volumes do not get')),
      blockvolume: Type.Optional(ids()),
      restriction: Type.Optional(word(['locked', 'locked-by-update'])),
    },
    { description: 'Empty unless it is a block hosting volume.' },
  ),
};

export const Volume = Type.Object({ ...volumeFields, bricks: Type.Array(Brick) }, { title: 'VolumeInfo' });

export const BlockVolume = Type.Object(
  {
    size: gib('Size'),
    name: Type.String(),
    hacount: Type.Optional(Type.Integer({ description: 'Hosts that serve it.' })),
    id: id(),
    blockvolume: Type.Object({
      hosts: texts('Addresses of the targets.'),
      iqn: Type.String(),
      lun: Type.Integer(),
      username: Type.String({ description: 'Empty without `auth`.' }),
      password: Type.String({ description: 'Empty without `auth`.' }),
    }),
    cluster: Type.Optional(id()),
    blockhostingvolume: Type.Optional(id()),
    usablesize: Type.Optional(gib('Smaller than the size after an expansion that came half through')),
  },
  { title: 'BlockVolumeInfo' },
);

export const ClusterList = Type.Object({ clusters: ids() }, { title: 'ClusterListResponse' });
export const VolumeList = Type.Object({ volumes: ids() }, { title: 'VolumeListResponse' });
export const BlockVolumeList = Type.Object({ blockvolumes: ids() }, { title: 'BlockVolumeListResponse' });

export const AdminStatusReply = Type.Object({ state: word(ADMIN_STATES) }, { title: 'AdminStatus' });

export const LogLevelReply = Type.Object(
  {
    loglevel: Type.Object({
      glusterfs: word(['none', 'critical', 'error', 'warning', 'info', 'debug']),
    }),
  },
  { title: 'LogLevelInfo' },
);

export const OperationCounts = Type.Object(
  {
    total: count('All that are stored.'),
    in_flight: count('Those that are under way.'),
    stale: count('Those that nobody carries on.'),
    failed: count('Those that failed and could not be undone.'),
    new: count('Those that have not come to an end.'),
  },
  { title: 'OperationsInfo' },
);

const pendingFields = {
  id: id(),
  type_name: word([
    'create-volume',
    'delete-volume',
    'expand-volume',
    'create-block-volume',
    'delete-block-volume',
    'expand-block-volume',
    'remove-device',
    'clone-volume',
    'evict-brick',
    'unknown',
  ]),
  status: word(['', 'failed', 'stale'], 'Empty for a new one.'),
  sub_status: word(['', 'in-flight']),
};

export const PendingList = Type.Object(
  { pendingoperations: Type.Array(Type.Object(pendingFields, { title: 'PendingOperationInfo' })) },
  { title: 'PendingOperationListResponse' },
);

export const PendingDetails = Type.Object(
  { ...pendingFields, changes: Type.Array(Type.Object({ id: id(), description: Type.String() })) },
  { title: 'PendingOperationDetails' },
);

const pendingId = Type.Object({ Id: Type.String() });

/** Of `/db/dump`, and inside the examination of Gluster. */
export const Dump = Type.Object(
  {
    clusterentries: map(Type.Object({ Info: Cluster })),
    volumeentries: map(
      Type.Object({
        Info: Type.Object({ ...volumeFields, clusters: Type.Optional(texts()) }),
        Bricks: ids(),
        GlusterVolumeOptions: texts(),
        Pending: pendingId,
      }),
    ),
    brickentries: map(
      Type.Object({
        Info: Brick,
        TpSize: kib('Size of its thin pool'),
        PoolMetadataSize: kib('Size of the metadata of its thin pool'),
        Pending: pendingId,
        LvmThinPool: Type.String(),
        LvmLv: Type.String(),
        SubType: Type.Integer(),
      }),
    ),
    nodeentries: map(Type.Object({ State, Info: Type.Unsafe({ type: 'object' }), Devices: ids() })),
    deviceentries: map(
      Type.Object({
        State,
        Info: Type.Unsafe({ type: 'object' }),
        Bricks: ids(),
        NodeId: id(),
        ExtentSize: kib('Size of an extent'),
      }),
    ),
    blockvolumeentries: map(Type.Object({ Info: BlockVolume, Pending: pendingId })),
    dbattributeentries: map(Type.Object({ Key: Type.String(), Value: Type.String() })),
    pendingoperations: map(
      Type.Object({
        Id: id(),
        Timestamp: Type.Integer({ format: 'int64', description: 'Seconds since 1970.' }),
        Type: Type.Integer(),
        Actions: Type.Array(
          Type.Object({ Change: Type.Integer(), Id: Type.String(), Delta: Type.Integer({ format: 'int64' }) }),
        ),
        Status: Type.String(),
      }),
    ),
  },
  { title: 'Db' },
);

const checked = Type.Object(
  {
    total: Type.Integer(),
    pending: Type.Integer(),
    ok: Type.Integer(),
    notok: Type.Integer(),
    inconsistencies: Type.Unsafe({ ...texts('Null where there is none.'), 'x-nullable': true }),
  },
  { title: 'DbBucketCheckResponse' },
);

export const Check = Type.Object(
  {
    clusters: checked,
    volumes: checked,
    bricks: checked,
    nodes: checked,
    devices: checked,
    blockvolumes: checked,
    dbattributes: checked,
    pendingoperations: checked,
    totalinconsistencies: Type.Integer(),
  },
  { title: 'DbCheckResponse' },
);

export const Examination = Type.Object(
  {
    heketidb: Dump,
    report: texts('What was compared, and what differs.'),
    clusters: Type.Unsafe({
      ...Type.Array(
        Type.Object({
          ClusterHeketiID: id(),
          NodesData: Type.Array(
            Type.Unsafe({
              type: 'object',
              description:
                'What one node says: volumes, LVM, mounts of bricks, block volumes; null where it did not answer.',
            }),
          ),
        }),
      ),
      description: 'Null without clusters.',
      'x-nullable': true,
    }),
  },
  { title: 'GlusterStateExaminationResponse' },
);
