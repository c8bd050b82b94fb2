import { addCluster, addVolume, idIn, nodeWish, parsed } from './add-over-api.ts';
import { aCluster, type HeketiWorld } from './start-heketi.ts';

/** A request that changes something. */
export interface ChangeWish {
  /** As the table of routes has it: `DELETE /volumes/{id}`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly json?: object;
  /** Whether it takes one of the eight places (contract heketi-api §3). */
  readonly isTracked: boolean;
}

/** Makes one of each thing, and gives for each route that changes something a request about it that is well formed. */
export async function aChangeOfEach(world: HeketiWorld): Promise<readonly ChangeWish[]> {
  const cluster = aCluster('c1').withNodes(3).withDevices(1);
  await world.arrange(cluster);
  const [{ id: device, node } = { id: '', node: '' }] = cluster.devices;
  const volume = await addVolume(world, { size: 10, durability: { type: 'replicate', replicate: { replica: 3 } } });
  const { bricks } = parsed<{ bricks: readonly { id: string }[] }>(await world.call('GET', `/volumes/${volume}`));
  const [{ id: brick } = { id: '' }] = bricks;
  const hosting = await addVolume(world, { size: 20, block: true });
  const block = idIn(await world.end(await world.call('POST', '/blockvolumes', { json: { size: 2 } })));
  const wish = (isTracked: boolean, route: string, id = '', json?: object): ChangeWish => {
    const [method = '', path = ''] = route.split(' ');
    return { route, method, path: path.replace('{id}', id), ...(json === undefined ? {} : { json }), isTracked };
  };
  const tags = { change_type: 'set', tags: { a: 'b' } };
  return [
    wish(false, 'POST /clusters', '', { file: true, block: true }),
    wish(false, 'POST /clusters/{id}/flags', cluster.id, { file: true, block: false }),
    wish(false, 'DELETE /clusters/{id}', await addCluster(world)),
    wish(false, 'POST /nodes', '', nodeWish(cluster.id, 'another')),
    wish(false, 'DELETE /nodes/{id}', node),
    wish(false, 'POST /nodes/{id}/state', node, { state: 'offline' }),
    wish(true, 'POST /nodes/{id}/state', node, { state: 'failed' }),
    wish(false, 'POST /nodes/{id}/tags', node, tags),
    wish(false, 'POST /devices', '', { node, name: '/dev/vdx' }),
    wish(false, 'DELETE /devices/{id}', device),
    wish(false, 'POST /devices/{id}/state', device, { state: 'offline' }),
    wish(true, 'POST /devices/{id}/state', device, { state: 'failed' }),
    wish(false, 'GET /devices/{id}/resync', device),
    wish(false, 'POST /devices/{id}/tags', device, tags),
    wish(true, 'POST /volumes', '', { size: 1 }),
    wish(true, 'POST /volumes/{id}/expand', volume, { expand_size: 1 }),
    wish(true, 'POST /volumes/{id}/clone', volume, {}),
    wish(true, 'POST /volumes/{id}/block-restriction', hosting, { restriction: 'locked' }),
    wish(true, 'DELETE /volumes/{id}', volume),
    wish(true, 'POST /blockvolumes', '', { size: 1 }),
    wish(true, 'POST /blockvolumes/{id}/expand', block, { new_size: 3 }),
    wish(true, 'DELETE /blockvolumes/{id}', block),
    wish(true, 'POST /bricks/to-evict/{id}', brick),
    wish(false, 'POST /operations/pending/cleanup', '', {}),
  ];
}
