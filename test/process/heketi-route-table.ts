import { expect } from 'vitest';

/** What a step learns ids from. */
export interface Answered {
  readonly id: string;
  readonly bricks: readonly { readonly id: string }[];
  readonly devices: readonly { readonly id: string; readonly name: string }[];
}

/**
 * One request, and the end of what it began: of a 202 that of its queue entry, of a 303 what it leads to. `@web` stands
 * for the id of what has this name.
 */
export interface Step {
  /** What `{id}` is. */
  readonly of?: string;
  readonly body?: object;
  readonly status: number;
  /** What the end's body holds; of an answer that is no JSON, its text. */
  readonly answers?: unknown;
  readonly names?: (answered: Answered) => Readonly<Record<string, string>>;
  /** Leaves the queue entry alone, under this name. */
  readonly leaves?: string;
  /** It is asked until the answer is so: work goes on in the background. */
  readonly waits?: true;
}

export interface Row {
  /** Before the server is killed. */
  readonly before: readonly Step[];
  /** After it has started again. */
  readonly after: readonly Step[];
  /** What it answered just before the server was killed, it answers again after the start. */
  readonly stays?: true;
}

const NODES = ['node2', 'node3', 'node4', 'node5'];
const DEVICES = [...NODES.map((node) => `${node}:sdb`), 'node5:sdc'];
const UNKNOWN = '0123456789abcdef0123456789abcdef';

const makes =
  (name: string) =>
  ({ id }: Answered): Readonly<Record<string, string>> => ({ [name]: id });
const makesVolume =
  (name: string) =>
  ({ id, bricks }: Answered): Readonly<Record<string, string>> => ({
    [name]: id,
    ...Object.fromEntries(bricks.map((brick, index) => [`${name}:${index}`, brick.id])),
  });
const namesDevices =
  (node: string) =>
  ({ devices }: Answered): Readonly<Record<string, string>> =>
    Object.fromEntries(devices.map(({ id, name }) => [name.replace('/dev/', `${node}:`), id]));
const bothTimes = (...steps: readonly Step[]): Omit<Row, 'stays'> => ({ before: steps, after: steps });
const many = (count: number): unknown => Array.from({ length: count }, () => expect.anything());
const node = (name: string, cluster: string, zone: number) => ({
  body: { zone, cluster, hostnames: { manage: [`${name}.example.org`], storage: [`${name}.storage.example.org`] } },
  status: 200,
  answers: { cluster, zone, state: 'online', devices: [] },
  names: makes(name),
});
const device = (name: string): Step => {
  const [of, disk] = name.split(':');
  return { body: { node: `@${of}`, name: `/dev/${disk}` }, status: 204 };
};
const tag = (tags: object) => ({ change_type: 'update', tags });
const state = (of: string, to: string): Step => ({ of, body: { state: to }, status: 204 });
const replicate = { durability: { type: 'replicate', replicate: { replica: 3 } }, clusters: ['@cluster'] };

/**
 * Each route of Heketi's API in an order in which all can be carried out, on a server that has taken over a database of
 * Heketi's with a volume that was under way (heketi-exports.ts): before the server is killed, and again after it.
 */
