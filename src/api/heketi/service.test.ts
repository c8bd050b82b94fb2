import { describe, expect, it } from 'vitest';
import { addCluster, addDevice, addNode, addVolume } from '../../../test/heketi/add-over-api.ts';
import { startHeketi } from '../../../test/heketi/start-heketi.ts';

describe('the admin state', () => {
  const set = (state: unknown) => ({ json: { state } });

  it('is shown and set', async () => {
    const world = await startHeketi();
    expect((await world.call('GET', '/admin')).body).toBe('{"state":"normal"}\n');
    expect(await world.call('POST', '/admin', set('local-client'))).toMatchObject({ status: 204, body: '' });
    expect((await world.call('GET', '/admin')).body).toBe('{"state":"local-client"}\n');
    const rows = await world.store.read({ sql: 'select who, action, target from audit_entry', values: [] });
    expect(rows).toEqual([{ who: 'heketi-admin', action: 'heketi.state.set', target: 'heketi/state/local-client' }]);
  });

  it('is refused where it is none', async () => {
    const world = await startHeketi();
    const answers = [
      [{ body: '' }, 'request unable to be parsed: unexpected end of JSON input'],
      [
        { body: '{"state":1}' },
        'request unable to be parsed: json: cannot unmarshal number into Go struct field state of type string',
      ],
      [set(''), 'validation failed: state: cannot be blank.'],
      [{ json: {} }, 'validation failed: state: cannot be blank.'],
      [set('Normal'), 'validation failed: state: must be a valid value.'],
    ] as const;
    for (const [options, text] of answers)
      expect(await world.call('POST', '/admin', options)).toMatchObject({ status: 400, body: `${text}\n` });
  });

  it('ck80, Q10: read-only refuses all changes, its own end included, until it is reset', async () => {
    const world = await startHeketi();
    await world.call('POST', '/admin', set('read-only'));
    const refused = { status: 503, body: 'Service disabled for maintenance\n' };
    expect(await world.call('POST', '/admin', set('normal'))).toMatchObject(refused);
    expect(await world.call('POST', '/clusters', { json: {} })).toMatchObject(refused);
    expect(await world.call('POST', '/nothing', { json: {} })).toMatchObject(refused);
    expect((await world.call('OPTIONS', '/clusters')).status).toBe(503);
    expect((await world.call('GET', '/clusters')).status).toBe(200);
    expect((await world.call('HEAD', '/clusters')).status).toBe(405);
    expect((await world.call('GET', '/hello', { token: false })).status).toBe(200);
    expect((await world.call('POST', '/clusters', { token: false })).status).toBe(401);
    world.adminState.set('normal');
    expect((await world.call('POST', '/clusters', { json: {} })).status).toBe(201);
  });

  it('ck81: local-client takes changes from this machine alone', async () => {
    const mine = await startHeketi({ adminState: 'local-client', isLoopback: () => true });
    expect((await mine.call('POST', '/clusters', { json: {} })).status).toBe(201);
    const other = await startHeketi({ adminState: 'local-client', isLoopback: () => false });
    expect((await other.call('POST', '/clusters', { json: {} })).status).toBe(503);
    expect((await other.call('GET', '/clusters')).status).toBe(200);
  });
});

describe('the level of the log', () => {
  it('is shown in the words of Heketi, and set by them', async () => {
    const world = await startHeketi();
    expect((await world.call('GET', '/internal/logging')).body).toBe('{"loglevel":{"glusterfs":"info"}}\n');
    const set = (loglevel: unknown) => world.call('POST', '/internal/logging', { json: { loglevel } });
    expect(await set({ glusterfs: 'warning', other: 'debug' })).toMatchObject({
      status: 200,
      body: '{"loglevel":{"glusterfs":"warning"}}\n',
    });
    expect(world.logLevel()).toBe('warn');
    expect((await set({ glusterfs: '' })).body).toBe('{"loglevel":{"glusterfs":"warning"}}\n');
    for (const level of ['none', 'critical', 'error', 'info', 'debug'])
      expect((await set({ glusterfs: level })).body).toBe(`{"loglevel":{"glusterfs":"${level}"}}\n`);
  });

  it('ck79: is refused where it is none', async () => {
    const world = await startHeketi();
    const set = (body: string) => world.call('POST', '/internal/logging', { body });
    expect(await set('{"loglevel":{"glusterfs":"loud"}}')).toMatchObject({
      status: 422,
      body: 'invalid log level: loud\n',
    });
    expect(await set('{"loglevel":{"other":"info"}}')).toMatchObject({
      status: 422,
      body: 'Only "glusterfs" logger may be modified\n',
    });
    expect(await set('{')).toMatchObject({
      status: 400,
      body: 'request unable to be parsed: unexpected end of JSON input\n',
    });
    expect(world.logLevel()).toBe('info');
  });
});

describe('a database that is read-only', () => {
  it('is no reason to say that all is well', async () => {
    const world = await startHeketi({ settings: { isReadOnly: true } });
    expect(await world.call('POST', '/clusters', { json: {} })).toMatchObject({
      status: 500,
      body: 'database is in read-only mode\n',
    });
    expect((await world.call('GET', '/clusters')).status).toBe(200);
    expect((await world.call('POST', '/admin', { json: { state: 'local-client' } })).status).toBe(204);
  });
});

describe('the metrics', () => {
  it('are all of Heketi’s series, by name, label and value, after a volume was made', async () => {
    const world = await startHeketi();
    const ids = new Map<string, string>();
    const cluster = await addCluster(world);
    ids.set(cluster, 'CLUSTER');
    for (const name of ['a', 'b', 'c']) {
      const node = await addNode(world, cluster, name);
      ids.set(await addDevice(world, node, '/dev/vdb'), `DEVICE-${name}`);
    }
    await addVolume(world, { size: 10, durability: { type: 'replicate', replicate: { replica: 3 } } });
    const { status, headers, body } = await world.call('GET', '/metrics', { token: false });
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    await expect(steady(body, ids)).toMatchFileSnapshot('__golden__/metrics.txt');
  });

  it('say alone that Heketi is down when the store cannot be read', async () => {
    const world = await startHeketi();
    await world.store.close();
    const { status, body } = await world.call('GET', '/metrics', { token: false });
    expect([status, body]).toEqual([200, '# HELP heketi_up Is heketi running?\n# TYPE heketi_up gauge\nheketi_up 0\n']);
  });
});

/** The page with names in the place of ids, and the series of each name in their order: ids are drawn anew each time. */
function steady(page: string, ids: ReadonlyMap<string, string>): string {
  const named = page
    .replaceAll(/"([0-9a-f]{32})"/g, (_, id: string) => `"${ids.get(id) ?? id}"`)
    .replaceAll(/"\w{6}(-\w{4}){5}-\w{6}"/g, '"UUID OF LVM"');
  return named
    .split(/^(?=# HELP )/m)
    .map((series) => {
      const lines = series.split('\n').slice(0, -1);
      return [...lines.slice(0, 2), ...lines.slice(2).toSorted(), ''].join('\n');
    })
    .join('');
}
