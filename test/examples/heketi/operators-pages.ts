import { expect } from 'vitest';
import type { DocumentExamples, Example, Request, Step } from '../example.ts';

/** What heketi-cli sends whatever it is asked for: contract heketi-api §12.2. */
const volume = (size: number, type: string, more: object = {}, durability: object = {}): object => ({
  size,
  durability: { type, replicate: { replica: 3 }, disperse: { data: 4, redundancy: 2 }, ...durability },
  ...more,
});

const makesVolume = (shows: string, json: object, has: object, bricks: number): Example => ({
  shows,
  steps: [
    {
      method: 'POST',
      path: '/volumes',
      json,
      status: 202,
      end: 303,
      has: { ...has, bricks: { length: bricks } },
    },
  ],
});

const addNode = (number: number, zone: number): Request => ({
  method: 'POST',
  path: '/nodes',
  json: {
    cluster: '{cluster}',
    zone,
    hostnames: { manage: [`node${number}.example`], storage: [`192.168.10.${100 + number}`] },
  },
  status: 202,
  end: 303,
  has: { state: 'online', zone },
  keep: { [`node${number}`]: ['id'] },
});

const addDevice = (node: number, name: string): Step => ({
  method: 'POST',
  path: '/devices',
  json: { node: `{node${node}}`, name },
  status: 202,
  end: 204,
});

const setState = (path: string, state: string): Step => ({
  method: 'POST',
  path: `${path}/state`,
  json: { state },
  status: 202,
  end: 204,
});

const changeTags = (path: string, type: string, tags: object, after: object): Step => ({
  method: 'POST',
  path: `${path}/tags`,
  json: { change_type: type, tags },
  status: 200,
  text: `${JSON.stringify(after)}\n`,
});

export const serverPage: DocumentExamples = {
  document: "Heketi's page on the server",
  examples: [
    {
      shows: 'heketi-cli cluster list, with a login of its own',
      steps: [{ method: 'GET', path: '/clusters', status: 200, has: { clusters: ['{demoCluster}'] } }],
    },
    {
      shows: 'the level of the log can be looked at and changed',
      steps: [
        { method: 'GET', path: '/internal/logging', status: 200, keep: { level: ['loglevel', 'glusterfs'] } },
        ...['none', 'critical', 'error', 'warning', 'info', 'debug', '{level}'].map(
          (glusterfs): Step => ({
            method: 'POST',
            path: '/internal/logging',
            json: { loglevel: { glusterfs } },
            status: 200,
            has: { loglevel: { glusterfs } },
          }),
        ),
      ],
    },
  ],
};

export const topologyPage: DocumentExamples = {
  document: "Heketi's page on topologies",
  examples: [
    {
      shows: 'heketi-cli topology load: a cluster, four nodes in two zones, two devices in each',
      steps: [
        {
          method: 'POST',
          path: '/clusters',
          json: { file: true, block: true },
          status: 201,
          has: { file: true, block: true, nodes: [], volumes: [], blockvolumes: [] },
          keep: { cluster: ['id'] },
        },
        ...[1, 2, 3, 4].flatMap((number) => [
          addNode(number, number <= 2 ? 1 : 2),
          addDevice(number, '/dev/sdb'),
          addDevice(number, '/dev/sdc'),
        ]),
      ],
    },
    {
      shows: 'heketi-cli topology load again: what is there is found, a new device is added',
      steps: [
        { method: 'GET', path: '/clusters/{cluster}', status: 200, has: { nodes: { length: 4 } } },
        {
          method: 'GET',
          path: '/nodes/{node1}',
          status: 200,
          has: { hostnames: { manage: ['node1.example'] }, cluster: '{cluster}', devices: { length: 2 } },
          keep: { device1: ['devices', { name: '/dev/sdb' }, 'id'] },
        },
        addDevice(1, '/dev/sdj'),
        {
          method: 'GET',
          path: '/nodes/{node1}',
          status: 200,
          has: { devices: { length: 3 } },
          keep: { deviceJ: ['devices', { name: '/dev/sdj' }, 'id'] },
        },
      ],
    },
    {
      shows: 'heketi-cli topology info: clusters, their volumes and nodes, devices with their sizes in KiB',
      steps: [
        { method: 'GET', path: '/clusters', status: 200, has: { clusters: ['{demoCluster}', '{cluster}'] } },
        { method: 'GET', path: '/clusters/{demoCluster}', status: 200, has: { volumes: ['{demoVolume}'] } },
        {
          method: 'GET',
          path: '/volumes/{demoVolume}',
          status: 200,
          has: { size: 100, mount: { glusterfs: { device: expect.stringMatching(/^10\.20\.0\.1\d:demo$/) } } },
        },
        {
          method: 'GET',
          path: '/devices/{device1}',
          status: 200,
          has: {
            name: '/dev/sdb',
            state: 'online',
            storage: { total: 500 * 1024 ** 2, free: 500 * 1024 ** 2, used: 0 },
            bricks: [],
          },
        },
      ],
    },
  ],
};

