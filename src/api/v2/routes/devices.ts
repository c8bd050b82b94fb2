import { type Static, Type } from 'typebox';
import type { DeviceInfo } from '../../../domains/volumes/index.ts';
import type { Action } from '../../../kernel/identity/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { type AnyAsk, byOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { MOST_TAGS, paging, query, TagChange, Tags, wish } from '../shapes/common.ts';
import { DevicePage, DeviceShape, showDevice } from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
import { sightOf } from '../sight.ts';
import { evacuationErrors, started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listDevices = defineRoute({
  id: 'listDevices',
  method: 'GET',
  path: '/devices',
  tag: 'devices',
  summary: 'List devices',
  description: 'By id, with their bricks, of the projects that one may see.',
  access: 'device.read',
  query: query({
    cluster: Type.Optional(Type.String({ description: 'Only of this cluster.' })),
    node: Type.Optional(Type.String({ description: 'Only of this node.' })),
    ...paging,
  }),
  answers: { 200: { description: 'A page of devices; at most 100.', body: DevicePage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit, ...filters } = ask.query;
    const reach = await reachOf(ask, 'device.read');
    const found = await ask.parts.volumes.devices.list({ reach, ...filters, ...pageOf({ after, limit }) });
    const sight = await sightOf(ask, found.items);
    return itemPage(found, (device) => showDevice(device, sight));
  },
});

const getDevice = defineRoute({
  id: 'getDevice',
  method: 'GET',
  path: '/devices/{device}',
  tag: 'devices',
  summary: 'Show a device',
  description: 'With its bricks, and how full it is.',
  access: 'device.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The device.', body: DeviceShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['DEVICE_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => showWithTag(ask, await shown(ask, await find(ask, ask.params.device, 'device.read'))),
});

const addDevice = defineRoute({
  id: 'addDevice',
  method: 'POST',
  path: '/devices',
  tag: 'devices',
  summary: 'Add a device to a node',
  description: `Starts the operation \`device.add\`: a block device becomes a volume group of LVM, a folder keeps image
files. One that holds data is refused, unless the data are to be destroyed. Its result has the id of the device.`,
  access: 'device.manage',
  query: query(trying),
  takes: startHeaders,
  body: wish('DeviceWish', {
    node: Type.String(),
    name: Type.String({ minLength: 1, description: 'A path on the host of the node.' }),
    destroyData: Type.Optional(Type.Boolean({ description: 'Whether to erase what is on it; `false` without it.' })),
    tags: Type.Optional(Tags),
  }),
  answers: started,
  errors: [
    ...startErrors,
    'NODE_NOT_FOUND',
    'NODE_BUSY',
    'DEVICE_NAME_TAKEN',
    'DEVICE_NAME_INVALID',
    'DEVICE_NOT_USABLE',
  ],
  handle: (ask) =>
    startOperation(ask, 'device.manage', async () => {
      const { project } = await ask.parts.volumes.nodes.get(ask.body.node);
      return { kind: 'device.add', input: ask.body, project };
    }),
});

const changeDevice = defineRoute({
  id: 'changeDevice',
  method: 'PATCH',
  path: '/devices/{device}',
  tag: 'devices',
  summary: 'Set a device online or offline',
  description:
    'While it is offline nothing new is placed on it; bricks on it go on. One that is `failed` comes back offline.',
  access: 'device.manage',
  body: wish('DeviceChange', { state: Type.Enum(['online', 'offline']) }),
  takes: ['if-match'],
  answers: {
    200: { description: 'The device as it is now.', body: DeviceShape, headers: { ETag: 'Of what is shown.' } },
  },
  errors: ['DEVICE_NOT_FOUND', 'DEVICE_STATE_REFUSED', 'DEVICE_BUSY', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { devices } = ask.parts.volumes;
    const { id, project } = await find(ask, ask.params.device, 'device.manage');
    await devices.setState(byOf(ask, project), id, ask.body.state);
    return showWithTag(ask, await shown(ask, await devices.get(id)));
  },
});

const changeDeviceTags = defineRoute({
  id: 'changeDeviceTags',
  method: 'PATCH',
  path: '/devices/{device}/tags',
  tag: 'devices',
  summary: 'Change the tags of a device',
  description: `Of the tags that are there at that moment: what others change meanwhile stays, unless \`If-Match\` is given.
There are at most ${MOST_TAGS} afterwards.`,
  access: 'device.manage',
  body: TagChange,
  takes: ['if-match'],
  answers: {
    200: { description: 'The device as it is now.', body: DeviceShape, headers: { ETag: 'Of what is shown.' } },
  },
  errors: ['DEVICE_NOT_FOUND', 'TAGS_TOO_MANY', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { devices } = ask.parts.volumes;
    const { id, project } = await find(ask, ask.params.device, 'device.manage');
    await devices.changeTags(byOf(ask, project), id, { ...ask.body, most: MOST_TAGS });
    return showWithTag(ask, await shown(ask, await devices.get(id)));
  },
});

const removeDevice = defineRoute({
  id: 'removeDevice',
  method: 'POST',
  path: '/devices/{device}/remove',
  tag: 'devices',
  summary: 'Take a device out of use',
  description: `Starts the operation \`device.remove\`: the bricks of an offline device move to others, one after the
other. It is \`failed\` afterwards, and can be deleted.`,
  access: 'device.manage',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('DeviceRemovalWish', {
    healCheck: Type.Optional(
      Type.Boolean({
        description: 'Whether a set must have healed before a brick of it is replaced; `true` without it.',
      }),
    ),
  }),
  answers: started,
  errors: [...startErrors, 'DEVICE_NOT_FOUND', 'DEVICE_NOT_OFFLINE', ...evacuationErrors],
  handle: (ask) =>
    startOperation(ask, 'device.manage', async () => {
      const { id, project } = await find(ask, ask.params.device, 'device.manage');
      return { kind: 'device.remove', input: { device: id, ...ask.body }, project };
    }),
});

const resyncDevice = defineRoute({
  id: 'resyncDevice',
  method: 'POST',
  path: '/devices/{device}/resync',
  tag: 'devices',
  summary: 'Read anew how large a device is',
  description: `Starts the operation \`device.resync\`: what its disk or file system has grown by is taken, and nothing is made
smaller. Its result has \`totalKib\`, \`usedKib\`, \`addedKib\`, and \`missingKib\`: what its bricks are charged with and it
does not have.`,
  access: 'device.manage',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'DEVICE_NOT_FOUND', 'DEVICE_BUSY', 'DEVICE_NOT_USABLE'],
  handle: (ask) =>
    startOperation(ask, 'device.manage', async () => {
      const { id, project } = await find(ask, ask.params.device, 'device.manage');
      return { kind: 'device.resync', input: { device: id }, project };
    }),
});

const deleteDevice = defineRoute({
  id: 'deleteDevice',
  method: 'DELETE',
  path: '/devices/{device}',
  tag: 'devices',
  summary: 'Delete a device',
  description:
    'Starts the operation `device.delete`: one that was removed and holds no bricks is given back to its host.',
  access: 'device.manage',
  query: query({
    ...trying,
    forget: Type.Optional(
      Type.Boolean({ description: 'Takes it out of the inventory alone; its host may be gone. `false` without it.' }),
    ),
  }),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'DEVICE_NOT_FOUND', 'DEVICE_NOT_FAILED', 'DEVICE_NOT_EMPTY', 'DEVICE_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'device.manage', async () => {
      const { id, project } = await find(ask, ask.params.device, 'device.manage');
      const { forget } = ask.query;
      return { kind: 'device.delete', input: { device: id, ...(forget === undefined ? {} : { forget }) }, project };
    }),
});

export const deviceRoutes = [
  listDevices,
  getDevice,
  addDevice,
  changeDevice,
  changeDeviceTags,
  removeDevice,
  resyncDevice,
  deleteDevice,
];

/** The device that a route is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string, action: Action): Promise<DeviceInfo> {
  const found = await ask.parts.volumes.devices.get(id);
  await requireRight(ask, action, found.project);
  requireMatch(await shown(ask, found), headerOf(ask.request, 'if-match'));
  return found;
}

async function shown(ask: AnyAsk, device: DeviceInfo): Promise<Static<typeof DeviceShape>> {
  return showDevice(device, await sightOf(ask, [device]));
}
