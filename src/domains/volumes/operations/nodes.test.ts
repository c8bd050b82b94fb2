import { describe, expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { daemonOf, formPool, poolsOf } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aSpareHost } from '../testing/a-spare-host.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';

const spare = aSpareHost('spare');
const names = { manage: ['spare'], storage: ['spare'] };
/** Has the pool know a host by another name than its node has, as who probed the others may be known. */
function knownAs(tried: Tried, host: string, name: string): void {
  for (const { members } of poolsOf(tried.world.fleet)) {
    const index = members.findIndex((member) => member.host === host);
    const [member] = index === -1 ? [] : members.splice(index, 1);
    if (member !== undefined) members.splice(index, 0, { ...member, name });
  }
}

const wish = (cluster: string, more: object = {}) => ({ cluster, zone: 1, ...names, ...more });

describe('node.add', () => {
  const none = aCluster().withNodes(0);
  const three = aCluster().withNodes(3).withDevices(1);

  it('makes a first node, and a second one that is in its pool', async () => {
    const tried = await tryOn(none, spare, aSpareHost('other'));
    const first = await tried.run('node.add', wish(none.id, { zone: 7, tags: { a: 'b' } }));
    expect(first.state).toMatchObject({ name: 'succeeded' });
    const other = await tried.run('node.add', {
      cluster: none.id,
      zone: 2,
      manage: ['other'],
      storage: ['other', 'o2'],
    });
    expect(other.state).toMatchObject({ name: 'succeeded' });
    expect(poolsOf(tried.world.fleet).map(({ members }) => members.map(({ name }) => name))).toContainEqual([
      'spare',
      'other',
    ]);
    const [row] = await tried.read('select * from gluster_node where zone = 7');
    expect(row).toMatchObject({ state: 'online', host: 'spare', storage_hostname: 'spare', made_host: 0 });
    expect(JSON.parse(String(row?.['tags']))).toEqual({ a: 'b' });
    expect(first.state.result).toEqual({ node: row?.['id'] });
    expect(await tried.problems()).toEqual([]);
  });

  it('has the second node know the first one by the name that bricks have', async () => {
    const tried = await tryOn(none, spare, aSpareHost('other'));
    await tried.run('node.add', wish(none.id));
    knownAs(tried, 'spare', 'by.its.address.example');
    const other = { cluster: none.id, zone: 1, manage: ['other'], storage: ['other'] };
    expect((await tried.run('node.add', other)).state.name).toBe('succeeded');
    const pool = poolsOf(tried.world.fleet).find(({ members }) => members.length > 1);
    expect(pool?.members).toMatchObject([{ name: 'by.its.address.example', more: ['spare'] }, { name: 'other' }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('adds a second node that cannot be reached to have it name the first one', async () => {
    const tried = await tryOn(none, spare, aSpareHost('other'));
    await tried.run('node.add', wish(none.id));
    tried.world.fleet.faultPlan = ({ host }) => (host === 'other' ? { kind: 'unreachable' } : undefined);
    const other = { cluster: none.id, zone: 1, manage: ['other'], storage: ['other'] };
    expect((await tried.run('node.add', other)).state.name).toBe('succeeded');
  });

  it('records a host that is not known, under its first manage hostname and the port that is given', async () => {
    const tried = await tryOn(three, aSpareHost('spare', { isKnown: false }));
    const { state } = await tried.run('node.add', wish(three.id, { manage: ['m1', 'm2'], port: 2222 }));
    expect(state).toMatchObject({ name: 'succeeded' });
    const addresses = await tried.read(`select h.name, a.address, a.port from host h
      join host_address a on a.host = h.id where h.name = 'm1'`);
    expect(addresses).toEqual([{ name: 'm1', address: 'm1', port: 2222 }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('says that glusterd does not run on a first node, and its names are free again', async () => {
    const tried = await tryOn(none, spare);
    daemonOf(tried.world.fleet.host(hostId('spare'))).isDown = true;
    const { state } = await tried.run('node.add', wish(none.id));
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTERD_NOT_RUNNING', fields: { node: 'new' } } });
    daemonOf(tried.world.fleet.host(hostId('spare'))).isDown = false;
    expect((await tried.run('node.add', wish(none.id))).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('says so when a first node cannot be reached', async () => {
    const tried = await tryOn(none, aSpareHost('spare', { isKnown: false }));
    tried.world.fleet.powerOff(hostId('spare'));
    const { state } = await tried.run('node.add', wish(none.id));
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTERD_NOT_RUNNING', fields: { node: 'new' } } });
    expect(await tried.read('select id from host')).toEqual([]);
    expect(await tried.problems()).toEqual([]);
  });

  it('asks the nodes one after the other, and fails when none of those that are online answers', async () => {
    const tried = await tryOn(three, spare, sql(`update gluster_node set state = 'offline' where host = 'c1-n3'`));
    const down = (host: string, isDown: boolean) => {
      daemonOf(tried.world.fleet.host(hostId(host))).isDown = isDown;
    };
    down('c1-n1', true);
    down('c1-n2', true);
    const { state } = await tried.run('node.add', wish(three.id));
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'GLUSTERD_NOT_RUNNING', fields: { node: 'cluster' } },
    });
    down('c1-n2', false);
    expect((await tried.run('node.add', wish(three.id))).state).toMatchObject({ name: 'succeeded' });
    down('c1-n1', false);
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a host alone that is in another pool', async () => {
    const tried = await tryOn(three, spare, aSpareHost('friend'));
    const pool = formPool(
      tried.world.fleet,
      ['spare', 'friend'].map((host) => ({ host, name: host, uuid: host })),
    );
    const { state } = await tried.run('node.add', wish(three.id));
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_REFUSED' } });
    expect(pool.members).toHaveLength(2);
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a host in the pool that was there before, when it fails', async () => {
    const tried = await tryOn(three, spare);
    const [pool] = poolsOf(tried.world.fleet);
    pool?.members.push({ host: 'spare', name: 'spare', uuid: 'x' });
    tried.world.fleet.powerOff(hostId('spare'));
    const { state } = await tried.run('node.add', wish(three.id));
    expect(state).toMatchObject({ name: 'failed', error: { code: 'PEER_NOT_CONNECTED' } });
    expect(pool?.members).toHaveLength(4);
    expect(await tried.read(`select id from gluster_node where host = 'spare'`)).toEqual([]);
  });

  it('makes one first node of two that are asked for at once', async () => {
    const tried = await tryOn(none, spare, aSpareHost('other'));
    const other = { cluster: none.id, zone: 1, manage: ['other'], storage: ['other'] };
    const ends = await tried.runAll(['node.add', wish(none.id)], ['node.add', other]);
    expect(ends).toContainEqual(expect.objectContaining({ name: 'succeeded' }));
    expect(ends).toContainEqual(expect.objectContaining({ code: 'NODE_BUSY' }));
    expect(await tried.problems()).toEqual([]);
  });

  it('does not ask a node that is being taken away', async () => {
    const tried = await tryOn(three, spare, sql(`update gluster_node set removed_by = 'x' where host = 'c1-n1'`));
    expect((await tried.run('node.add', wish(three.id))).state).toMatchObject({ name: 'succeeded' });
    expect(tried.world.fleet.journal.map(({ host }) => host)).not.toContain('c1-n1');
  });

  it.each([
    ['a manage hostname of another node', { manage: ['fresh', 'c1-n1'] }, 'NODE_NAME_TAKEN'],
    ['a storage hostname of another node', { storage: ['c1-n2'] }, 'NODE_NAME_TAKEN'],
    ['a cluster that is not there', { cluster: 'x' }, 'CLUSTER_NOT_FOUND'],
    ['a name that gluster would take for an option', { storage: ['--xml'] }, 'OPERATION_INPUT_INVALID'],
    ['no names', { manage: [] }, 'OPERATION_INPUT_INVALID'],
    ['no zone', { zone: 0 }, 'OPERATION_INPUT_INVALID'],
  ])('refuses %s before anything happens', async (_, change, code) => {
    const tried = await tryOn(three, spare);
    await expect(tried.run('node.add', wish(three.id, change))).rejects.toMatchObject({ code });
    expect(tried.world.fleet.journal).toEqual([]);
    expect(await tried.problems()).toEqual([]);
  });

  it('knows a host by its address, however that is spelt', async () => {
    const tried = await tryOn(three, spare);
    await expect(tried.run('node.add', wish(three.id, { manage: ['C1-N1'] }))).rejects.toMatchObject({
      code: 'NODE_NAME_TAKEN',
      fields: { hostname: 'C1-N1', node: three.nodes[0] },
    });
  });

  it('refuses a host that has a node under another name, and a cluster without a node that is online', async () => {
    const tried = await tryOn(three, spare, sql(`update gluster_hostname set name = 'x' where name = 'c1-n1'`));
    await expect(tried.run('node.add', wish(three.id, { manage: ['c1-n1'] }))).rejects.toMatchObject({
      code: 'NODE_NAME_TAKEN',
      fields: { node: three.nodes[0] },
    });
    const offline = await tryOn(three, spare, sql(`update gluster_node set state = 'offline'`));
    await expect(offline.run('node.add', wish(three.id))).rejects.toMatchObject({
      code: 'GLUSTERD_NOT_RUNNING',
      fields: { node: 'cluster' },
    });
  });
});

describe('node.delete', () => {
  const three = aCluster().withNodes(3);
  const [node = ''] = three.nodes;

  it('takes a node out of the pool, frees its names, and removes the host that came with it', async () => {
    const cluster = aCluster().withNodes(2).withDevices(1);
    const tried = await tryOn(cluster, aSpareHost('spare', { isKnown: false }));
    const added = await tried.run('node.add', wish(cluster.id));
    expect(await tried.read(`select id from host where name = 'spare'`)).toHaveLength(1);
    const { state } = await tried.run('node.delete', added.state.result);
    expect(state).toMatchObject({ name: 'succeeded', result: {} });
    expect(await tried.read(`select id from host where name = 'spare'`)).toEqual([]);
    expect((await tried.run('node.add', wish(cluster.id))).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps a host that a person gave an account', async () => {
    const cluster = aCluster().withNodes(1).withDevices(1);
    const tried = await tryOn(cluster, aSpareHost('spare', { isKnown: false }));
    const added = await tried.run('node.add', wish(cluster.id));
    const account = `insert into host_account (host, login) select id, 'ada' from host where name = 'spare'`;
    await tried.world.store.write([{ sql: account, values: [] }]);
    expect((await tried.run('node.delete', added.state.result)).state.name).toBe('succeeded');
    expect(await tried.read(`select id from host where name = 'spare'`)).toHaveLength(1);
  });

  it('deletes a node whose host is dead, and one that the pool does not know', async () => {
    const tried = await tryOn(three);
    tried.world.fleet.powerOff(hostId('c1-n1'));
    expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
    const [pool] = poolsOf(tried.world.fleet);
    pool?.members.splice(0, 1);
    expect((await tried.run('node.delete', { node: three.nodes[1] })).state.name).toBe('succeeded');
    expect(await tried.read('select id from gluster_node')).toEqual([{ id: three.nodes[2] }]);
  });

  it('takes out a node that the pool knows by another name', async () => {
    const tried = await tryOn(three);
    knownAs(tried, 'c1-n1', 'by.its.address.example');
    expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
    expect(poolsOf(tried.world.fleet).find(({ members }) => members.length > 1)?.members).toMatchObject([
      { name: 'c1-n2' },
      { name: 'c1-n3' },
    ]);
    expect(await tried.problems()).toEqual([]);
  });

  it('does not take a node for gone that is dead, and may be who the pool knows by another name', async () => {
    const tried = await tryOn(three);
    knownAs(tried, 'c1-n1', 'by.its.address.example');
    tried.world.fleet.powerOff(hostId('c1-n1'));
    const { state } = await tried.run('node.delete', { node });
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'PEER_NAME_UNKNOWN', fields: { member: 'by.its.address.example' } },
    });
    tried.world.fleet.powerOn(hostId('c1-n1'));
    expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
  });

  it('does not take a node for gone where another machine answers for it, which the pool knows nothing of', async () => {
    const tried = await tryOn(three, aSpareHost('dead', { isKnown: false }));
    const { fleet } = tried.world;
    const { members } = poolsOf(fleet)[0] ?? { members: [] };
    // The machine that died is still in the pool; the new one has the node's name and address.
    members.splice(0, 1, { host: hostId('dead'), name: 'by.its.address.example', uuid: 'the-dead-one' });
    fleet.powerOff(hostId('dead'));
    const { state } = await tried.run('node.delete', { node });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'PEER_NAME_UNKNOWN' } });
    expect(members.map(({ name }) => name)).toContain('by.its.address.example');
    members.splice(0, 1);
    expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('knows a member of another name for another node, where the one that goes is out of the pool and dead', async () => {
    const tried = await tryOn(three);
    knownAs(tried, 'c1-n2', 'by.its.address.example');
    poolsOf(tried.world.fleet)[0]?.members.splice(0, 1);
    tried.world.fleet.powerOff(hostId('c1-n1'));
    expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
  });

  it('leaves the node where it is when the pool does not let it go', async () => {
    const tried = await tryOn(three);
    tried.world.fleet.powerOff(hostId('c1-n3'));
    const { state } = await tried.run('node.delete', { node });
    expect(state).toMatchObject({
      name: 'failed',
      error: {
        code: 'GLUSTER_REFUSED',
        fields: { reason: expect.stringMatching(/^One of the peers is probably down/) },
      },
    });
    tried.world.fleet.powerOn(hostId('c1-n3'));
    expect(await tried.problems()).toEqual([]);
    expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
  });

  it('fails when no other node answers', async () => {
    const tried = await tryOn(three);
    for (const host of ['c1-n2', 'c1-n3']) tried.world.fleet.powerOff(hostId(host));
    const { state } = await tried.run('node.delete', { node });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTERD_NOT_RUNNING' } });
  });

  it('refuses a node with devices, one that is not there, and any while something works with the pool', async () => {
    const full = aCluster().withNodes(3).withDevices(1);
    const tried = await tryOn(full);
    await expect(tried.run('node.delete', { node })).rejects.toMatchObject({ code: 'NODE_NOT_EMPTY' });
    await expect(tried.run('node.delete', { node: 'x' })).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
    const [device] = full.devices;
    const last = full.nodes[2] ?? '';
    const busy = await tryOn(
      full,
      aVolume(full, 'v', device === undefined ? [] : [device]),
      sql('delete from gluster_device where node = $1', last),
      sql(`update gluster_volume set operation = 'x'`),
    );
    await expect(busy.run('node.delete', { node: last })).rejects.toMatchObject({
      code: 'NODE_BUSY',
      fields: { reason: 'x works with the pool of its cluster' },
    });
  });
});

describe('node.remove', () => {
  const cluster = aCluster().withNodes(4).withDevices(2);
  const [node = ''] = cluster.nodes;
  const [d1, d2, d3, , d5] = cluster.devices;
  const on = (name: string, ...devices: readonly (typeof d1)[]) =>
    aVolume(
      cluster,
      name,
      devices.filter((device) => device !== undefined),
    );
  const offline = sql(`update gluster_node set state = 'offline' where id = $1`, node);

  it('moves the bricks of all its devices away, and retires them and the node', async () => {
    const tried = await tryOn(cluster, on('first', d1, d3, d5), on('second', d3, d2), offline);
    const { state } = await tried.run('node.remove', { node });
    expect(state).toMatchObject({ name: 'succeeded', result: { node } });
    expect(await tried.read('select state from gluster_node where id = $1', node)).toEqual([{ state: 'failed' }]);
    const devices = await tried.read('select state, used_kib from gluster_device where node = $1', node);
    expect(devices).toEqual([
      { state: 'failed', used_kib: 0 },
      { state: 'failed', used_kib: 0 },
    ]);
    for (const name of ['first', 'second'])
      expect(tried.volume(name)?.bricks.map(({ host }) => host)).not.toContain('c1-n1');
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps what it moved and retired when a later brick has no place to go to', async () => {
    const big = aVolume(
      cluster,
      'big',
      [d2, d3].filter((device) => device !== undefined),
      100,
    );
    const full = sql('update gluster_device set total_kib = used_kib + 12582912 where node <> $1', node);
    const tried = await tryOn(cluster, on('small', d1, d5), big, full, offline);
    const { state } = await tried.run('node.remove', { node });
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'DEVICE_NO_REPLACEMENT', fields: { device: d2?.id } },
    });
    expect(await tried.read('select state from gluster_node where id = $1', node)).toEqual([{ state: 'offline' }]);
    const states = await tried.read('select state from gluster_device where node = $1 order by id', node);
    expect(states).toEqual([{ state: 'failed' }, { state: 'online' }]);
    expect(tried.volume('small')?.bricks[0]?.host).not.toBe('c1-n1');
    expect(await tried.problems()).toEqual([]);
  });

  it('looks whether the bricks are needed, unless it is told not to', async () => {
    const tried = await tryOn(cluster, on('first', d1, d3, d5), offline);
    const volume = tried.volume('first');
    const name = volume?.bricks[0]?.name ?? '';
    if (volume !== undefined) volume.pending[name] = 3;
    const { state } = await tried.run('node.remove', { node });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'BRICK_NEEDED' } });
    expect((await tried.run('node.remove', { node, healCheck: false })).state.name).toBe('succeeded');
    expect(volume?.bricks[0]?.host).not.toBe('c1-n1');
    expect(await tried.problems()).toEqual([]);
  });

  it('refuses a node that is online, held, or not there, and one with a device that another operation holds', async () => {
    const online = await tryOn(cluster);
    await expect(online.run('node.remove', { node })).rejects.toMatchObject({
      code: 'NODE_STATE_REFUSED',
      fields: { from: 'online', to: 'failed' },
    });
    await expect(online.run('node.remove', { node: 'x' })).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
    const held = await tryOn(cluster, offline, sql(`update gluster_node set removed_by = 'x'`));
    await expect(held.run('node.remove', { node })).rejects.toMatchObject({ code: 'NODE_BUSY' });
    const busy = await tryOn(cluster, offline, sql(`update gluster_device set removed_by = 'x'`));
    await expect(busy.run('node.remove', { node })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
    const adding = await tryOn(cluster, offline, sql(`update gluster_device set state = 'adding'`));
    await expect(adding.run('node.remove', { node })).rejects.toMatchObject({ code: 'NODE_BUSY' });
  });
});

describe('device.remove', () => {
  it('does not look whether a brick is needed when it is told not to', async () => {
    const cluster = aCluster().withNodes(4).withDevices(1);
    const [first] = cluster.devices;
    const tried = await tryOn(
      cluster,
      aVolume(cluster, 'v', cluster.devices.slice(0, 3)),
      sql(`update gluster_device set state = 'offline' where id = $1`, first?.id ?? ''),
    );
    const volume = tried.volume('v');
    const names = volume?.bricks.map(({ name }) => name) ?? [];
    for (const name of names) if (volume !== undefined) volume.pending[name] = 3;
    const { state } = await tried.run('device.remove', { device: first?.id, healCheck: false });
    expect(state).toMatchObject({ name: 'succeeded' });
    expect(volume?.bricks[0]?.host).toBe('c1-n4');
    expect(await tried.problems()).toEqual([]);
  });
});
