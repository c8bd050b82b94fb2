import { Type } from 'typebox';
import type { SnapshotInfo } from '../../../domains/volumes/index.ts';
import type { Action } from '../../../kernel/identity/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { type AnyAsk, defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import { showSnapshot, showVolume, SnapshotPage, SnapshotShape } from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
import { started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listSnapshots = defineRoute({
  id: 'listSnapshots',
  method: 'GET',
  path: '/snapshots',
  tag: 'snapshots',
  summary: 'List snapshots',
  description: 'By id, of the projects that one may see. One that is being taken or deleted is not shown.',
  access: 'volume.read',
  query: query({
    volume: Type.Optional(Type.String({ description: 'Only of this volume.' })),
    name: Type.Optional(Type.String({ description: 'Only of this name; each cluster may have one.' })),
    ...paging,
  }),
  answers: { 200: { description: 'A page of snapshots.', body: SnapshotPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit, ...filters } = ask.query;
    const reach = await reachOf(ask, 'volume.read');
    const page = await ask.parts.volumes.snapshots.page({ reach, ...filters, ...pageOf({ after, limit }) });
    return itemPage(page, showSnapshot);
  },
});

const listVolumeSnapshots = defineRoute({
  id: 'listVolumeSnapshots',
  method: 'GET',
  path: '/volumes/{volume}/snapshots',
  tag: 'snapshots',
  summary: 'List the snapshots of a volume',
  description: 'By id. One that is being taken or deleted is not shown.',
  access: 'volume.read',
  query: query(paging),
  answers: { 200: { description: 'A page of snapshots.', body: SnapshotPage } },
  errors: ['VOLUME_NOT_FOUND', 'CURSOR_INVALID'],
  handle: async (ask) => {
    const { id: volume, project } = await ask.parts.volumes.volumes.get(ask.params.volume);
    await requireRight(ask, 'volume.read', project);
    const { after, limit } = ask.query;
    const page = await ask.parts.volumes.snapshots.page({
      reach: 'everywhere',
      volume,
      ...pageOf({ after, limit }),
    });
    return itemPage(page, showSnapshot);
  },
});

const getSnapshot = defineRoute({
  id: 'getSnapshot',
  method: 'GET',
  path: '/snapshots/{snapshot}',
  tag: 'snapshots',
  summary: 'Show a snapshot',
  description: 'With the volume that it was taken of.',
  access: 'volume.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The snapshot.', body: SnapshotShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['SNAPSHOT_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => {
    const found = await ask.parts.volumes.snapshots.get(ask.params.snapshot);
    await requireRight(ask, 'volume.read', found.project);
    return showWithTag(ask, showSnapshot(found));
  },
});

const NAME = Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Made from its id without it.' }));

const createSnapshot = defineRoute({
  id: 'createSnapshot',
  method: 'POST',
  path: '/volumes/{volume}/snapshots',
  tag: 'snapshots',
  summary: 'Take a snapshot of a volume',
  description: `Starts the operation \`snapshot.create\`. The volume goes on; what is changed in it afterwards takes room
in the thin pools of its bricks. Its result has the id of the snapshot.`,
  access: 'volume.snapshot',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('SnapshotWish', { name: NAME }),
  answers: started,
  errors: [
    ...startErrors,
    'VOLUME_NOT_FOUND',
    'VOLUME_BUSY',
    'VOLUME_INPUT_INVALID',
    'SNAPSHOT_NAME_TAKEN',
    'SNAPSHOT_IMPOSSIBLE',
    'VOLUME_HOSTS_BLOCKS',
  ],
  handle: (ask) =>
    startOperation(ask, 'volume.snapshot', async () => {
      const { id, project } = await findVolume(ask, ask.params.volume, 'volume.snapshot');
      return { kind: 'snapshot.create', input: { volume: id, ...ask.body }, project };
    }),
});

const deleteSnapshot = defineRoute({
  id: 'deleteSnapshot',
  method: 'DELETE',
  path: '/snapshots/{snapshot}',
  tag: 'snapshots',
  summary: 'Delete a snapshot',
  description: 'Starts the operation `snapshot.delete`. Its volume goes on, and clones that were made of it stay.',
  access: 'volume.snapshot',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'SNAPSHOT_NOT_FOUND', 'SNAPSHOT_BUSY', 'VOLUME_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'volume.snapshot', async () => {
      const { id, project } = await find(ask, ask.params.snapshot, 'volume.snapshot');
      return { kind: 'snapshot.delete', input: { snapshot: id }, project };
    }),
});