export const maintenancePage: DocumentExamples = {
  document: "Heketi's page on maintenance",
  examples: [
    {
      shows: 'heketi-cli device add',
      steps: [
        addDevice(2, '/dev/sdd'),
        {
          method: 'GET',
          path: '/nodes/{node2}',
          status: 200,
          keep: { deviceD: ['devices', { name: '/dev/sdd' }, 'id'] },
        },
      ],
    },
    {
      shows: 'heketi-cli node add, and its devices',
      steps: [addNode(5, 3), addDevice(5, '/dev/sdb'), addDevice(5, '/dev/sdc')],
    },
    {
      shows: 'seven nodes more',
      steps: [6, 7, 8, 9, 10, 11, 12].flatMap((number) => [addNode(number, 3), addDevice(number, '/dev/sdb')]),
    },
    {
      shows: 'heketi-cli device disable and enable',
      steps: [setState('/devices/{deviceD}', 'offline'), setState('/devices/{deviceD}', 'online')],
    },
    {
      shows: 'heketi-cli node settags and rmtags, with and without --exact and --all',
      steps: [
        changeTags('/nodes/{node1}', 'update', { arbiter: 'disabled', rack: 'a' }, { arbiter: 'disabled', rack: 'a' }),
        changeTags('/nodes/{node1}', 'delete', { arbiter: '' }, { rack: 'a' }),
        changeTags('/nodes/{node1}', 'set', { row: '7' }, { row: '7' }),
        changeTags('/nodes/{node1}', 'set', {}, {}),
      ],
    },
    {
      shows: 'heketi-cli device settags and rmtags',
      steps: [
        changeTags('/devices/{deviceD}', 'update', { arbiter: 'required' }, { arbiter: 'required' }),
        changeTags('/devices/{deviceD}', 'delete', { arbiter: '' }, {}),
      ],
    },
    {
      shows: 'heketi-cli device resync',
      steps: [{ method: 'GET', path: '/devices/{deviceD}/resync', status: 202, end: 204 }],
    },
    {
      shows: 'heketi-cli device delete, after disable and remove, and not before',
      steps: [
        {
          method: 'DELETE',
          path: '/devices/{deviceD}',
          json: { forceforget: false },
          status: 400,
          text: 'device: {deviceD} is not in failed state\n',
        },
        setState('/devices/{deviceD}', 'offline'),
        setState('/devices/{deviceD}', 'failed'),
        { method: 'DELETE', path: '/devices/{deviceD}', json: { forceforget: false }, status: 202, end: 204 },
        { method: 'GET', path: '/devices/{deviceD}', status: 404, text: 'Id not found\n' },
      ],
    },
    {
      shows: 'heketi-cli node delete and cluster delete, the inner before the outer',
      steps: [
        { method: 'POST', path: '/clusters', json: { file: true, block: true }, status: 201, keep: { small: ['id'] } },
        {
          method: 'POST',
          path: '/nodes',
          json: { cluster: '{small}', zone: 1, hostnames: { manage: ['gone.example'], storage: ['172.18.10.53'] } },
          status: 202,
          end: 303,
          keep: { gone: ['id'] },
        },
        {
          method: 'DELETE',
          path: '/clusters/{small}',
          status: 409,
          text: 'Unable to delete cluster [{small}] because it contains volumes and/or nodes\n',
        },
        { method: 'DELETE', path: '/nodes/{gone}', status: 202, end: 204 },
        { method: 'DELETE', path: '/clusters/{small}', status: 200, text: '' },
      ],
    },
  ],
};

