import { describe, expect, it } from 'vitest';
import { aV2Server, type Body, type TestV2 } from './testing/a-v2-server.ts';

const ACTOR = { who: 'x', from: 'x' };
const replica3 = { sizeGib: 10, durability: { kind: 'replicate', replica: 3 } };

const items = (body: unknown): readonly Body[] => (body as { items: Body[] }).items;
const ids = (body: unknown): readonly string[] => items(body).map(({ id }) => String(id));

/** What every kind of thing has to do with its ETag. */
async function checkTags(server: TestV2, path: string, change: object): Promise<void> {
  const shown = await server.ask(`GET ${path}`);
  const etag = String(shown.headers['etag']);
  expect([shown.status, etag]).toEqual([200, expect.stringMatching(/^"[\w-]{27}"$/)]);
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const same = await server.ask(`GET ${path}`, { headers: { 'if-none-match': header } });
    expect([header, same.status, same.text]).toEqual([header, 304, '']);
  }
  expect((await server.ask(`GET ${path}`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  for (const header of ['"other"', `W/${etag}`]) {
    const stale = await server.ask(`PATCH ${path}`, { body: change, headers: { 'if-match': header } });
    expect([header, stale.status, stale.body['code']]).toEqual([header, 412, 'PRECONDITION_FAILED']);
  }
  const broken = await server.ask(`PATCH ${path}`, { body: change, headers: { 'if-match': 'no-quotes' } });
  expect([broken.status, broken.body['code']]).toEqual([400, 'HEADER_INVALID']);
  expect((await server.ask(`GET ${path}`)).headers['etag']).toBe(etag);
  const changed = await server.ask(`PATCH ${path}`, { body: change, headers: { 'if-match': etag } });
  expect([changed.status, changed.body]).toMatchObject([200, change]);
  const now = await server.ask(`GET ${path}`);
  expect(now.headers['etag']).toBe(changed.headers['etag']);
  expect(now.headers['etag']).not.toBe(etag);
  expect((await server.ask(`DELETE ${path}`, { headers: { 'if-match': etag } })).status).toBe(412);
}

describe('clusters', () => {
  it('are made, shown, changed and deleted', async () => {
    const server = await aV2Server();
    const { ask } = server;
    const made = await ask('POST /clusters', { body: { takesBlock: false } });
    expect([made.status, made.body]).toMatchObject([
      201,
      { project: 'default', takesFile: true, takesBlock: false, nodes: [], volumes: [] },
    ]);
    const path = `/clusters/${String(made.body['id'])}`;
    expect(made.headers).toMatchObject({ location: `/api/v2${path}`, etag: expect.any(String) });
    expect((await ask(`GET ${path}`)).body).toEqual(made.body);
    await checkTags(server, path, { takesFile: false });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ takesFile: false, takesBlock: false });
    expect((await ask(`DELETE ${path}`)).status).toBe(204);
    expect((await ask(`GET ${path}`)).body).toMatchObject({ status: 404, code: 'CLUSTER_NOT_FOUND' });
    expect((await ask(`DELETE ${path}`)).status).toBe(404);
  });

  it('with nodes are not deleted', async () => {
    const { ask, cluster } = await aV2Server();
    expect((await ask(`DELETE /clusters/${cluster.id}`)).body).toMatchObject({
      status: 409,
      code: 'CLUSTER_NOT_EMPTY',
    });
  });

  it('are listed by pages without gaps and doubles, those that come in meanwhile included or not', async () => {
    const { ask, pages, cluster } = await aV2Server();
    const made = [cluster.id];
    for (let count = 0; count < 6; count += 1)
      made.push(String((await ask('POST /clusters', { body: {} })).body['id']));
    const found = await pages('GET /clusters', 3);
    expect(found.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(found.flat().map(({ id }) => id)).toEqual(made.toSorted());
  });

  it('are made in a project by its name or id, and seen by those of the project', async () => {
    const { ask, parts, tokenWith, cluster } = await aV2Server();
    const { id: lab } = await parts.identity.manage.createProject(ACTOR, 'lab');
    const token = await tokenWith({ role: 'admin', project: lab });
    const byName = await ask('POST /clusters', { body: { project: 'lab' }, token });
    const byId = await ask('POST /clusters', { body: { project: lab }, token });
    expect([byName.body['project'], byId.body['project']]).toEqual([lab, lab]);
    expect(ids((await ask('GET /clusters', { token })).body)).toEqual(
      [String(byName.body['id']), String(byId.body['id'])].toSorted(),
    );
    for (const what of ['GET', 'DELETE'])
      expect((await ask(`${what} /clusters/${cluster.id}`, { token })).status).toBe(403);
    expect((await ask(`PATCH /clusters/${cluster.id}`, { token, body: { takesFile: false } })).status).toBe(403);
    expect((await ask('POST /clusters', { token, body: {} })).status).toBe(403);
    // Whoever may do it in some project does not learn which others there are.
    expect((await ask('POST /clusters', { token, body: { project: 'no-such' } })).status).toBe(403);
    expect((await ask('POST /clusters', { body: { project: 'no-such' } })).body['code']).toBe('PROJECT_NOT_FOUND');
  });
});

describe('nodes', () => {
  it('are listed by pages, of all clusters or of one, and shown with their devices', async () => {
    const { ask, pages, cluster } = await aV2Server();
    const found = await pages('GET /nodes', 2);
    expect(found.map((page) => page.length)).toEqual([2, 1]);
    const node = found[0]?.[0];
    expect(node).toMatchObject({ cluster: cluster.id, state: 'online', zone: 1, manage: ['c1-n1'] });
    expect((await ask(`GET /nodes/${String(node?.['id'])}`)).body).toEqual(node);
    expect(items((await ask(`GET /nodes?cluster=${cluster.id}`)).body)).toHaveLength(3);
    expect((await ask('GET /nodes?cluster=other')).body).toEqual({ items: [] });
  });

  it('are set offline and online', async () => {
    const server = await aV2Server();
    const [node = ''] = ids((await server.ask('GET /nodes')).body);
    await checkTags(server, `/nodes/${node}`, { state: 'offline' });
    const refused = await server.ask(`PATCH /nodes/${node}`, { body: { state: 'failed' } });
    expect(refused.body['detail']).toContain('/state must be one of online, offline');
  });

  it('get other names, and stay what they are', async () => {
    const { ask, carryOut, parts, tokenWith } = await aV2Server();
    const [node] = items((await ask('GET /nodes')).body);
    const path = `/nodes/${String(node?.['id'])}`;
    const wish = { manage: ['fresh', 'c1-n1'], storage: ['c1-n1', 'also'] };
    const planned = await ask(`POST ${path}/readdress?dryRun=true`, { body: wish });
    expect(planned.body).toMatchObject({ reasons: ['it is reached at fresh instead of c1-n1'] });
    expect((await ask(`GET ${path}`)).body).toEqual(node);
    expect(await carryOut(`POST ${path}/readdress`, { body: wish })).toMatchObject({
      kind: 'node.readdress',
      state: 'succeeded',
    });
    expect((await ask(`GET ${path}`)).body).toEqual({ ...node, ...wish });
    expect((await ask(`POST ${path}/readdress`, { body: wish })).body['code']).toBe('NODE_NAMES_UNCHANGED');
    const taken = await ask(`POST ${path}/readdress`, { body: { storage: ['c1-n2'] } });
    expect(taken.body['code']).toBe('NODE_NAME_TAKEN');
    // The server logs in to whatever is named.
    await parts.identity.manage.createRole(ACTOR, { name: 'clusters', patterns: ['cluster.read', 'cluster.manage'] });
    const token = await tokenWith({ role: 'clusters' });
    expect((await ask(`POST ${path}/readdress`, { token, body: { manage: ['other'] } })).status).toBe(403);
    expect((await ask(`POST ${path}/readdress`, { token, body: { storage: ['c1-n1'] } })).status).toBe(202);
  });

  it('are added, taken out of use and deleted', async () => {
    const { ask, carryOut, cluster } = await aV2Server();
    const wish = { cluster: cluster.id, zone: 2, manage: ['spare'], storage: ['spare'], tags: { rack: '7' } };
    expect((await ask('POST /nodes', { body: { ...wish, cluster: 'other' } })).body['code']).toBe('CLUSTER_NOT_FOUND');
    const added = await carryOut('POST /nodes', { body: wish });
    expect(added).toMatchObject({ kind: 'node.add', state: 'succeeded' });
    const id = String(added['result']?.['node']);
    expect((await ask(`GET /nodes/${id}`)).body).toMatchObject({ zone: 2, tags: { rack: '7' }, devices: [] });
    const device = await carryOut('POST /devices', { body: { node: id, name: '/dev/vdx' } });
    expect(device).toMatchObject({ kind: 'device.add', state: 'succeeded' });
    expect((await ask(`POST /nodes/${id}/remove`, { body: {} })).body['code']).toBe('NODE_STATE_REFUSED');
    await ask(`PATCH /nodes/${id}`, { body: { state: 'offline' } });
    expect(await carryOut(`POST /nodes/${id}/remove`, { body: { healCheck: false } })).toMatchObject({
      state: 'succeeded',
    });
    expect((await ask(`GET /nodes/${id}`)).body).toMatchObject({ state: 'failed' });
    expect((await ask(`DELETE /nodes/${id}`)).body['code']).toBe('NODE_NOT_EMPTY');
    const its = String(device['result']?.['device']);
    expect(await carryOut(`DELETE /devices/${its}`)).toMatchObject({ kind: 'device.delete', state: 'succeeded' });
    expect(await carryOut(`DELETE /nodes/${id}`)).toMatchObject({ kind: 'node.delete', state: 'succeeded' });
    expect((await ask(`GET /nodes/${id}`)).status).toBe(404);
  });
});

it('things show nothing of others that one may not see', async () => {
  const server = await aV2Server();
  const { ask, carryOut, cluster, parts, tokenWith } = server;
  const { manage } = parts.identity;
  const { id: lab } = await manage.createProject(ACTOR, 'lab');
  await manage.createRole(ACTOR, { name: 'clusters', patterns: ['cluster.read', 'cluster.manage'] });
  await manage.createRole(ACTOR, { name: 'devices', patterns: ['device.read'] });
  const volumeOf = async (project: string) =>
    String((await carryOut('POST /volumes', { body: { ...replica3, project } }))['result']?.['volume']);
  const [mine, theirs] = [await volumeOf('default'), await volumeOf('lab')];
  const [node] = items((await ask('GET /nodes')).body);
  const [device] = cluster.devices;

  const seenBy = async (token: string) => {
    const listed = async (path: string) => {
      const { status, body } = await ask(`GET ${path}`, { token });
      return status === 403 ? [] : items(body);
    };
    const found = [
      (await ask(`GET /clusters/${cluster.id}`, { token })).body,
      ...(await listed('/clusters')),
      (await ask(`GET /nodes/${String(node?.['id'])}`, { token })).body,
      ...(await listed('/nodes')),
      (await ask(`GET /devices/${String(device?.id)}`, { token })).body,
      ...(await listed('/devices')),
    ];
    const text = JSON.stringify(found);
    return { mine: text.includes(mine), theirs: text.includes(theirs), devices: text.includes('"bricks"') };
  };
  expect(await seenBy(await tokenWith({ role: 'viewer' }))).toEqual({ mine: true, theirs: true, devices: true });
  const narrow = await tokenWith({ role: 'viewer', project: 'default' });
  expect(await seenBy(narrow)).toEqual({ mine: true, theirs: false, devices: true });
  const both = await tokenWith({ role: 'clusters' }, { role: 'devices', project: 'default' });
  expect(await seenBy(both)).toEqual({ mine: false, theirs: false, devices: true });
  const clusters = await tokenWith({ role: 'clusters', project: 'default' });
  expect(await seenBy(clusters)).toEqual({ mine: false, theirs: false, devices: false });
  const elsewhere = await tokenWith({ role: 'clusters' }, { role: 'operator', project: lab });
  expect(await seenBy(elsewhere)).toEqual({ mine: false, theirs: true, devices: false });

  // The state that was seen is the one that a change is of.
  const path = `/nodes/${String(node?.['id'])}`;
  const etag = String((await ask(`GET ${path}`, { token: clusters })).headers['etag']);
  const change = { body: { state: 'offline' }, headers: { 'if-match': etag } };
  expect((await ask(`PATCH ${path}`, change)).status).toBe(412);
  const changed = await ask(`PATCH ${path}`, { ...change, token: clusters });
  expect([changed.status, changed.body]).toMatchObject([200, { state: 'offline', devices: [] }]);
});

it('a node is added by who may manage hosts everywhere, and clusters where it is added', async () => {
  const { ask, cluster, parts, tokenWith } = await aV2Server();
  const { id: lab } = await parts.identity.manage.createProject(ACTOR, 'lab');
  await parts.identity.manage.createRole(ACTOR, { name: 'hosts', patterns: ['host.*'] });
  const body = { cluster: cluster.id, zone: 2, manage: ['spare'], storage: ['spare'] };
  const add = async (...roles: readonly { readonly role: string; readonly project?: string }[]) => {
    const token = await tokenWith(...roles);
    const tried = await ask('POST /nodes?dryRun=true', { token, body });
    const added = await ask('POST /nodes', { token, body });
    return [tried.status, added.status, added.body['fields']?.['action']];
  };
  expect(await add({ role: 'admin', project: 'default' })).toEqual([403, 403, 'host.manage']);
  expect(await add({ role: 'hosts' }, { role: 'admin', project: lab })).toEqual([403, 403, 'cluster.manage']);
  expect(await add({ role: 'hosts' }, { role: 'admin', project: 'default' })).toEqual([200, 202, undefined]);
});

describe('devices', () => {
  it('are listed by pages, of a cluster or a node', async () => {
    const { ask, pages, cluster } = await aV2Server();
    const found = await pages('GET /devices', 4);
    expect(found.map((page) => page.length)).toEqual([4, 2]);
    const [one] = items((await ask('GET /nodes')).body);
    expect(items((await ask(`GET /devices?node=${String(one?.['id'])}`)).body)).toEqual(one?.['devices']);
    expect(items((await ask(`GET /devices?cluster=${cluster.id}`)).body)).toHaveLength(6);
  });

  it('are set offline, taken out of use and deleted', async () => {
    const server = await aV2Server();
    const { ask, carryOut, cluster } = server;
    const [first] = cluster.devices;
    const path = `/devices/${String(first?.id)}`;
    expect((await ask(`POST ${path}/remove`, { body: {} })).body['code']).toBe('DEVICE_NOT_OFFLINE');
    await checkTags(server, path, { state: 'offline' });
    const stale = await ask(`POST ${path}/remove`, { body: {}, headers: { 'if-match': '"other"' } });
    expect(stale.status).toBe(412);
    expect(await carryOut(`POST ${path}/remove`, { body: {} })).toMatchObject({
      kind: 'device.remove',
      state: 'succeeded',
    });
    expect((await ask(`PATCH ${path}`, { body: { state: 'online' } })).body['code']).toBe('DEVICE_STATE_REFUSED');
    expect(await carryOut(`DELETE ${path}?forget=true`)).toMatchObject({ state: 'succeeded' });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ status: 404, code: 'DEVICE_NOT_FOUND' });
  });
});