const restoreSnapshot = defineRoute({
  id: 'restoreSnapshot',
  method: 'POST',
  path: '/snapshots/{snapshot}/restore',
  tag: 'snapshots',
  summary: 'Put a volume back to a snapshot',
  description: `Starts the operation \`snapshot.restore\`: the volume is stopped, becomes what it was, and runs again; all
that was written since is lost, and the snapshot is used up. From when the volume is stopped there is no way back.`,
  access: 'volume.restore',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'SNAPSHOT_NOT_FOUND', 'SNAPSHOT_BUSY', 'SNAPSHOT_LOST', 'VOLUME_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'volume.restore', async () => {
      const { id, project } = await find(ask, ask.params.snapshot, 'volume.restore');
      return { kind: 'snapshot.restore', input: { snapshot: id }, project };
    }),
});

const CLONE = `A clone is a volume of its own, with the size, copies, options and group of the other one. Its bricks lie in
the same thin pools: it takes room there as the two become different.`;

const cloneErrors = [
  ...startErrors,
  'VOLUME_BUSY',
  'VOLUME_INPUT_INVALID',
  'VOLUME_NAME_TAKEN',
  'VOLUME_NO_CLUSTER',
  'SNAPSHOT_IMPOSSIBLE',
  'VOLUME_HOSTS_BLOCKS',
  'DEVICE_BUSY',
] as const;

const cloneSnapshot = defineRoute({
  id: 'cloneSnapshot',
  method: 'POST',
  path: '/snapshots/{snapshot}/clone',
  tag: 'snapshots',
  summary: 'Make a volume of a snapshot',
  description: `Starts the operation \`volume.clone\`; its result has the id of the new volume. ${CLONE}`,
  access: 'volume.create',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('SnapshotCloneWish', { name: NAME }),
  answers: started,
  errors: [...cloneErrors, 'SNAPSHOT_NOT_FOUND', 'SNAPSHOT_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'volume.create', async () => {
      const { id, project } = await find(ask, ask.params.snapshot, 'volume.create');
      return { kind: 'volume.clone', input: { snapshot: id, ...ask.body }, project };
    }),
});

const cloneVolume = defineRoute({
  id: 'cloneVolume',
  method: 'POST',
  path: '/volumes/{volume}/clone',
  tag: 'volumes',
  summary: 'Clone a volume',
  description: `Starts the operation \`volume.clone\`; its result has the id of the new volume. The one that is cloned goes
on, and is shown as ever. ${CLONE}`,
  access: 'volume.create',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('VolumeCloneWish', { name: NAME }),
  answers: started,
  errors: [...cloneErrors, 'VOLUME_NOT_FOUND'],
  handle: (ask) =>
    startOperation(ask, 'volume.create', async () => {
      const { id, project } = await findVolume(ask, ask.params.volume, 'volume.create');
      return { kind: 'volume.clone', input: { volume: id, ...ask.body }, project };
    }),
});

export const snapshotRoutes = [
  listSnapshots,
  listVolumeSnapshots,
  getSnapshot,
  createSnapshot,
  deleteSnapshot,
  restoreSnapshot,
  cloneSnapshot,
  cloneVolume,
];

/** The snapshot that a route is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string, action: Action): Promise<SnapshotInfo> {
  const found = await ask.parts.volumes.snapshots.get(id);
  await requireRight(ask, action, found.project);
  requireMatch(showSnapshot(found), headerOf(ask.request, 'if-match'));
  return found;
}

/** The volume that a route is about, as its client has seen it. */
async function findVolume(ask: AnyAsk, id: string, action: Action): Promise<{ id: string; project: string }> {
  const found = await ask.parts.volumes.volumes.get(id);
  await requireRight(ask, action, found.project);
  requireMatch(showVolume(found), headerOf(ask.request, 'if-match'));
  return found;
}
