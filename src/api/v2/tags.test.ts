import { describe, expect, it } from 'vitest';
import { aV2Server, type TestV2 } from './testing/a-v2-server.ts';

const kinds = [
  ['node', ({ cluster }: TestV2) => `/nodes/${cluster.nodes[0]}`],
  ['device', ({ cluster }: TestV2) => `/devices/${cluster.devices[0]?.id}`],
] as const;

describe.each(kinds)('the tags of a %s', (_, pathOf) => {
  it('are set and removed, and the others stay', async () => {
    const server = await aV2Server();
    const path = pathOf(server);
    const change = (body: object) => server.ask(`PATCH ${path}/tags`, { body });
    const first = await change({ set: { rack: 'a', row: '7' } });
    expect([first.status, first.body]).toMatchObject([200, { tags: { rack: 'a', row: '7' } }]);
    expect((await server.ask(`GET ${path}`)).headers['etag']).toBe(first.headers['etag']);
    for (const name of ['x', 'y', 'z']) await change({ set: { [name]: '' }, remove: ['row', 'no-such'] });
    expect((await server.ask(`GET ${path}`)).body['tags']).toEqual({ rack: 'a', x: '', y: '', z: '' });
    expect((await change({ set: { only: '1' }, replaces: true })).body['tags']).toEqual({ only: '1' });
    expect((await change({ replaces: true })).body['tags']).toEqual({});
  });

  it('are changed as their client has seen them, where it says so', async () => {
    const server = await aV2Server();
    const path = pathOf(server);
    const etag = String((await server.ask(`GET ${path}`)).headers['etag']);
    const change = () => server.ask(`PATCH ${path}/tags`, { body: { set: { a: '1' } }, headers: { 'if-match': etag } });
    expect((await change()).status).toBe(200);
    expect((await change()).body).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
  });

  it('have names and values of a form, and are 32 at most in all', async () => {
    const server = await aV2Server();
    const path = pathOf(server);
    const change = (body: object) => server.ask(`PATCH ${path}/tags`, { body });
    const many = (letter: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_each, index) => [`${letter}${index}`, '']));
    for (const body of [
      { set: { 'a b': '' } },
      { set: { '': '' } },
      { set: { a: 'x'.repeat(65) } },
      { set: many('a', 33) },
      { remove: ['a b'] },
      { tags: { a: '1' } },
    ])
      expect((await change(body)).body, JSON.stringify(body)).toMatchObject({ status: 400, code: 'REQUEST_NOT_VALID' });
    expect((await change({ set: many('a', 32) })).status).toBe(200);
    expect((await change({ set: many('b', 1) })).body).toMatchObject({ status: 409, code: 'TAGS_TOO_MANY' });
    expect((await change({ set: many('b', 1), remove: ['a0'] })).status).toBe(200);
  });

  it('are changed by who may in its project', async () => {
    const server = await aV2Server();
    const token = await server.tokenWith({ role: 'viewer' });
    expect((await server.ask(`PATCH ${pathOf(server)}/tags`, { token, body: { set: {} } })).status).toBe(403);
  });
});