export const routeTable: Readonly<Record<string, Row>> = {
  'GET /hello': bothTimes({ status: 200, answers: 'Hello from Heketi' }),

  // State and level are the process's own: a start comes back to what is configured.
  'GET /admin': bothTimes({ status: 200, answers: { state: 'normal' } }),
  'POST /admin': bothTimes({ body: { state: 'local-client' }, status: 204 }),
  'GET /internal/logging': bothTimes({ status: 200, answers: { loglevel: { glusterfs: 'info' } } }),
  'POST /internal/logging': bothTimes({
    body: { loglevel: { glusterfs: 'debug' } },
    status: 200,
    answers: { loglevel: { glusterfs: 'debug' } },
  }),

  'POST /clusters': {
    before: [{ body: { file: true, block: false }, status: 201, answers: { block: false }, names: makes('cluster') }],
    after: [{ body: { file: true, block: true }, status: 201, answers: { nodes: [] }, names: makes('cluster2') }],
  },
  'POST /clusters/{id}/flags': {
    before: [{ of: '@cluster', body: { file: true, block: true }, status: 200, answers: '' }],
    after: [{ of: '@cluster2', body: { file: false, block: true }, status: 200, answers: '' }],
  },
  'POST /nodes': {
    before: NODES.map((name, index) => node(name, '@cluster', index + 1)),
    after: [node('node6', '@cluster2', 1)],
  },
  'POST /devices': {
    before: DEVICES.map(device),
    after: [device('node6:sdb')],
  },
  'POST /nodes/{id}/tags': {
    before: [{ of: '@node2', body: tag({ rack: 'a' }), status: 200, answers: { rack: 'a' } }],
    after: [{ of: '@node2', body: tag({ row: '7' }), status: 200, answers: { rack: 'a', row: '7' } }],
  },
  'GET /nodes/{id}': {
    before: NODES.map((name) => ({
      of: `@${name}`,
      status: 200,
      answers: { id: `@${name}`, state: 'online' },
      names: namesDevices(name),
    })),
    after: [{ of: '@node6', status: 200, answers: { devices: many(1) }, names: namesDevices('node6') }],
    stays: true,
  },
  'GET /devices/{id}/resync': {
    before: [{ of: '@node2:sdb', status: 204 }],
    after: [...DEVICES, 'node6:sdb'].map((name) => ({ of: `@${name}`, status: 204 })),
  },
  'POST /devices/{id}/tags': {
    before: [{ of: '@node2:sdb', body: tag({ disk: 'ssd' }), status: 200, answers: { disk: 'ssd' } }],
    after: [{ of: '@node2:sdb', body: tag({ age: '1' }), status: 200, answers: { disk: 'ssd', age: '1' } }],
  },

  'POST /volumes': {
    before: [
      { body: { size: 10, name: 'web', ...replicate }, status: 200, answers: { size: 10 }, names: makesVolume('web') },
      ...['hosting', 'locked'].map((name) => ({
        body: { size: 100, name, block: true, ...replicate },
        status: 200,
        answers: { blockinfo: { freesize: 98 } },
        names: makesVolume(name),
      })),
    ],
    after: [
      // The name is still that of the volume from before.
      {
        body: { size: 10, name: 'web', ...replicate },
        status: 500,
        answers: expect.stringContaining('already in use'),
      },
      {
        body: { size: 1, name: 'later', ...replicate },
        status: 200,
        answers: { size: 1 },
        names: makesVolume('later'),
      },
    ],
  },
  'POST /bricks/to-evict/{id}': {
    before: [{ of: '@web:0', status: 204 }],
    after: [
      { of: '@web:0', status: 404, answers: expect.stringContaining('not found') },
      { of: '@later:0', status: 204 },
    ],
  },
  'POST /volumes/{id}/expand': {
    before: [{ of: '@web', body: { expand_size: 2 }, status: 200, answers: { size: 12, bricks: many(6) } }],
    // `web` is being rebalanced: it takes bricks again when this is over.
    after: [{ of: '@copy', body: { expand_size: 3 }, status: 200, answers: { size: 15, bricks: many(9) } }],
  },
  'POST /volumes/{id}/clone': {
    before: [
      {
        of: '@web',
        body: { name: 'copy' },
        status: 200,
        answers: { size: 12, bricks: many(6) },
        names: makesVolume('copy'),
      },
    ],
    after: [
      { of: '@web', body: { name: 'copy' }, status: 500, answers: expect.stringContaining('already in use') },
      { of: '@web', body: { name: 'copy2' }, status: 200, answers: { size: 12 }, names: makesVolume('copy2') },
    ],
  },
  'POST /volumes/{id}/block-restriction': {
    before: [
      {
        of: '@locked',
        body: { restriction: 'locked' },
        status: 200,
        answers: { blockinfo: { restriction: 'locked' } },
      },
    ],
    after: [{ of: '@locked', body: {}, status: 200, answers: { blockinfo: { freesize: 98 } } }],
  },
  'POST /blockvolumes': {
    before: [
      {
        body: { size: 3, name: 'disk', hacount: 2, auth: true },
        status: 200,
        answers: { size: 3, blockhostingvolume: '@hosting' },
        names: makes('disk'),
      },
    ],
    after: [{ body: { size: 4, name: 'disk2' }, status: 200, answers: { size: 4 }, names: makes('disk2') }],
  },
  'POST /blockvolumes/{id}/expand': {
    before: [{ of: '@disk', body: { new_size: 5 }, status: 200, answers: { size: 5, usablesize: 5 } }],
    after: [{ of: '@disk', body: { new_size: 7 }, status: 200, answers: { size: 7, usablesize: 7 } }],
  },

  'GET /clusters': {
    before: [{ status: 200, answers: { clusters: expect.arrayContaining(['@cluster', '@old-cluster']) } }],
    after: [{ status: 200, answers: { clusters: many(3) } }],
    stays: true,
  },
  'GET /clusters/{id}': {
    ...bothTimes({
      of: '@cluster',
      status: 200,
      answers: { block: true, nodes: expect.arrayContaining(NODES.map((name) => `@${name}`)) },
    }),
    stays: true,
  },
  'GET /devices/{id}': {
    before: [...DEVICES, 'old-device'].map((name) => ({ of: `@${name}`, status: 200, answers: { id: `@${name}` } })),
    after: [{ of: '@node2:sdb', status: 200, answers: { state: 'online', tags: { disk: 'ssd', age: '1' } } }],
    stays: true,
  },
  'GET /volumes': {
    before: [{ status: 200, answers: { volumes: many(4) } }],
    after: [{ status: 200, answers: { volumes: many(6) } }],
    stays: true,
  },
  'GET /volumes/{id}': {
    before: [
      { of: '@web', status: 200, answers: { size: 12, name: 'web', bricks: notHolding('@web:0') } },
      { of: '@copy', status: 200, answers: { size: 12, name: 'copy' } },
      {
        of: '@hosting',
        status: 200,
        answers: { blockinfo: { blockvolume: ['@disk'], freesize: 93 } },
      },
      { of: '@locked', status: 200, answers: { blockinfo: { restriction: 'locked' } } },
    ],
    after: [
      { of: '@web', status: 200, answers: { size: 12, bricks: notHolding('@web:0') } },
      { of: '@copy', status: 200, answers: { size: 15, name: 'copy' } },
      { of: '@later', status: 200, answers: { size: 1, bricks: notHolding('@later:0') } },
    ],
    stays: true,
  },
  'GET /blockvolumes': {
    before: [{ status: 200, answers: { blockvolumes: ['@disk'] } }],
    after: [{ status: 200, answers: { blockvolumes: expect.arrayContaining(['@disk', '@disk2']) } }],
    stays: true,
  },
  'GET /blockvolumes/{id}': {
    before: [{ of: '@disk', status: 200, answers: { size: 5, name: 'disk', hacount: 2 } }],
    after: [{ of: '@disk', status: 200, answers: { size: 7, name: 'disk', hacount: 2 } }],
    stays: true,
  },

  'POST /operations/pending/cleanup': {
    before: [{ body: { operations: [UNKNOWN] }, status: 204 }],
    after: [{ body: { operations: ['@record'] }, status: 204 }],
  },
  'GET /operations/pending': {
    before: [{ status: 200, answers: { pendingoperations: [{ id: '@record', status: 'stale' }] } }],
    after: [{ status: 200, answers: { pendingoperations: [] }, waits: true }],
    stays: true,
  },
  'GET /operations/pending/{id}': {
    before: [{ of: '@record', status: 200, answers: { id: '@record', type_name: 'create-volume' } }],
    after: [{ of: '@record', status: 404, answers: expect.stringContaining('Id not found') }],
    stays: true,
  },
  'GET /operations': {
    before: [{ status: 200, answers: { total: 1, stale: 1, failed: 0 } }],
    after: [{ status: 200, answers: { total: 0, stale: 0, failed: 0 } }],
    stays: true,
  },

  'GET /metrics': {
    before: [{ status: 200, answers: expect.stringMatching(/^heketi_volumes_count\{cluster="@cluster"\} 4$/m) }],
    after: [{ status: 200, answers: expect.stringMatching(/^heketi_volumes_count\{cluster="@cluster"\} 6$/m) }],
  },
  'GET /db/dump': {
    ...bothTimes({
      status: 200,
      answers: { volumeentries: { '@web': { Info: { name: 'web' } } }, blockvolumeentries: { '@disk': {} } },
    }),
    stays: true,
  },
  'GET /db/check': {
    ...bothTimes({ status: 200, answers: { totalinconsistencies: 0 } }),
    stays: true,
  },
  'GET /backup/db': bothTimes({ status: 200, answers: expect.stringContaining('"clusterentries"') }),
  'GET /internal/state/examine/gluster': bothTimes({
    status: 200,
    answers: { report: expect.arrayContaining(['heketi volume list matches with volume list of all nodes']) },
  }),

  'DELETE /blockvolumes/{id}': {
    before: [],
    after: ['disk', 'disk2'].map((name) => ({ of: `@${name}`, status: 204 })),
  },
  'DELETE /volumes/{id}': {
    before: [],
    after: ['web', 'copy', 'copy2', 'later', 'hosting', 'locked'].map((name) => ({ of: `@${name}`, status: 204 })),
  },
  'POST /devices/{id}/state': {
    before: [state('@node5:sdc', 'offline')],
    after: [
      // Before a device can be removed it has to be offline, as one was already.
      ...[...DEVICES.slice(0, -1), 'node6:sdb', 'old-device'].map((name) => state(`@${name}`, 'offline')),
      ...[...DEVICES, 'node6:sdb', 'old-device'].map((name) => state(`@${name}`, 'failed')),
    ],
  },
  'DELETE /devices/{id}': {
    before: [],
    after: [...DEVICES, 'node6:sdb', 'old-device'].map((name) => ({ of: `@${name}`, status: 204 })),
  },
  'POST /nodes/{id}/state': {
    before: [
      { ...state('@node5', 'offline'), leaves: 'unread' },
      { ...state('@node5', 'online'), leaves: 'unread2' },
    ],
    after: [state('@node5', 'offline')],
  },
  'GET /queue/{id}': {
    before: [{ of: '@unread', status: 204 }],
    after: [
      { of: '@unread2', status: 204 },
      ...['@unread', '@unread2'].map((of) => ({ of, status: 404, answers: expect.stringContaining('Id not found') })),
    ],
  },
  'DELETE /nodes/{id}': {
    before: [],
    after: [...NODES, 'node6', 'old-node'].map((name) => ({ of: `@${name}`, status: 204 })),
  },
  'DELETE /clusters/{id}': {
    before: [],
    after: ['cluster', 'cluster2', 'old-cluster'].map((name) => ({ of: `@${name}`, status: 200, answers: '' })),
  },
};

function notHolding(brick: string): unknown {
  return expect.not.arrayContaining([expect.objectContaining({ id: brick })]);
}
