import { beforeAll, describe, expect, it } from 'vitest';
import { addCluster, addNode, nodeWish } from '../../../test/heketi/add-over-api.ts';
import { sendRaw } from '../../../test/heketi/http-client.ts';
import { type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';
import { tokenFor } from '../../../test/heketi/tokens.ts';
import { actions } from '../../kernel/identity/index.ts';
import { heketiRoutes } from './routes.ts';

let world: HeketiWorld;
beforeAll(async () => {
  world = await startHeketi({ isShared: true });
  return () => world.stop();
});

const UNKNOWN = 'Invalid path or request\n';

it('Q1: a fault of the program is a plain 500 that tells nothing of it, and the server goes on', async () => {
  const mine = await startHeketi();
  const { engine } = mine.server;
  (engine as { submit: typeof engine.submit }).submit = () => {
    throw new TypeError('a secret of the program');
  };
  const cluster = await addCluster(mine);
  const { status, headers, body } = await mine.call('POST', '/nodes', { json: nodeWish(cluster, 'n') });
  expect([status, headers['content-type']]).toEqual([500, 'text/plain; charset=utf-8']);
  expect(body).toMatch(/^Something went wrong inside the server; its log tells more under request \S+\n$/);
  expect(mine.errors).toEqual([expect.stringContaining('a secret of the program')]);
  expect((await mine.call('GET', '/clusters')).status).toBe(200);
});

describe('paths and methods', () => {
  it('ck1: greet without a token, with no line at the end', async () => {
    const { status, body, headers } = await world.call('GET', '/hello?x=1', { token: false });
    expect([status, body, headers['content-type']]).toEqual([200, 'Hello from Heketi', 'text/plain; charset=UTF-8']);
  });

  it('ck2, Q24: show metrics without a token', async () => {
    const { status, body } = await world.call('GET', '/metrics', { token: false });
    expect([status, body]).toEqual([200, expect.stringMatching(/^heketi_up 1$/m)]);
  });

  it('ck3: POST /hello needs a token, and is unknown then', async () => {
    expect((await world.call('POST', '/hello', { token: false })).status).toBe(401);
    expect(await world.call('POST', '/hello')).toMatchObject({ status: 404, body: UNKNOWN });
    expect(await world.call('GET', '/hello/')).toMatchObject({ status: 404, body: UNKNOWN });
  });

  it('ck4: HEAD is answered 405 on a known path, with an empty body', async () => {
    const { status, headers, body } = await world.call('HEAD', '/clusters');
    expect([status, headers['content-length'], body]).toEqual([405, '0', '']);
  });

  it('ck5: OPTIONS needs a token, and is 405 without Allow then', async () => {
    expect((await world.call('OPTIONS', '/clusters', { token: false })).status).toBe(401);
    const { status, headers, body } = await world.call('OPTIONS', '/clusters');
    expect([status, body, headers['allow'], headers['content-type']]).toEqual([405, '', undefined, undefined]);
  });

  it.each(['PUT', 'PATCH', 'TRACE', 'PROPFIND', 'PURGE', 'QUERY', 'SEARCH'])(
    '%s is 405 with an empty body',
    async (method) => {
      expect(await world.call(method, '/volumes')).toMatchObject({ status: 405, body: '' });
    },
  );

  it.each(['/nodes', '/devices'])('%s has no list', async (path) => {
    expect(await world.call('GET', path)).toMatchObject({ status: 405, body: '' });
  });

  it('ck6: an unknown path is 404', async () => {
    for (const path of ['/nothing', '/queue', '/queue/', '/', '/volumes/abc/nothing', '/x%2Fy', '/x%FFy'])
      expect(await world.call('GET', path), path).toMatchObject({ status: 404, body: UNKNOWN });
  });

  it('ck7: an unknown path without a token is 401', async () => {
    for (const path of ['/nothing', '/x%FFy', '/x%2'])
      expect((await world.call('GET', path, { token: false })).status, path).toBe(401);
  });

  it('ck8: an id that is none is no path, and one that is not there is no id', async () => {
    expect(await world.call('GET', '/clusters/badid')).toMatchObject({ status: 404, body: UNKNOWN });
    expect(await world.call('GET', '/clusters/bad')).toMatchObject({ status: 404, body: 'Id not found\n' });
  });

  it('an id in capitals is another id', async () => {
    const made = await world.call('POST', '/clusters', { json: {} });
    const { id } = JSON.parse(made.body) as { id: string };
    const capitals = id.toUpperCase();
    if (capitals === id) return;
    expect(await world.call('GET', `/clusters/${capitals}`)).toMatchObject({ status: 404, body: 'Id not found\n' });
  });

  it('ck9: a slash too many is redirected, after the token and with any method', async () => {
    expect((await world.call('GET', '/clusters/', { token: false })).status).toBe(401);
    const reply = await world.call('GET', '/clusters/?a=b');
    expect(reply).toMatchObject({ status: 301, headers: { location: '/clusters?a=b' } });
    expect(reply.body).toContain('<a href=');
    expect(await world.call('DELETE', '/clusters/')).toMatchObject({
      status: 301,
      headers: { location: '/clusters' },
      body: '',
    });
  });

  it.each([
    ['//clusters', '/clusters'],
    ['/clusters//', '/clusters/'],
    ['/a/./b', '/a/b'],
    ['/a/../clusters', '/clusters'],
    ['/a%2F%2Fb%20c?d', '/a/b%20c?d'],
  ])('ck10: %s is redirected to %s without a token', async (path, location) => {
    const text = await sendRaw(world.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 301 /);
    expect(text).toContain(`\r\nlocation: ${location}\r\n`);
    expect(text).toMatch(/\r\ncontent-length: 0\r\n/);
  });

  it('ck11: every refusal is plain text with a line at its end', async () => {
    const replies = [
      await world.call('GET', '/clusters', { token: false }),
      await world.call('GET', '/nothing'),
      await world.call('GET', '/clusters/abc'),
      await world.call('POST', '/clusters', { body: '' }),
      await world.call('POST', '/nodes', { json: {} }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([401, 404, 404, 422, 400]);
    for (const { headers, body } of replies) {
      expect(headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
      expect(body).toMatch(/[^\n]\n$/);
    }
  });

  it('ck12, Q25: JSON says so in capitals, and ends with a line', async () => {
    const { headers, body } = await world.call('GET', '/volumes');
    expect([headers['content-type'], body]).toEqual(['application/json; charset=UTF-8', '{"volumes":[]}\n']);
  });

  it('nothing is sent that Heketi never sends', async () => {
    const names = ['retry-after', 'allow', 'www-authenticate', 'access-control-allow-origin', 'etag', 'set-cookie'];
    for (const path of ['/volumes', '/nothing', '/hello'])
      for (const token of [{}, false] as const) {
        const { headers } = await world.call('GET', path, { token });
        expect(Object.keys(headers).filter((name) => names.includes(name))).toEqual([]);
      }
  });

  it('ck84: a GET with a body and no Content-Type is served as any other', async () => {
    expect((await world.call('GET', '/volumes', { body: '{}' })).status).toBe(200);
    expect((await world.call('DELETE', '/clusters/abc', { body: '{}' })).body).toBe('Id not found\n');
  });

  it('ck85: a key in capitals is the same key', async () => {
    const { body } = await world.call('POST', '/volumes', { body: '{"SIZE":-1}' });
    expect(body).toBe('validation failed: size: must be no less than 1.\n');
  });

  it.each(['text/plain', 'application/json; charset=nothing', ',,;', ''])(
    'a body is JSON whatever its Content-Type %j says',
    async (type) => {
      const { status } = await world.call('POST', '/clusters', { json: {}, headers: { 'content-type': type } });
      expect(status).toBe(201);
    },
  );

  it('takes a body in pieces', async () => {
    expect((await world.call('POST', '/clusters', { json: { file: true }, isChunked: true })).body).toContain(
      '"file":true',
    );
  });

  it('takes a body of 1 MiB and no more', async () => {
    const padding = ' '.repeat(1024 * 1024 - 2);
    expect((await world.call('POST', '/clusters', { body: `{}${padding}` })).status).toBe(201);
    const inPieces = await world.call('POST', '/clusters', { body: `{} ${padding}`, isChunked: true });
    expect([inPieces.status, inPieces.body]).toEqual([413, expect.stringContaining('1048576')]);
    const text = await sendRaw(
      world.port,
      `POST /clusters HTTP/1.1\r\nHost: x\r\nAuthorization: bearer ${tokenFor('POST', '/clusters')}\r\nContent-Length: 1048577\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text.toLowerCase()).toContain('\r\nconnection: close\r\n');
  });

  it('takes a target with scheme and host', async () => {
    const text = await sendRaw(
      world.port,
      `GET http://localhost/volumes HTTP/1.1\r\nHost: localhost\r\nAuthorization: bearer ${tokenFor('GET', '/volumes')}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('every route', () => {
  const targets = heketiRoutes.map(({ method, path, access }) => ({
    method,
    path: path.replace('{id}', '0123456789abcdef0123456789abcdef'),
    access,
  }));

  it('says which right it takes, of those that there are', () => {
    for (const { path, access } of heketiRoutes) expect(access === 'public' || access in actions, path).toBe(true);
    const open = heketiRoutes.filter(({ access }) => access === 'public').map(({ path }) => path);
    expect(open).toEqual(['/hello', '/metrics']);
  });

  it.each(targets.filter(({ access }) => access !== 'public'))(
    '$method $path asks for a token',
    async ({ method, path }) => {
      expect(await world.call(method, path, { token: false, json: {} })).toMatchObject({
        status: 401,
        body: 'Required authorization token not found\n',
      });
    },
  );

  it('is refused to a principal without rights', async () => {
    const mine = await startHeketi();
    await mine.identity.manage.revokeRole({ who: 'test', from: 'test' }, 'heketi-admin' as never, {
      role: 'heketi-admin',
    });
    for (const { method, path, access } of targets) {
      const { status, body } = await mine.call(method, path, { json: {} });
      if (access === 'public') expect(status, path).toBe(200);
      else expect([status, body], `${method} ${path}`).toEqual([401, 'Administrator access required\n']);
    }
  });
});

describe('rights that a person has narrowed', () => {
  it('reach what is in their project and nothing else', async () => {
    const mine = await startHeketi();
    const actor = { who: 'test', from: 'test' };
    const admin = 'heketi-admin' as never;
    const other = await mine.identity.manage.createProject(actor, 'other');
    await mine.identity.manage.revokeRole(actor, admin, { role: 'heketi-admin' });
    await mine.identity.manage.grantRole(actor, admin, { role: 'heketi-admin', project: 'default' });
    const made = await mine.call('POST', '/clusters', { json: { file: true } });
    expect(made.status).toBe(201);
    const { id } = JSON.parse(made.body) as { id: string };
    expect((await mine.call('GET', `/clusters/${id}`)).status).toBe(200);
    await mine.write({
      sql: 'update gluster_cluster set project = $1 where id = $2',
      values: [other.id, id],
      changes: 1,
    });
    expect((await mine.call('GET', `/clusters/${id}`)).status).toBe(401);
    expect((await mine.call('DELETE', `/clusters/${id}`)).status).toBe(401);
    expect((await mine.call('GET', '/clusters')).status).toBe(401);
    expect(await mine.call('GET', '/clusters/abc')).toMatchObject({ status: 404, body: 'Id not found\n' });
  });

  it('of one project bring in no host, and erase no device of another', async () => {
    const mine = await startHeketi();
    const actor = { who: 'test', from: 'test' };
    const admin = 'heketi-admin' as never;
    const cluster = await addCluster(mine);
    const other = await mine.identity.manage.createProject(actor, 'other');
    const nodes = [await addNode(mine, cluster, 'node-1'), await addNode(mine, await addCluster(mine), 'node-2')];
    await mine.write({
      sql: 'update gluster_cluster set project = $1 where id <> $2',
      values: [other.id, cluster],
      changes: 1,
    });
    await mine.identity.manage.revokeRole(actor, admin, { role: 'heketi-admin' });
    await mine.identity.manage.grantRole(actor, admin, { role: 'heketi-admin', project: 'default' });
    expect(await mine.call('POST', '/nodes', { json: nodeWish(cluster, 'node-3') })).toMatchObject({
      status: 401,
      body: 'Administrator access required\n',
    });
    const statuses = nodes.map(async (node) => {
      const json = { node, name: '/dev/vdb', destroydata: true };
      return (await mine.call('POST', '/devices', { json })).status;
    });
    expect(await Promise.all(statuses)).toEqual([202, 401]);
  });
});
