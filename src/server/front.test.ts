import { describe, expect, it } from 'vitest';
import { isOfMainApp } from './front.ts';
import { aServer } from './testing/a-server.ts';
import { request } from './testing/request.ts';

const isMain = (url: string, method = 'GET', accept?: string): boolean =>
  isOfMainApp({ method, url, headers: accept === undefined ? {} : { accept } });

describe('the one port of all APIs', () => {
  it.each([
    '/v1',
    '/v1/configuration/datasets',
    '/api',
    '/api/v2/volumes?limit=3',
    '/api/v1.0/minions',
    '/refissh',
    '/refissh-daint/files',
    '/ui',
    '/ui/volumes/7',
    '/docs/heketi/swagger.yml',
    '/healthz',
    '/readyz',
    '/socket.io/?EIO=4',
    '/websockify',
    'http://localhost:8080/api/v2/hosts',
  ])('gives %s to its own API', (url) => {
    expect([isMain(url), isMain(url, 'POST')]).toEqual([true, true]);
  });

  it.each([
    '/hello',
    '/clusters',
    '/volumes/7f',
    '/apis',
    '/v1x',
    '/v10/clusters',
    '/refisshed',
    '/healthz2',
    '//api/v2',
    '/./api',
    '/clusters/../api',
    '/%61pi/v2',
    '*',
    'http://localhost:8080/hello',
  ])('gives %s to Heketi', (url) => {
    expect([isMain(url), isMain(url, 'POST')]).toEqual([false, false]);
  });

  it('gives the front page to browsers, and to Heketi what its clients ask for there', () => {
    expect(isMain('/', 'GET', 'text/html,application/xhtml+xml')).toBe(true);
    expect(isMain('/', 'GET', '*/*')).toBe(false);
    expect(isMain('/')).toBe(false);
    expect(isMain('/', 'POST', 'text/html')).toBe(false);
  });

  it('has one page of metrics, and Heketi answers other methods there', () => {
    expect([isMain('/metrics'), isMain('/metrics', 'POST'), isMain('/metrics/')]).toEqual([true, false, false]);
  });

  it('answers each path by the app that owns it', async () => {
    await using server = await aServer({
      registerRest: (app) => void app.all('/*', { config: { access: 'own-table' } }, async () => 'the rest'),
    });
    expect((await request(`${server.url}/clusters`)).body).toBe('the rest');
    expect((await request(`${server.url}/api/nothing`)).status).toBe(404);
    const browser = await request(server.url, { headers: { accept: 'text/html' } });
    expect([browser.status, browser.headers.location]).toEqual([302, '/ui']);
  });
});
