import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../kernel/errors.ts';
import { createHostCheck } from './host-check.ts';
import { aServer } from './testing/a-server.ts';
import { request } from './testing/request.ts';

const loopback = { isLoopback: true };
const open = { isLoopback: false };

function verdict(allowed: string[], headers: { host?: string; origin?: string }, listener: typeof loopback): string {
  try {
    createHostCheck(allowed)(headers, listener);
    return 'passes';
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

describe('the Host of a request', () => {
  it.each(['localhost', 'localhost:8080', 'LOCALHOST:1', '127.0.0.1:8080', '127.0.0.2', '[::1]:8080', '[::1]'])(
    'may be %s on a loopback listener',
    (host) => {
      expect(verdict([], { host }, loopback)).toBe('passes');
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1:8080',
    'evil@localhost',
    'localhost/@evil',
    '',
    ':80',
  ])('may not be %j on a loopback listener', (host) => {
    expect(verdict([], { host }, loopback)).toBe('SERVER_HOST_FOREIGN');
  });

  it('may be one of the allowed names, with any port', () => {
    expect(verdict(['Reeve.Example.org'], { host: 'reeve.example.org:8443' }, loopback)).toBe('passes');
    expect(verdict(['reeve.example.org'], { host: 'reeve.example.org' }, open)).toBe('passes');
  });

  it('is checked on other listeners only when names are allowed', () => {
    expect(verdict([], { host: 'any.example' }, open)).toBe('passes');
    expect(verdict(['reeve.example.org'], { host: 'any.example' }, open)).toBe('SERVER_HOST_FOREIGN');
  });

  it('may be missing, as in HTTP/1.0', () => {
    expect(verdict([], {}, loopback)).toBe('passes');
  });
});

describe('the Origin of a request', () => {
  it.each([
    ['http://localhost:8080', 'localhost:8080'],
    ['http://localhost', 'localhost:80'],
    ['https://any.example', 'any.example:443'],
    ['http://[::1]:8080', '[::1]:8080'],
  ])('may be %s where %s was asked', (origin, host) => {
    expect(verdict([], { host, origin }, open)).toBe('passes');
  });

  it('may be an allowed name, behind a proxy that changes Host', () => {
    const headers = { host: 'localhost:8080', origin: 'https://reeve.example.org' };
    expect(verdict(['reeve.example.org'], headers, loopback)).toBe('passes');
  });

  it.each([
    'http://evil.example',
    'null',
    'http://localhost:3000',
    'https://localhost:80',
    'chrome-extension://abc',
    '',
  ])('may not be %j where localhost was asked', (origin) => {
    expect(verdict([], { host: 'localhost', origin }, loopback)).toBe('SERVER_ORIGIN_FOREIGN');
  });
});

describe('a server', () => {
  it.each(['localhost', 'evil.example'])('refuses a request with a second Host %s, whatever the path', async (host) => {
    await using server = await aServer();
    for (const path of ['/healthz', '/nothing']) {
      const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nhOST: ${host}\r\nConnection: close\r\n\r\n`);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(answer).toContain('REQUEST_MALFORMED');
    }
  });
});

describe('a server on a loopback address', () => {
  it('refuses a foreign Host and a foreign Origin with 403 on every path', async () => {
    await using server = await aServer();
    for (const path of ['/healthz', '/', '/nothing']) {
      const rebound = await request(server.url + path, { headers: { host: 'evil.example' } });
      expect([rebound.status, JSON.parse(rebound.body)]).toMatchObject([403, { code: 'SERVER_HOST_FOREIGN' }]);
      const foreign = await request(server.url + path, { headers: { origin: 'http://evil.example' } });
      expect([foreign.status, JSON.parse(foreign.body)]).toMatchObject([403, { code: 'SERVER_ORIGIN_FOREIGN' }]);
    }
    expect((await request(`${server.url}/healthz`, { headers: { origin: server.url } })).status).toBe(200);
  });
});
