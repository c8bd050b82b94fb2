import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { defineErrors } from '../kernel/errors.ts';
import { aServer } from './testing/a-server.ts';
import { request } from './testing/request.ts';

const errors = defineErrors({
  TEST_SHELF_FULL: {
    status: 409,
    retry: 'backoff',
    when: 'A shelf has no room.',
    remedy: 'Read a book.',
    text: (fields: { shelf: string; freeBytes: bigint }) => `shelf ${fields.shelf} is full`,
  },
});

const open = { config: { access: 'public' } } as const;
const json = { 'content-type': 'application/json' };

const aServerWithRoutes = async () =>
  aServer({
    register: (app) => {
      app.post('/echo', open, async ({ body }) => body);
      app.get('/files/:name', open, async ({ params }) => params);
      app.get('/coded', open, async () => {
        throw errors.TEST_SHELF_FULL({ shelf: 'B2', freeBytes: 0n });
      });
      app.get('/surprise', open, async () => {
        throw new Error('the canary sings');
      });
      const schema = { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } };
      app.post('/strict', { ...open, schema }, async ({ body }) => body);
    },
  });

describe('an error', () => {
  it('with a code is told as problem details with everything that belongs to it', async () => {
    await using server = await aServerWithRoutes();
    const answer = await request(`${server.url}/coded`);
    expect(answer.status).toBe(409);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toEqual({
      type: '/docs/errors#TEST_SHELF_FULL',
      title: 'A shelf has no room.',
      status: 409,
      detail: 'shelf B2 is full',
      code: 'TEST_SHELF_FULL',
      retry: 'backoff',
      fields: { shelf: 'B2', freeBytes: '0' },
      requestId: answer.headers['x-request-id'],
    });
  });

  it('that nobody expected tells the client a request id only, and the log everything', async () => {
    await using server = await aServerWithRoutes();
    const answer = await request(`${server.url}/surprise`);
    const id = answer.headers['x-request-id'];
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([500, { code: 'INTERNAL', requestId: id }]);
    expect(answer.body).not.toContain('canary');
    const line = server.log.find((each) => each.includes('canary'));
    expect(JSON.parse(line ?? 'null')).toMatchObject({ level: 'error', requestId: id });
  });
});

describe('a request', () => {
  it.each([
    ['x'.repeat(2000), json, 413, 'BODY_TOO_LARGE'],
    ['{"password": canary', json, 400, 'BODY_NOT_JSON'],
    ['', json, 400, 'BODY_NOT_JSON'],
    ['<a/>', { 'content-type': 'application/xml' }, 415, 'BODY_TYPE_UNSUPPORTED'],
  ])('that has the wrong body, as case %$, is refused with a code of its own', async (body, headers, status, code) => {
    await using server = await aServerWithRoutes();
    const answer = await request(`${server.url}/echo`, { method: 'POST', headers, body });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([status, { code, status }]);
    expect(answer.body).not.toContain('canary');
  });

  it('that breaks a schema is told where', async () => {
    await using server = await aServerWithRoutes();
    const answer = await request(`${server.url}/strict`, { method: 'POST', headers: json, body: '{}' });
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 400,
      code: 'REQUEST_NOT_VALID',
      fields: { part: 'body', problems: [{ at: '', message: "must have required property 'name'" }] },
    });
  });

  it('to an unknown path is told method and path, without the query', async () => {
    await using server = await aServerWithRoutes();
    const answer = await request(`${server.url}/no/such?token=canary`, { method: 'DELETE' });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 404,
      code: 'NOT_FOUND_PATH',
      detail: 'there is nothing at DELETE /no/such on this server',
    });
  });

  it.each(['/files/%zz', `/files/${'x'.repeat(5000)}`])(
    'to a malformed path, as case %$, is a problem too',
    async (path) => {
      await using server = await aServerWithRoutes();
      expect(JSON.parse((await request(server.url + path)).body)).toMatchObject({ code: 'REQUEST_MALFORMED' });
    },
  );

  it('may have headers of half a MiB, and is refused beyond one', async () => {
    await using server = await aServerWithRoutes();
    const withHeader = async (length: number) =>
      request(`${server.url}/healthz`, { headers: { 'x-long': 'x'.repeat(length) } });
    expect((await withHeader(500_000)).status).toBe(200);
    const refused = await withHeader(1_100_000);
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([431, { code: 'HEADERS_TOO_LARGE' }]);
  });

  it('that is not HTTP is told so', async () => {
    await using server = await aServerWithRoutes();
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    socket.write('good evening\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('REQUEST_MALFORMED');
  });

  it('by HEAD finds no route that only GET has', async () => {
    await using server = await aServerWithRoutes();
    expect((await request(`${server.url}/healthz`, { method: 'HEAD' })).status).toBe(404);
  });

  it('is logged at debug with its path and without its query', async () => {
    await using server = await aServerWithRoutes();
    const answer = await request(`${server.url}/files/a?token=canary`);
    // The line is written after the answer; a stopped server has written all.
    await server.stop();
    const lines = server.log.map((line) => JSON.parse(line) as { message: string });
    expect(lines.filter((line) => line.message === 'request')).toEqual([
      {
        time: expect.any(String),
        level: 'debug',
        message: 'request',
        requestId: answer.headers['x-request-id'],
        method: 'GET',
        path: '/files/a',
        status: 200,
        ms: expect.any(Number),
      },
    ]);
    expect(server.log.join('')).not.toContain('canary');
  });

  it('is counted by route, so that unknown paths make one series', async () => {
    await using server = await aServerWithRoutes();
    for (const path of ['/files/a', '/files/b', '/nothing', '/nowhere']) await request(server.url + path);
    const { body } = await request(`${server.url}/metrics`);
    expect(body).toContain('hostreeve_http_requests_total{route="/files/:name",method="GET",status="200"} 2');
    expect(body).toContain('hostreeve_http_requests_total{route="unknown",method="GET",status="404"} 2');
    expect(body).toContain('hostreeve_http_request_duration_seconds_count{route="/files/:name",method="GET"} 2');
  });
});
