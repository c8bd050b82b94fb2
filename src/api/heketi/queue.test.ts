import { describe, expect, it } from 'vitest';
import { addVolume, parsed } from '../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';

const cluster = aCluster('c1').withNodes(3).withDevices(1);

async function withCluster(options?: Parameters<typeof startHeketi>[0]): Promise<HeketiWorld> {
  const world = await startHeketi(options);
  await world.arrange(cluster);
  return world;
}

/** Leaves the deletion of a volume open: no thin volume can be removed, until the fault plan goes. */
async function failDeletion(world: HeketiWorld): Promise<void> {
  const volume = await addVolume(world, { size: 1 });
  world.fleet.faultPlan = ({ argv }) =>
    argv.includes('lvremove') ? { kind: 'fail', code: 5, stderr: 'in use' } : undefined;
  await world.end(await world.call('DELETE', `/volumes/${volume}`));
}

const isGluster = (word: string): boolean => word === 'gluster';
const GONE = { status: 404, body: 'Id not found\n' };

describe('the queue', () => {
  it('ck40, Q31: says that an entry is pending, and keeps it', async () => {
    const world = await withCluster();
    const release = world.hold(isGluster);
    const { headers } = await world.call('POST', '/volumes', { json: { size: 1 } });
    const path = String(headers['location']);
    for (let poll = 0; poll < 2; poll += 1) {
      const reply = await world.call('GET', path);
      expect([reply.status, reply.body, reply.headers['x-pending'], reply.headers['content-length']]).toEqual([
        200,
        '',
        'true',
        '0',
      ]);
      expect(reply.headers['content-type']).toBeUndefined();
    }
    expect(await world.call('POST', path)).toMatchObject({ status: 405, body: '' });
    release();
    expect((await world.end({ status: 202, headers, body: '' })).status).toBe(303);
  });

  it('ck41: tells an end once', async () => {
    const world = await withCluster();
    const accepted = await world.call('POST', '/volumes', { json: { size: 1 } });
    const end = await world.end(accepted);
    expect(end.status).toBe(303);
    expect(end.headers['x-pending']).toBeUndefined();
    expect(Number(end.headers['content-length'])).toBeGreaterThan(0);
    expect(await world.call('GET', String(accepted.headers['location']))).toMatchObject(GONE);
  });

  it('ck41: tells an end to one of many who ask at once', async () => {
    const world = await withCluster();
    const release = world.hold(isGluster);
    const { headers } = await world.call('POST', '/volumes', { json: { size: 1 } });
    const another = await world.another();
    const servers = [world, another, world, another];
    const polls = servers.map((server) => server.end({ status: 202, headers, body: '' }));
    release();
    const ends = await Promise.all(polls);
    expect(ends.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404, 404, 404]);
  });

  it('ck42: tells a failure with its text alone, once', async () => {
    const world = await withCluster();
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('lvcreate') ? { kind: 'fail', code: 5, stderr: 'Insufficient free space' } : undefined;
    const accepted = await world.call('POST', '/volumes', { json: { size: 1 } });
    expect(await world.end(accepted)).toMatchObject({
      status: 500,
      body: 'Insufficient free space\n',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
    expect(await world.call('GET', String(accepted.headers['location']))).toMatchObject(GONE);
  });

  it('does not know what it never gave out', async () => {
    const world = await startHeketi();
    expect(await world.call('GET', '/queue/0123456789abcdef0123456789abcdef')).toMatchObject(GONE);
    expect(await world.call('GET', '/queue/none')).toMatchObject({ status: 404, body: 'Invalid path or request\n' });
  });

  it('has ids of its own', async () => {
    const world = await withCluster();
    const { headers } = await world.call('POST', '/volumes', { json: { size: 1 } });
    const [operation] = await world.store.read({ sql: 'select id from operation', values: [] });
    const [volume] = await world.store.read({ sql: 'select id from gluster_volume', values: [] });
    const id = String(headers['location']).replace('/queue/', '');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect([operation?.['id'], volume?.['id']]).not.toContain(id);
  });

  it('ck78: keeps its entries when the server that took them dies, and another goes on', async () => {
    const world = await withCluster();
    const release = world.hold(isGluster);
    const { headers } = await world.call('POST', '/volumes', { json: { size: 1 } });
    const path = String(headers['location']);
    const another = await world.another();
    expect((await another.call('GET', path)).headers['x-pending']).toBe('true');
    // It goes without giving back its lease.
    world.server.kill();
    await world.write({ sql: 'update replica set lease_until_ms = 0 where id = $1', values: [world.server.name] });
    release();
    const end = await another.end({ status: 202, headers, body: '' });
    expect(end.status).toBe(303);
    expect(await another.call('GET', path)).toMatchObject(GONE);
    expect(world.errors).toEqual([]);
  });

  it('ends with the error of an operation that is stuck', async () => {
    const world = await withCluster();
    const volume = await addVolume(world, { size: 1 });
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('lvremove') ? { kind: 'fail', code: 5, stderr: 'Logical volume is in use' } : undefined;
    const end = await world.end(await world.call('DELETE', `/volumes/${volume}`));
    expect([end.status, end.body]).toEqual([500, expect.stringMatching(/^Unable to delete volume .*in use\n$/)]);
    expect(await world.call('GET', `/volumes/${volume}`)).toMatchObject(GONE);
  });

  it('forgets an entry with the operation that it is a view of', async () => {
    const world = await withCluster();
    const { headers } = await world.call('POST', '/volumes', { json: { size: 1 } });
    const entry = String(headers['location']).replace('/queue/', '');
    const [row] = await world.store.read({ sql: 'select operation from heketi_queue where id = $1', values: [entry] });
    await world.server.engine.wait(String(row?.['operation']), 60_000);
    await world.write(
      { sql: 'delete from operation_event', values: [] },
      { sql: 'delete from operation_command', values: [] },
      { sql: 'delete from operation', values: [] },
    );
    expect(await world.call('GET', `/queue/${entry}`)).toMatchObject(GONE);
  });

  it('forgets old ends that nobody asked for', async () => {
    const world = await withCluster();
    await world.write({
      sql: `insert into heketi_queue (id, issuer, outcome, created_at_ms) values ('aa', 'admin', '{}', 0)`,
      values: [],
    });
    await world.end(await world.call('POST', '/operations/pending/cleanup', { json: {} }));
    expect(await world.store.read({ sql: 'select id from heketi_queue', values: [] })).toEqual([]);
  });
});

describe('many operations at once', () => {
  const BUSY = { status: 429, body: 'Server busy. Retry operation later.\n' };
  const create = (world: HeketiWorld, json: object = {}) =>
    world.call('POST', '/volumes', { json: { size: 1, ...json } });

  it('ck73: are eight, and no more of those that are counted', async () => {
    const world = await withCluster();
    const old = await addVolume(world, { size: 1, name: 'old' });
    const release = world.hold(isGluster);
    const accepted = [];
    for (let count = 0; count < 8; count += 1) accepted.push(await create(world));
    expect(accepted.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
    const ninth = await create(world);
    expect(ninth).toMatchObject(BUSY);
    expect(ninth.headers['retry-after']).toBeUndefined();
    expect(await world.call('DELETE', `/volumes/${old}`)).toMatchObject(BUSY);
    const failed = { json: { state: 'failed' } };
    const [device] = cluster.devices;
    expect(await world.call('POST', `/devices/${device?.id}/state`, failed)).toMatchObject(BUSY);
    expect(await world.call('POST', `/nodes/${device?.node}/state`, failed)).toMatchObject(BUSY);
    expect(await create(world, { name: 'old' })).toMatchObject(BUSY);
    expect(await create(world, { size: 100_000 })).toMatchObject(BUSY);
    release();
    for (const each of accepted) expect((await world.end(each)).status).toBe(303);
    expect((await world.end(await create(world))).status).toBe(303);
  });

  it('ck73: are refused after what is wrong with them', async () => {
    const world = await withCluster({ settings: { maxInflightOperations: 1 } });
    world.hold(isGluster);
    expect((await create(world)).status).toBe(202);
    expect((await create(world, { size: 0 })).status).toBe(400);
    expect((await create(world, { clusters: ['abc'] })).status).toBe(400);
    expect((await world.call('DELETE', '/volumes/abc')).status).toBe(404);
    expect((await world.call('POST', '/devices/abc/state', { json: { state: 'failed' } })).status).toBe(404);
  });

  it('ck73: are never more, however they come', async () => {
    const world = await withCluster({ settings: { maxInflightOperations: 3 } });
    world.hold(isGluster);
    const replies = await Promise.all(Array.from({ length: 12 }, () => create(world)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      202,
      202,
      202,
      ...Array.from({ length: 9 }, () => 429),
    ]);
  });

  it('are eight of 1,000 that come at once; the others are refused, and each is told', async () => {
    const world = await withCluster();
    const release = world.hold(isGluster);
    const replies = await Promise.all(Array.from({ length: 1_000 }, () => create(world)));
    const accepted = replies.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(8);
    const others = replies.filter(({ status }) => status !== 202);
    expect(new Set(others.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set([`429 ${BUSY.body}`]));
    release();
    for (const each of accepted) expect((await world.end(each)).status).toBe(303);
    const { body } = await world.call('GET', '/volumes');
    expect((JSON.parse(body) as { readonly volumes: readonly string[] }).volumes).toHaveLength(8);
  });

  it('ck74: do not keep others from beginning', async () => {
    const world = await withCluster({ settings: { maxInflightOperations: 1 } });
    world.hold(isGluster);
    expect((await create(world)).status).toBe(202);
    const [device] = cluster.devices;
    const state = await world.call('POST', `/devices/${device?.id}/state`, { json: { state: 'offline' } });
    expect((await world.end(state)).status).toBe(204);
    const added = await world.call('POST', '/devices', { json: { node: device?.node, name: '/dev/vdx' } });
    expect((await world.end(added)).status).toBe(204);
    expect((await world.call('POST', '/clusters', { json: {} })).status).toBe(201);
  });

  it('hold no place once they are stuck', async () => {
    const world = await withCluster({ settings: { maxInflightOperations: 1 } });
    const volume = await addVolume(world, { size: 1 });
    world.fleet.faultPlan = ({ argv }) =>
      argv.includes('lvremove') ? { kind: 'fail', code: 5, stderr: 'in use' } : undefined;
    expect((await world.end(await world.call('DELETE', `/volumes/${volume}`))).status).toBe(500);
    expect((await create(world)).status).toBe(202);
  });
});

describe('operations', () => {
  const counts = async (world: HeketiWorld) => parsed(await world.call('GET', '/operations'));

  it('ck75, Q20, Q23: are counted while they are open', async () => {
    const world = await withCluster();
    const release = world.hold(isGluster);
    const accepted = await world.call('POST', '/volumes', { json: { size: 1, durability: { type: 'replicate' } } });
    expect((await world.call('GET', '/operations')).body).toBe(
      '{"total":1,"in_flight":1,"stale":0,"failed":0,"new":1}\n',
    );
    const [operation] = await world.store.read({ sql: 'select id from operation', values: [] });
    const id = String(operation?.['id']);
    expect((await world.call('GET', '/operations/pending')).body).toBe(
      `{"pendingoperations":[{"id":"${id}","type_name":"create-volume","status":"","sub_status":"in-flight"}]}\n`,
    );
    const details = parsed<{ changes: readonly { description: string }[] }>(
      await world.call('GET', `/operations/pending/${id}`),
    );
    expect(details).toMatchObject({ id, type_name: 'create-volume', status: '', sub_status: '' });
    expect(details.changes.map(({ description }) => description)).toEqual(['Add brick', 'Add brick', 'Add volume']);
    const { body } = await world.call('GET', '/metrics', { token: false });
    expect(body).toMatch(/^heketi_operations_inFlight_count 1$/m);
    release();
    await world.end(accepted);
    expect(await counts(world)).toEqual({ total: 0, in_flight: 0, stale: 0, failed: 0, new: 0 });
    expect((await world.call('GET', '/operations/pending')).body).toBe('{"pendingoperations":[]}\n');
  });

  it('ck76: that are not there are named', async () => {
    const world = await startHeketi();
    expect(await world.call('GET', '/operations/pending/abc')).toMatchObject({
      status: 404,
      body: 'Id not found: abc\n',
    });
    expect((await world.call('POST', '/operations/pending/abc')).status).toBe(405);
    expect((await world.call('GET', '/operations/pending/cleanup')).status).toBe(405);
  });

  it('ck77: are cleaned up, at most 32 by name', async () => {
    const world = await startHeketi();
    const cleanUp = (body: string) => world.call('POST', '/operations/pending/cleanup', { body });
    const id = '0123456789abcdef0123456789abcdef';
    const ids = (count: number) => JSON.stringify({ operations: Array.from({ length: count }, () => id) });
    expect(await cleanUp(ids(33))).toMatchObject({
      status: 400,
      body: 'validation failed: operations: too many ids specified (33), up to 32 supported.\n',
    });
    expect((await cleanUp('{"operations":["x"]}')).body).toBe(
      'validation failed: operations: x is not a valid UUID.\n',
    );
    expect((await cleanUp('')).status).toBe(422);
    for (const body of ['{}', 'null', ids(32)]) expect((await world.end(await cleanUp(body))).status).toBe(204);
  });

  it('that failed are tried again by a clean-up', async () => {
    const world = await withCluster();
    await failDeletion(world);
    expect(await counts(world)).toEqual({ total: 1, in_flight: 0, stale: 0, failed: 1, new: 0 });
    const { pendingoperations } = parsed<{ pendingoperations: readonly { id: string }[] }>(
      await world.call('GET', '/operations/pending'),
    );
    expect(pendingoperations).toMatchObject([{ type_name: 'delete-volume', status: 'failed', sub_status: '' }]);
    world.fleet.faultPlan = undefined;
    const id = pendingoperations[0]?.id ?? '';
    const json = { operations: [id] };
    expect((await world.end(await world.call('POST', '/operations/pending/cleanup', { json }))).status).toBe(204);
    expect((await world.server.engine.wait(id, 60_000)).state.name).toBe('succeeded');
    expect(await counts(world)).toMatchObject({ total: 0 });
  });

  it('compat(heketi): Q27, are not cleaned up under an id in capitals, which is none that is wrong', async () => {
    const world = await withCluster();
    await failDeletion(world);
    world.fleet.faultPlan = undefined;
    const [row] = await world.store.read({ sql: 'select id from operation where ended_at_ms is null', values: [] });
    const id = String(row?.['id']);
    const before = await world.server.engine.get(id);
    const json = { operations: [id.toUpperCase()] };
    expect((await world.end(await world.call('POST', '/operations/pending/cleanup', { json }))).status).toBe(204);
    expect(await world.server.engine.get(id)).toEqual(before);
    expect(await counts(world)).toMatchObject({ total: 1, failed: 1 });
  });

  it('ck78: are stale when nobody carries them on', async () => {
    const world = await withCluster({ running: 0 });
    const accepted = await world.call('POST', '/volumes', { json: { size: 1 } });
    expect(await counts(world)).toMatchObject({ stale: 0, new: 1 });
    await world.write({ sql: `update operation set state = 'running', version = 99, updated_at_ms = 0`, values: [] });
    expect(await counts(world)).toEqual({ total: 1, in_flight: 0, stale: 1, failed: 0, new: 0 });
    const reply = await world.call('GET', String(accepted.headers['location']));
    expect(reply.headers['x-pending']).toBe('true');
  });
});
