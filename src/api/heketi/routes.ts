import type { Answer } from './answer.ts';
import { evictBrick } from './bricks.ts';
import {
  createBlockVolume,
  deleteBlockVolume,
  expandBlockVolume,
  getBlockVolume,
  listBlockVolumes,
} from './block-volumes.ts';
import { restrictVolume } from './block-restriction.ts';
import { cloneVolume } from './clone-volume.ts';
import { createCluster, deleteCluster, getCluster, listClusters, setClusterFlags } from './clusters.ts';
import { createVolume } from './create-volume.ts';
import { backUpDatabase, checkDatabase, dumpDatabase } from './db/database.ts';
import { examineGluster } from './db/examine-gluster.ts';
import { addDevice, deleteDevice, getDevice, resyncDevice } from './devices.ts';
import { expandVolume } from './expand-volume.ts';
import { addNode, deleteNode, getNode } from './nodes.ts';
import { cleanUp, countOperations, getPending, listPending } from './operations.ts';
import type { About, Call, Route } from './parts.ts';
import { readQueue } from './queue.ts';
import { getAdminState, getLogLevel, hello, metrics, setAdminState, setLogLevel } from './service.ts';
import { setDeviceState, setNodeState } from './states.ts';
import { changeDeviceTags, changeNodeTags } from './tags.ts';
import { deleteVolume, getVolume, listVolumes } from './volumes.ts';

type Handle = (call: Call) => Promise<Answer>;
type Access = Route['access'];

function reads(path: string, access: Access, about: About, handle: Handle): Route {
  return { method: 'GET', path, access, about, changes: false, handle };
}

function changes(method: Route['method'], path: string, access: Access, about: About, handle: Handle): Route {
  return { method, path, access, about, changes: true, handle };
}

/** Every route of this API: contract heketi-api §8. */
export const heketiRoutes: readonly Route[] = [
  reads('/hello', 'public', 'everything', hello),
  reads('/metrics', 'public', 'everything', metrics),

  // Whose entry it is, the handler looks at.
  reads('/queue/{id}', 'operation.read', 'listener', readQueue),

  reads('/admin', 'server.manage', 'everything', getAdminState),
  {
    method: 'POST',
    path: '/admin',
    access: 'server.manage',
    about: 'everything',
    changes: false,
    handle: setAdminState,
  },

  changes('POST', '/clusters', 'cluster.manage', 'listener', createCluster),
  reads('/clusters', 'cluster.read', 'everything', listClusters),
  reads('/clusters/{id}', 'cluster.read', 'cluster', getCluster),
  changes('POST', '/clusters/{id}/flags', 'cluster.manage', 'cluster', setClusterFlags),
  changes('DELETE', '/clusters/{id}', 'cluster.manage', 'cluster', deleteCluster),

  // Hosts belong to no project, and this one is entered: the right is needed everywhere.
  changes('POST', '/nodes', 'host.manage', 'everything', addNode),
  reads('/nodes/{id}', 'host.read', 'node', getNode),
  changes('DELETE', '/nodes/{id}', 'host.manage', 'node', deleteNode),
  changes('POST', '/nodes/{id}/state', 'host.manage', 'node', setNodeState),
  changes('POST', '/nodes/{id}/tags', 'host.manage', 'node', changeNodeTags),

  changes('POST', '/devices', 'device.manage', 'listener', addDevice),
  reads('/devices/{id}', 'device.read', 'device', getDevice),
  changes('DELETE', '/devices/{id}', 'device.manage', 'device', deleteDevice),
  changes('POST', '/devices/{id}/state', 'device.manage', 'device', setDeviceState),
  changes('GET', '/devices/{id}/resync', 'device.manage', 'device', resyncDevice),
  changes('POST', '/devices/{id}/tags', 'device.manage', 'device', changeDeviceTags),

  changes('POST', '/volumes', 'volume.create', 'listener', createVolume),
  reads('/volumes', 'volume.read', 'everything', listVolumes),
  reads('/volumes/{id}', 'volume.read', 'volume', getVolume),
  changes('POST', '/volumes/{id}/expand', 'volume.change', 'volume', expandVolume),
  changes('POST', '/volumes/{id}/clone', 'volume.create', 'volume', cloneVolume),
  changes('POST', '/volumes/{id}/block-restriction', 'volume.change', 'volume', restrictVolume),
  changes('DELETE', '/volumes/{id}', 'volume.delete', 'volume', deleteVolume),

  changes('POST', '/blockvolumes', 'volume.create', 'listener', createBlockVolume),
  reads('/blockvolumes', 'volume.read', 'everything', listBlockVolumes),
  reads('/blockvolumes/{id}', 'volume.read', 'blockvolume', getBlockVolume),
  changes('POST', '/blockvolumes/{id}/expand', 'volume.change', 'blockvolume', expandBlockVolume),
  changes('DELETE', '/blockvolumes/{id}', 'volume.delete', 'blockvolume', deleteBlockVolume),

  changes('POST', '/bricks/to-evict/{id}', 'volume.change', 'brick', evictBrick),

  reads('/operations', 'operation.read', 'everything', countOperations),
  reads('/operations/pending', 'operation.read', 'everything', listPending),
  reads('/operations/pending/{id}', 'operation.read', 'everything', getPending),
  changes('POST', '/operations/pending/cleanup', 'operation.decide', 'everything', cleanUp),

  reads('/backup/db', 'store.export', 'everything', backUpDatabase),
  reads('/db/dump', 'store.export', 'everything', dumpDatabase),
  reads('/db/check', 'store.export', 'everything', checkDatabase),

  reads('/internal/logging', 'server.manage', 'everything', getLogLevel),
  {
    method: 'POST',
    path: '/internal/logging',
    access: 'server.manage',
    about: 'everything',
    changes: false,
    handle: setLogLevel,
  },
  reads('/internal/state/examine/gluster', 'store.export', 'everything', examineGluster),
];