export const volumesPage: DocumentExamples = {
  document: "Heketi's page on volumes",
  examples: [
    makesVolume(
      '1 TiB with three replicas',
      volume(1024, 'replicate', { clusters: ['{cluster}'] }),
      { size: 1024 },
      12,
    ),
    makesVolume('100 GiB with three replicas', volume(100, 'replicate'), { size: 100 }, 3),
    makesVolume(
      '100 GiB in one of two clusters that are named',
      volume(100, 'replicate', { clusters: ['{cluster}', '{demoCluster}'] }),
      { cluster: '{cluster}' },
      3,
    ),
    makesVolume(
      '100 GiB with two replicas and 50 GiB for snapshots',
      volume(100, 'replicate', { snapshot: { enable: true, factor: 1.5 } }, { replicate: { replica: 2 } }),
      { snapshot: { enable: true, factor: 1.5 } },
      2,
    ),
    makesVolume('100 GiB spread without replicas', volume(100, 'none'), { durability: { type: 'none' } }, 1),
    makesVolume(
      '100 GiB erasure coded 4+2, with 25 GiB for snapshots',
      volume(100, 'disperse', { snapshot: { enable: true, factor: 1.25 } }),
      { durability: { type: 'disperse', disperse: { data: 4, redundancy: 2 } } },
      6,
    ),
    makesVolume(
      '100 GiB erasure coded 8+3, with 25 GiB for snapshots',
      volume(100, 'disperse', { snapshot: { enable: true, factor: 1.25 } }, { disperse: { data: 8, redundancy: 3 } }),
      { durability: { type: 'disperse', disperse: { data: 8, redundancy: 3 } } },
      11,
    ),
    makesVolume(
      '100 GiB with options of Gluster',
      volume(100, 'none', {
        glustervolumeoptions: ['performance.rda-cache-limit 10MB', 'performance.nl-cache-positive-entry no'],
      }),
      {
        glustervolumeoptions: ['', 'performance.rda-cache-limit 10MB', 'performance.nl-cache-positive-entry no', ''],
      },
      1,
    ),
    makesVolume(
      '4 GiB with an arbiter',
      volume(4, 'replicate', { glustervolumeoptions: ['user.heketi.arbiter true'] }),
      { durability: { type: 'replicate', replicate: { replica: 3 } } },
      3,
    ),
    makesVolume(
      '1 GiB on devices without a tag',
      volume(1, 'replicate', { glustervolumeoptions: ['user.heketi.device-tag-match ssd!=true'] }),
      { glustervolumeoptions: ['', 'user.heketi.device-tag-match ssd!=true', ''] },
      3,
    ),
    {
      shows: 'heketi-cli volume expand: 100 GiB more',
      steps: [
        {
          method: 'POST',
          path: '/volumes',
          json: volume(1, 'replicate', { name: 'grows', clusters: ['{cluster}'] }),
          status: 202,
          end: 303,
          keep: { grows: ['id'] },
        },
        {
          method: 'POST',
          path: '/volumes/{grows}/expand',
          json: { expand_size: 100 },
          status: 202,
          end: 303,
          has: { size: 101 },
        },
        { method: 'DELETE', path: '/volumes/{grows}', status: 202, end: 204 },
      ],
    },
    {
      shows: 'less than 1 GiB is refused',
      steps: [
        { method: 'POST', path: '/volumes', json: volume(0, 'replicate'), status: 400, text: /size: cannot be blank/ },
      ],
    },
    {
      shows: 'a name is given, shown, refused to a second volume, and free again after heketi-cli volume delete',
      steps: [
        {
          method: 'POST',
          path: '/volumes',
          json: volume(1, 'replicate', { name: 'named', clusters: ['{cluster}'] }),
          status: 202,
          end: 303,
          has: { name: 'named' },
          keep: { named: ['id'] },
        },
        {
          method: 'POST',
          path: '/volumes',
          json: volume(1, 'replicate', { name: 'named', clusters: ['{cluster}'] }),
          status: 500,
          text: "Failed to allocate new volume: Volume name 'named' already in use\n",
        },
        { method: 'DELETE', path: '/volumes/{named}', status: 202, end: 204 },
        { method: 'GET', path: '/volumes/{named}', status: 404, text: 'Id not found\n' },
      ],
    },
    {
      shows: 'heketi-cli volume clone, and both are deleted, the one that was cloned first',
      steps: [
        {
          method: 'POST',
          path: '/volumes',
          json: volume(2, 'replicate', { name: 'original', clusters: ['{cluster}'] }),
          status: 202,
          end: 303,
          keep: { original: ['id'] },
        },
        {
          method: 'POST',
          path: '/volumes/{original}/clone',
          json: { name: 'copy' },
          status: 202,
          end: 303,
          has: { name: 'copy', size: 2 },
          keep: { copy: ['id'] },
        },
        { method: 'DELETE', path: '/volumes/{original}', status: 202, end: 204 },
        { method: 'DELETE', path: '/volumes/{copy}', status: 202, end: 204 },
      ],
    },
  ],
};

