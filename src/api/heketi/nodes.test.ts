import { describe, expect, it } from 'vitest';
import {
  addCluster,
  addDevice,
  addNode,
  addVolume,
  idIn,
  type NodeJson,
  nodeWish,
  parsed,
  setState,
} from '../../../test/heketi/add-over-api.ts';
import { startHeketi } from '../../../test/heketi/start-heketi.ts';

const ID = '0123456789abcdef0123456789abcdef';

describe('adding a node', () => {
  it('ck36: lists all that is missing', async () => {
    const world = await startHeketi();
    expect(await world.call('POST', '/nodes', { json: {} })).toMatchObject({
      status: 400,
      body: 'validation failed: cluster: cannot be blank; hostnames: (manage: cannot be blank; storage: cannot be blank.); zone: cannot be blank.\n',
    });
  });

  it('refuses what cannot be, field by field', async () => {
    const world = await startHeketi();
    const wish = { zone: -1, hostnames: { manage: ['a b', 'c'], storage: ['ok'] }, cluster: 'x', tags: { 'a b': '' } };
    expect((await world.call('POST', '/nodes', { json: wish })).body).toBe(
      'validation failed: cluster: x is not a valid UUID; hostnames: (manage: [a b c] is not a valid manage hostname.); tags: invalid characters in tag name a b; zone: must be no less than 1.\n',
    );
  });

  it('ck37: wants a cluster that is there', async () => {
    const world = await startHeketi();
    expect(await world.call('POST', '/nodes', { json: nodeWish(ID, 'n') })).toMatchObject({
      status: 404,
      body: 'Cluster id does not exist\n',
    });
  });

  it('ck38, Q13: names the holder of a name that is taken, in any cluster', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const node = await addNode(world, cluster, 'node-1');
    const wishes = [nodeWish(cluster, 'node-1'), nodeWish(await addCluster(world), 'node-1')];
    for (const json of wishes)
      expect(await world.call('POST', '/nodes', { json })).toMatchObject({
        status: 409,
        body: `Hostname node-1 already used by node with id ${node}\n\n`,
      });
    const storage = { zone: 1, hostnames: { manage: ['other'], storage: ['node-1-storage'] }, cluster };
    expect((await world.call('POST', '/nodes', { json: storage })).body).toBe(
      `Hostname node-1-storage already used by node with id ${node}\n\n`,
    );
  });

  it('ck39: is accepted with a bare path, and leads to the node', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const accepted = await world.call('POST', '/nodes', { json: nodeWish(cluster, 'node-1', { zone: 3 }) });
    expect(accepted).toMatchObject({ status: 202, body: '', headers: { 'content-length': '0' } });
    expect(accepted.headers['location']).toMatch(/^\/queue\/[0-9a-f]{32}$/);
    expect(accepted.headers['content-type']).toBeUndefined();
    const id = idIn(await world.end(accepted));
    expect((await world.call('GET', `/nodes/${id}`)).body).toBe(
      `{"zone":3,"hostnames":{"manage":["node-1"],"storage":["node-1-storage"]},"cluster":"${cluster}","id":"${id}","state":"online","devices":[]}\n`,
    );
    expect(parsed(await world.call('GET', `/clusters/${cluster}`))).toMatchObject({ nodes: [id] });
  });

  it('Q16: takes a name once, of two who ask for it at once', async () => {
    const world = await startHeketi();
    const [one, other] = [await addCluster(world), await addCluster(world)];
    const another = await world.another();
    const replies = await Promise.all([
      world.call('POST', '/nodes', { json: nodeWish(one, 'node-1') }),
      another.call('POST', '/nodes', { json: nodeWish(other, 'node-1') }),
    ]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409]);
    const accepted = replies.find(({ status }) => status === 202);
    const refused = replies.find(({ status }) => status === 409);
    const id = accepted === undefined ? '' : idIn(await world.end(accepted));
    expect(refused?.body).toBe(`Hostname node-1 already used by node with id ${id}\n\n`);
    const rows = await world.store.read({ sql: 'select id from gluster_node', values: [] });
    expect(rows).toEqual([{ id }]);
  });

  it('Q17: protects all names of a list in which one is repeated', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const hostnames = { manage: ['a', 'a', 'b'], storage: ['s', 's', 't'] };
    const end = await world.end(await world.call('POST', '/nodes', { json: { zone: 1, hostnames, cluster } }));
    const id = idIn(end);
    for (const [manage, storage, taken] of [
      ['a', 'x', 'a'],
      ['b', 'x', 'b'],
      ['x', 's', 's'],
      ['x', 't', 't'],
    ] as const)
      expect(
        await world.call('POST', '/nodes', {
          json: { zone: 1, hostnames: { manage: [manage], storage: [storage] }, cluster },
        }),
      ).toMatchObject({ status: 409, body: `Hostname ${taken} already used by node with id ${id}\n\n` });
  });

  it('ck46, ck47: refuses tags of other names, and more than 32', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const add = async (tags: object) =>
      (await world.call('POST', '/nodes', { json: nodeWish(cluster, 'n', { tags }) })).body;
    expect(await add({ 'a b': '' })).toBe('validation failed: tags: invalid characters in tag name a b.\n');
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`t${index}`, '']));
    expect(await add(many)).toBe('validation failed: tags: too many tags specified (33), up to 32 supported.\n');
  });

  it('keeps tags, and shows them by name', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const id = await addNode(world, cluster, 'node-1', { tags: { b: '2', a: '1' } });
    expect((await world.call('GET', `/nodes/${id}`)).body).toContain('"tags":{"a":"1","b":"2"},"id"');
  });

  it('takes a second one into the pool of the first', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const ids = [await addNode(world, cluster, 'node-1'), await addNode(world, cluster, 'node-2')];
    expect(parsed(await world.call('GET', `/clusters/${cluster}`))).toMatchObject({ nodes: ids.toSorted() });
    expect(world.errors).toEqual([]);
  });

  it('waits for the first node of its cluster, where several come at once', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const names = ['node-1', 'node-2', 'node-3'];
    const ids = await Promise.all(names.map((name) => addNode(world, cluster, name)));
    expect(parsed(await world.call('GET', `/clusters/${cluster}`))).toMatchObject({ nodes: ids.toSorted() });
  });

  it('does not go on waiting for others when its turn has come', async () => {
    const world = await startHeketi();
    const { engine } = world.server;
    const wait = engine.wait.bind(engine);
    const signals: (AbortSignal | undefined)[] = [];
    const waits = Promise.withResolvers<void>();
    (engine as { wait: typeof wait }).wait = (id, timeoutMs, signal) => {
      if (timeoutMs > 1_000) {
        signals.push(signal);
        waits.resolve();
      }
      return wait(id, timeoutMs, signal);
    };
    const release = world.hold((name) => name.includes('gluster'));
    const cluster = await addCluster(world);
    const added = Promise.all(['node-1', 'node-2', 'node-3'].map((name) => addNode(world, cluster, name)));
    await waits.promise;
    release();
    await added;
    for (const signal of signals) expect(signal?.aborted).toBe(true);
  });

  it('Q15: is refused at once where the first node of a cluster has no glusterd, and its names are kept for who has one', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    world.fleet.faultPlan = ({ argv }) => (argv.includes('gluster') ? { kind: 'unreachable' } : undefined);
    expect(await world.call('POST', '/nodes', { json: nodeWish(cluster, 'node-1') })).toMatchObject({
      status: 400,
      body: "New Node doesn't have glusterd running\n",
    });
    const entries = await world.store.read({ sql: 'select count(*) as entries from heketi_queue', values: [] });
    expect(entries).toEqual([{ entries: 0 }]);
    world.fleet.faultPlan = undefined;
    const id = await addNode(world, cluster, 'node-1');
    expect(await world.call('POST', '/nodes', { json: nodeWish(cluster, 'node-1') })).toMatchObject({
      status: 409,
      body: `Hostname node-1 already used by node with id ${id}\n\n`,
    });
  });

  it('is refused at once where no node of the cluster answers', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const first = await addNode(world, cluster, 'node-1');
    const refused = { status: 400, body: 'None of the nodes in cluster has glusterd running\n' };
    world.fleet.faultPlan = ({ argv }) => (argv.includes('gluster') ? { kind: 'unreachable' } : undefined);
    expect(await world.call('POST', '/nodes', { json: nodeWish(cluster, 'node-2') })).toMatchObject(refused);
    world.fleet.faultPlan = undefined;
    await setState(world, `/nodes/${first}`, 'offline');
    expect(await world.call('POST', '/nodes', { json: nodeWish(cluster, 'node-2') })).toMatchObject(refused);
  });

  it('fails on the queue, with what gluster said, where the pool does not take it', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    await addNode(world, cluster, 'node-1');
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('probe') ? { kind: 'fail', code: 1, stderr: 'peer probe: failed: no such host' } : undefined;
    const accepted = await world.call('POST', '/nodes', { json: nodeWish(cluster, 'node-2') });
    expect(accepted.status).toBe(202);
    const end = await world.end(accepted);
    expect([end.status, end.body]).toEqual([500, expect.stringContaining('no such host')]);
    world.fleet.faultPlan = undefined;
    await addNode(world, cluster, 'node-2');
  });
});