it('a device is read anew', async () => {
  const { ask, carryOut, cluster } = await aV2Server();
  const path = `/devices/${String(cluster.devices[0]?.id)}`;
  const tried = await ask(`POST ${path}/resync?dryRun=true`);
  expect([tried.status, tried.body['stages']]).toMatchObject([200, [{ name: 'read' }]]);
  expect((await ask(`POST ${path}/resync`, { headers: { 'if-match': '"other"' } })).status).toBe(412);
  expect(await carryOut(`POST ${path}/resync`)).toMatchObject({
    kind: 'device.resync',
    state: 'succeeded',
    result: { device: cluster.devices[0]?.id, addedKib: 0, missingKib: 0 },
  });
  expect((await ask('POST /devices/x/resync')).body['code']).toBe('DEVICE_NOT_FOUND');
});

describe('bricks', () => {
  it('are shown, and evicted from their devices', async () => {
    const { ask, carryOut } = await aV2Server();
    const body = { sizeGib: 10, durability: { kind: 'replicate', replica: 2 } };
    const { result } = await carryOut('POST /volumes', { body });
    const volume = `/volumes/${String(result?.['volume'])}`;
    const [first] = (await ask(`GET ${volume}`)).body['bricks'] as unknown as readonly Body[];
    const path = `/bricks/${String(first?.['id'])}`;
    const shown = await ask(`GET ${path}`);
    expect(shown.body).toEqual(first);
    const headers = { 'if-none-match': String(shown.headers['etag']) };
    expect((await ask(`GET ${path}`, { headers })).status).toBe(304);
    expect((await ask(`POST ${path}/evict`, { body: {}, headers: { 'if-match': '"other"' } })).status).toBe(412);
    const evicted = await carryOut(`POST ${path}/evict`, { body: { healCheck: false } });
    expect(evicted).toMatchObject({ kind: 'brick.evict', state: 'succeeded', result: { replaced: first?.['id'] } });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ status: 404, code: 'BRICK_NOT_FOUND' });
    const next = `/bricks/${String(evicted['result']?.['brick'])}`;
    expect((await ask(`GET ${next}`)).body).toMatchObject({ state: 'ready', volume: result?.['volume'] });
  });

  it('belong to the project of their volume', async () => {
    const { ask, carryOut, parts, tokenWith } = await aV2Server();
    const { id: lab } = await parts.identity.manage.createProject(ACTOR, 'lab');
    const { result } = await carryOut('POST /volumes', { body: replica3 });
    const { body } = await ask(`GET /volumes/${String(result?.['volume'])}`);
    const [first] = body['bricks'] as unknown as readonly Body[];
    const path = `/bricks/${String(first?.['id'])}`;
    const theirs = await tokenWith({ role: 'operator', project: lab });
    expect((await ask(`GET ${path}`, { token: theirs })).status).toBe(403);
    const viewer = await tokenWith({ role: 'viewer', project: 'default' });
    expect((await ask(`GET ${path}`, { token: viewer })).status).toBe(200);
    expect((await ask(`POST ${path}/evict`, { token: viewer, body: {} })).status).toBe(403);
  });
});