export const troublePage: DocumentExamples = {
  document: "Heketi's page on troubleshooting",
  examples: [
    {
      shows: 'heketi-cli server operations info: nothing is under way, nothing is left behind',
      steps: [
        {
          method: 'GET',
          path: '/operations',
          status: 200,
          has: { total: 0, in_flight: 0, stale: 0, failed: 0, new: 0 },
        },
      ],
    },
    {
      shows: 'heketi-cli server operations list, and info of one that is not there',
      steps: [
        { method: 'GET', path: '/operations/pending', status: 200, has: { pendingoperations: [] } },
        { method: 'GET', path: '/operations/pending/00ff', status: 404, text: 'Id not found: 00ff\n' },
      ],
    },
    {
      shows: 'heketi-cli server operations cleanup, of all and of some',
      steps: [
        { method: 'POST', path: '/operations/pending/cleanup', json: {}, status: 202, end: 204 },
        {
          method: 'POST',
          path: '/operations/pending/cleanup',
          json: { operations: ['0123456789abcdef0123456789abcdef'] },
          status: 202,
          end: 204,
        },
      ],
    },
    {
      shows: 'heketi-cli server state examine gluster: what is stored, and what each node says',
      steps: [
        {
          method: 'GET',
          path: '/internal/state/examine/gluster',
          status: 200,
          has: {
            report: [
              'OnDemand Examiner invoked while 0 ops are in flight',
              // For each of the two clusters.
              'heketi volume list matches with volume list of all nodes',
              'heketi volume list matches with volume list of all nodes',
            ],
          },
        },
      ],
    },
    {
      shows: 'heketi-cli server mode set local-client: who is on the machine may go on',
      steps: [
        { method: 'POST', path: '/admin', json: { state: 'local-client' }, status: 204 },
        { method: 'GET', path: '/admin', status: 200, text: '{"state":"local-client"}\n' },
        { method: 'POST', path: '/admin', json: { state: 'normal' }, status: 204 },
      ],
    },
    {
      shows: 'heketi-cli server mode set read-only: reads only, until SIGUSR2',
      steps: [
        { method: 'POST', path: '/admin', json: { state: 'read-only' }, status: 204 },
        { method: 'GET', path: '/volumes', status: 200 },
        { method: 'POST', path: '/clusters', json: {}, status: 503, text: 'Service disabled for maintenance\n' },
        { method: 'POST', path: '/admin', json: { state: 'normal' }, status: 503 },
        { signal: 'SIGUSR2', until: { method: 'GET', path: '/admin', status: 200, text: '{"state":"normal"}\n' } },
      ],
    },
  ],
};