describe('deleting a node', () => {
  it('waits until its devices are gone, and frees its names', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const [first, second] = [await addNode(world, cluster, 'node-1'), await addNode(world, cluster, 'node-2')];
    const device = await addDevice(world, second, '/dev/vdb');
    expect(await world.call('DELETE', `/nodes/${second}`)).toMatchObject({
      status: 409,
      body: `Unable to delete node [${second}] because it contains devices\n`,
    });
    await setState(world, `/devices/${device}`, 'offline');
    await setState(world, `/devices/${device}`, 'failed');
    await world.end(await world.call('DELETE', `/devices/${device}`));
    expect((await world.end(await world.call('DELETE', `/nodes/${second}`))).status).toBe(204);
    expect((await world.call('GET', `/nodes/${second}`)).body).toBe('Id not found\n');
    await addNode(world, cluster, 'node-2');
    expect((await world.call('GET', `/nodes/${first}`)).status).toBe(200);
    expect((await world.call('DELETE', '/nodes/abc')).body).toBe('Id not found\n');
  });

  it('fails on the queue where gluster does not let it go, and leaves it', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    await addNode(world, cluster, 'node-1');
    const second = await addNode(world, cluster, 'node-2');
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('detach') ? { kind: 'fail', code: 1, stderr: 'peer detach: failed: bricks exist' } : undefined;
    const end = await world.end(await world.call('DELETE', `/nodes/${second}`));
    expect([end.status, end.body]).toEqual([500, expect.stringContaining('bricks exist')]);
    expect((await world.call('GET', `/nodes/${second}`)).status).toBe(200);
  });
});