describe('volumes', () => {
  it('are listed by pages, of a cluster or a name, and deleted', async () => {
    const { ask, carryOut, pages, cluster } = await aV2Server();
    for (const name of ['a', 'b', 'c']) await carryOut('POST /volumes', { body: { name, ...replica3 } });
    const found = (await pages('GET /volumes', 2)).flat();
    expect(found.map(({ name }) => String(name)).toSorted()).toEqual(['a', 'b', 'c']);
    expect(found.map(({ id }) => String(id))).toEqual(found.map(({ id }) => String(id)).toSorted());
    expect(items((await ask(`GET /volumes?name=b&cluster=${cluster.id}`)).body)).toMatchObject([{ name: 'b' }]);
    expect((await ask('GET /volumes?cluster=other')).body).toEqual({ items: [] });
    const path = `/volumes/${String(found[0]?.['id'])}`;
    const etag = String((await ask(`GET ${path}`)).headers['etag']);
    expect((await ask(`GET ${path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask(`DELETE ${path}`, { headers: { 'if-match': '"other"' } })).status).toBe(412);
    expect(await carryOut(`DELETE ${path}`, { headers: { 'if-match': etag } })).toMatchObject({ state: 'succeeded' });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ status: 404, code: 'VOLUME_NOT_FOUND' });
    expect((await ask('GET /volumes')).body['items']).toHaveLength(2);
  });

  it('keep all that was asked for', async () => {
    const { ask, carryOut } = await aV2Server();
    const body = {
      name: 'v',
      sizeGib: 20,
      durability: { kind: 'disperse', data: 2, redundancy: 1 },
      gid: 2001,
      snapshotFactor: 1.5,
      options: [{ key: 'nfs.disable', value: 'on' }],
      zoneChecking: 'none',
    };
    const { result } = await carryOut('POST /volumes', { body });
    const { zoneChecking: zones, ...kept } = body;
    expect((await ask(`GET /volumes/${String(result?.['volume'])}`)).body).toMatchObject({ ...kept, zones });
  });

  it('are expanded by what is asked for, tried before, and tell how far their rebalance is', async () => {
    const { ask, carryOut, tokenWith } = await aV2Server();
    const { result } = await carryOut('POST /volumes', { body: replica3 });
    const path = `/volumes/${String(result?.['volume'])}`;
    const shown = await ask(`GET ${path}`);
    expect(shown.body).toMatchObject({ sizeGib: 10, rebalance: 'none' });
    expect((await ask(`GET ${path}/rebalance`)).body).toMatchObject({ state: 'none', files: 0 });
    expect((await ask(`POST ${path}/rebalance`, { body: {} })).body['code']).toBe('VOLUME_NOT_REBALANCEABLE');

    const trial = await ask(`POST ${path}/expand?dryRun=true`, { body: { sizeGib: 5 } });
    expect(trial.status).toBe(200);
    expect(trial.body['reasons']).toEqual(expect.arrayContaining([expect.stringMatching(/^brick 1\.1 on c1-n/)]));
    expect((await ask(`GET ${path}`)).body).toEqual(shown.body);
    const stale = await ask(`POST ${path}/expand`, { body: { sizeGib: 5 }, headers: { 'if-match': '"other"' } });
    expect(stale.status).toBe(412);
    const headers = { 'if-plan': String(trial.body['planId']), 'if-match': String(shown.headers['etag']) };
    const done = await carryOut(`POST ${path}/expand`, { body: { sizeGib: 5 }, headers });
    expect(done).toMatchObject({ kind: 'volume.expand', state: 'succeeded', result: { addedGib: 5 } });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ sizeGib: 15, rebalance: 'running', bricks: { length: 6 } });
    expect((await ask(`GET ${path}/rebalance`)).body).toMatchObject({ state: 'running', since: expect.any(String) });

    const stopped = await carryOut(`POST ${path}/rebalance`, { body: { stop: true } });
    expect(stopped).toMatchObject({ kind: 'volume.rebalance', state: 'succeeded' });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ rebalance: 'stopped' });
    expect((await carryOut(`POST ${path}/rebalance`, { body: {} }))['state']).toBe('succeeded');
    expect((await ask(`POST ${path}/expand`, { body: { sizeGib: 100_000 } })).body['code']).toBe(
      'VOLUME_NO_SPACE_TO_EXPAND',
    );
    const viewer = await tokenWith({ role: 'viewer' });
    for (const verb of ['expand', 'rebalance'])
      expect((await ask(`POST ${path}/${verb}`, { token: viewer, body: { sizeGib: 1 } })).status).toBe(403);
  });

  it('belong to a project, and to nobody else', async () => {
    const { ask, carryOut, parts, tokenWith } = await aV2Server();
    const { id: lab } = await parts.identity.manage.createProject(ACTOR, 'lab');
    const token = await tokenWith({ role: 'operator', project: lab });
    const { result, project } = await carryOut('POST /volumes', { body: { ...replica3, project: 'lab' }, token });
    expect(project).toBe(lab);
    const mine = String(result?.['volume']);
    const other = await carryOut('POST /volumes', { body: replica3 });
    expect(ids((await ask('GET /volumes', { token })).body)).toEqual([mine]);
    const theirs = `/volumes/${String(other['result']?.['volume'])}`;
    expect((await ask(`GET ${theirs}`, { token })).body).toMatchObject({ status: 403, fields: { project: 'default' } });
    expect((await ask(`DELETE ${theirs}`, { token })).status).toBe(403);
    expect((await ask(`DELETE ${theirs}?dryRun=true`, { token })).status).toBe(403);
    expect((await ask('POST /volumes', { body: replica3, token })).status).toBe(403);
    expect(await carryOut(`DELETE /volumes/${mine}`, { token })).toMatchObject({ state: 'succeeded' });
  });

  it('are refused with all that is wrong, and what was meant', async () => {
    const { ask } = await aV2Server();
    const body = {
      sizeGb: 10,
      durability: { kind: 'replicate', replica: 'three' },
      options: [{ key: 'a', vlaue: 'b' }],
    };
    const { status, body: problem } = await ask('POST /volumes', { body });
    expect([status, problem['code']]).toEqual([400, 'REQUEST_NOT_VALID']);
    expect(problem['fields']?.['problems']).toEqual(
      expect.arrayContaining([
        { at: '/sizeGib', message: 'is missing' },
        { at: '/sizeGb', message: 'is not known here; did you mean sizeGib?' },
        { at: '/durability/replica', message: 'must be integer' },
        { at: '/options/0/value', message: 'is missing' },
        { at: '/options/0/vlaue', message: 'is not known here; did you mean value?' },
      ]),
    );
    const other = await ask('POST /volumes', { body: { sizeGib: 1, durability: { kind: 'replica' } } });
    expect(other.body['fields']?.['problems']).toEqual([
      { at: '/durability/kind', message: 'must be one of none, replicate, disperse' },
    ]);
    for (const nothing of [undefined, []]) {
      expect((await ask('POST /volumes', { body: nothing })).status).toBe(400);
    }
  });
});
