import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tokenFor } from '../../test/heketi/tokens.ts';
import { heketiRoutes } from '../api/heketi/index.ts';
import { loadConfig } from '../kernel/config/index.ts';
import { type RunningHostreeve, startHostreeve } from './start-hostreeve.ts';
import { request } from './testing/request.ts';

let server: RunningHostreeve;
let url: string;
let folder: string;
const log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'one-port-'));
  const env = { HEKETI_EXECUTOR: 'mock', HEKETI_ADMIN_KEY: 'canary-admin', HEKETI_USER_KEY: 'canary-user' };
  const flags = { '--data': folder, '--listen': '127.0.0.1:0' };
  server = await startHostreeve({
    loaded: loadConfig({ flags, env, readFile: () => '' }),
    environment: {},
    clock: { now: () => Date.now() },
    logDestination: { write: (line: string) => log.push(line) },
  });
  [url = ''] = server.urls;
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
});

const problem = 'application/problem+json';
const heketi = 'text/plain; charset=utf-8';

describe('one port for all APIs', () => {
  it.each([
    // Each prefix has its own answer to what is not there, and to who is not known.
    ['GET', '/hello', 200, 'text/plain; charset=UTF-8'],
    ['GET', '/clusters', 401, heketi],
    ['GET', '/nothing', 401, heketi],
    ['DELETE', '/metrics', 401, heketi],
    ['GET', '/', 401, heketi],
    ['GET', '/metrics', 200, 'text/plain; version=0.0.4; charset=utf-8'],
    ['GET', '/api', 200, 'application/json; charset=utf-8'],
    ['GET', '/api/v2/volumes', 401, problem],
    ['GET', '/api/v2/openapi.json', 200, 'application/json; charset=utf-8'],
    ['GET', '/api/v2/nothing', 404, problem],
    ['GET', '/api/v1.0/minions', 404, problem],
    ['GET', '/v1/state/nodes', 404, problem],
    ['GET', '/refissh/files', 404, problem],
    ['GET', '/refissh-alps/files', 404, problem],
    ['GET', '/socket.io/', 404, problem],
    ['GET', '/websockify', 404, problem],
    ['GET', '/docs/nothing', 404, problem],
    ['GET', '/docs/heketi/latest.html', 200, 'text/html; charset=utf-8'],
    ['GET', '/docs/heketi/latest.js', 200, 'text/javascript; charset=utf-8'],
    ['GET', '/docs/heketi/swagger.yml', 200, 'application/yaml; charset=utf-8'],
    ['GET', '/docs/heketi/swagger-ui/swagger-ui.css', 200, 'text/css; charset=utf-8'],
    ['GET', '/docs/heketi/swagger-ui/swagger-ui-bundle.js', 200, 'text/javascript; charset=utf-8'],
    ['GET', '/docs/heketi/swagger-ui/package.json', 404, problem],
    ['POST', '/docs/heketi/swagger.yml', 404, problem],
    ['GET', '/ui', 200, 'text/html; charset=utf-8'],
    ['GET', '/healthz', 200, 'application/json; charset=utf-8'],
    ['GET', '/readyz', 200, 'application/json; charset=utf-8'],
    ['POST', '/healthz', 404, problem],
  ])('%s %s', async (method, path, status, type) => {
    const answer = await request(url + path, { method });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, type]);
  });

  it('leads from a problem to its explanation', async () => {
    const { type } = JSON.parse((await request(`${url}/api/v2/volumes`)).body) as { type: string };
    const [path = '', anchor = ''] = type.split('#');
    const page = await request(url + path);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain(`<h2 id="${anchor}">`);
  });

  it('has a page of Heketi’s API that loads nothing from elsewhere', async () => {
    const page = await request(`${url}/docs/heketi/latest.html`);
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'",
    );
    const named = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to = '']) => to);
    expect(named).toHaveLength(4);
    for (const to of named)
      expect((await request(new URL(to, `${url}/docs/heketi/latest.html`).href)).status).toBe(200);
    expect((await request(`${url}/docs/heketi`)).headers.location).toBe('/docs/heketi/latest.html');
  });

  it('names its APIs to people and to programs', async () => {
    for (const path of ['/ui', '/api'])
      for (const api of ['/api/v2/openapi.json', '/hello']) expect((await request(url + path)).body).toContain(api);
  });

  it('sends a browser to the product', async () => {
    const answer = await request(url, { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.location]).toEqual([302, '/ui']);
  });

  it("cleans a path before it asks for Heketi's token, and no path of the others", async () => {
    const cleaned = await request(`${url}//clusters`);
    expect([cleaned.status, cleaned.headers.location]).toEqual([301, '/clusters']);
    expect((await request(`${url}/api/v2//volumes`)).status).toBe(404);
  });

  it("leaves the state read-only of Heketi's API, which that cannot leave, through our own", async () => {
    const ours = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
    const set = (state: string): ReturnType<typeof request> =>
      request(`${url}/api/v2/server/heketi-state`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${ours}`, 'content-type': 'application/json' },
        body: JSON.stringify({ state }),
      });
    const asHeketi = (path: string, body: object): ReturnType<typeof request> =>
      request(url + path, {
        method: 'POST',
        headers: { authorization: `bearer ${tokenFor('POST', path, { key: 'canary-admin' })}` },
        body: JSON.stringify(body),
      });
    expect((await set('read-only')).status).toBe(200);
    for (const [path, body] of [['/admin', { state: 'normal' }] as const, ['/nodes', {}] as const])
      expect(await asHeketi(path, body)).toMatchObject({ status: 503, body: 'Service disabled for maintenance\n' });
    expect(await set('normal')).toMatchObject({ status: 200, body: '{"state":"normal"}' });
    expect((await asHeketi('/nodes', {})).status).toBe(400);
    const audit = await request(`${url}/api/v2/audit?action=heketi.state.set`, {
      headers: { authorization: `Bearer ${ours}` },
    });
    const { items } = JSON.parse(audit.body) as { items: readonly object[] };
    expect(items).toMatchObject([
      { on: 'heketi/state/normal', from: '127.0.0.1', result: 'done' },
      { on: 'heketi/state/read-only' },
    ]);
  });

  it("has Heketi's figures and ours on one page", async () => {
    const { body } = await request(`${url}/metrics`);
    for (const name of ['heketi_up 1', 'heketi_cluster_count 0', 'hostreeve_operations_running 0', 'process_cpu_'])
      expect(body).toContain(name);
    expect(body).toContain('hostreeve_http_requests_total{route="/hello",method="GET"');
  });
});

describe('no route', () => {
  const paths = heketiRoutes.map(({ method, path, access }) => ({
    method,
    path: path.replace('{id}', 'ab'),
    isOpen: access === 'public',
  }));

  it.each(paths)("of Heketi's goes around the token: $method $path", async ({ method, path, isOpen }) => {
    const without = await request(url + path, { method });
    expect(without.status === 401).toBe(!isOpen);
    const token = await readFile(join(folder, 'admin-token'), 'utf8');
    const ours = await request(url + path, { method, headers: { authorization: `bearer ${token.trim()}` } });
    expect(ours.status === 401).toBe(!isOpen);
  });

  it('takes a token of our own for one of Heketi, or writes keys and tokens into the log', async () => {
    const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
    const asked = await request(`${url}/api/v2/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(asked.status).toBe(200);
    for (const secret of [token, 'canary-admin', 'canary-user']) expect(log.join('')).not.toContain(secret);
  });
});