describe('the state of a node', () => {
  it('ck43: becomes failed from offline alone', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const id = await addNode(world, cluster, 'node-1');
    const path = `/nodes/${id}`;
    expect(await setState(world, path, 'failed')).toMatchObject({
      status: 500,
      body: `Node must be offline before remove operation is performed, node:${id}\n`,
    });
    for (const state of ['online', 'offline', 'offline', 'online', 'offline', 'failed', 'failed'])
      expect((await setState(world, path, state)).status, state).toBe(204);
    for (const state of ['online', 'offline'])
      expect(await setState(world, path, state)).toMatchObject({
        status: 500,
        body: `Cannot move a failed/removed node to ${state} state\n`,
      });
    expect(parsed<NodeJson>(await world.call('GET', path)).state).toBe('failed');
  });

  it('ck44, Q26: is written in small letters', async () => {
    const world = await startHeketi();
    const set = (json: object) => world.call('POST', '/nodes/abc/state', { json });
    expect(await set({ state: 'Online' })).toMatchObject({
      status: 400,
      body: 'validation failed: state: Online is not valid state.\n',
    });
    expect((await set({})).body).toBe('validation failed: state: cannot be blank.\n');
    expect((await set({ state: 'Online', healcheck: 'maybe' })).body).toBe(
      'validation failed: healcheck: maybe is not valid heal info check.\n',
    );
    expect((await world.call('POST', '/nodes/abc/state', { body: '' })).status).toBe(422);
    expect((await set({ state: 'online' })).body).toBe('Id not found\n');
  });

  it('moves the bricks away on its way to failed', async () => {
    const world = await startHeketi();
    const cluster = await addCluster(world);
    const nodes: string[] = [];
    for (const name of ['node-1', 'node-2', 'node-3', 'node-4']) {
      const node = await addNode(world, cluster, name);
      await addDevice(world, node, '/dev/vdb');
      nodes.push(node);
    }
    const volume = await addVolume(world, { size: 1, durability: { type: 'replicate', replicate: { replica: 3 } } });
    const { bricks } = parsed<{ bricks: readonly { node: string }[] }>(await world.call('GET', `/volumes/${volume}`));
    const from = bricks[0]?.node ?? '';
    await setState(world, `/nodes/${from}`, 'offline');
    expect((await setState(world, `/nodes/${from}`, 'failed')).status).toBe(204);
    const after = parsed<{ bricks: readonly { node: string }[] }>(await world.call('GET', `/volumes/${volume}`));
    expect(after.bricks.map(({ node }) => node)).not.toContain(from);
    const [next = ''] = after.bricks.map(({ node }) => node);
    await setState(world, `/nodes/${next}`, 'offline');
    const { devices } = parsed<NodeJson>(await world.call('GET', `/nodes/${next}`));
    expect(await setState(world, `/nodes/${next}`, 'failed')).toMatchObject({
      status: 500,
      body: `Unable to remove node [${next}] as no device was found to replace device [${devices[0]?.id}]\n`,
    });
    expect(nodes).toHaveLength(4);
  });
});
