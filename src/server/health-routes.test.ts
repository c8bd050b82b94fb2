import { describe, expect, it } from 'vitest';
import { createHealth } from '../kernel/telemetry/index.ts';
import { aServer } from './testing/a-server.ts';
import { request } from './testing/request.ts';
import { version } from '../kernel/version.ts';

describe('the places for machines', () => {
  it('say that the process is alive', async () => {
    await using server = await aServer();
    const answer = await request(`${server.url}/healthz`);
    expect([answer.status, answer.body]).toEqual([200, '{"status":"ok"}']);
  });

  it('say check by check whether the server is ready', async () => {
    const health = createHealth({ now: () => 0 });
    let isWell = true;
    health.register('store', async () => {
      if (!isWell) throw new Error('disk is full');
    });
    await using server = await aServer({ health });
    const good = await request(`${server.url}/readyz`);
    expect([good.status, JSON.parse(good.body)]).toEqual([
      200,
      { ready: true, checks: [{ name: 'store', ok: true, ms: 0 }] },
    ]);
    isWell = false;
    const bad = await request(`${server.url}/readyz`);
    expect([bad.status, JSON.parse(bad.body)]).toEqual([
      503,
      { ready: false, checks: [{ name: 'store', ok: false, message: 'disk is full', ms: 0 }] },
    ]);
  });

  it('give metrics of which every line is a comment or a sample', async () => {
    await using server = await aServer();
    await request(`${server.url}/healthz`);
    const answer = await request(`${server.url}/metrics`);
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = answer.body.trimEnd().split('\n');
    const sample = /^[a-zA-Z_:][\w:]*(\{\w+="[^"]*"(,\w+="[^"]*")*\})? (Nan|[+-]?(Inf|[\d.]+(e[+-]?\d+)?))$/;
    expect(lines.filter((line) => line !== '' && !/^# (HELP|TYPE) /.test(line) && !sample.test(line))).toEqual([]);
    expect(answer.body).toContain('hostreeve_http_requests_total{route="/healthz",method="GET",status="200"} 1');
  });
});

describe('the front page', () => {
  const links = [{ href: '/api/v2', title: 'volumes & <hosts>' }];

  it('tells a browser what this is, where it listens and what there is', async () => {
    await using server = await aServer({ links });
    const answer = await request(`${server.url}/ui`);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain(`<h1>Hostreeve ${version}</h1>`);
    expect(answer.body).toContain(`<code>${server.url}</code>`);
    expect(answer.body).toContain('<a href="/api/v2">/api/v2</a>: volumes &amp; &lt;hosts&gt;');
  });

  it('tells a program the same in JSON', async () => {
    await using server = await aServer({ links });
    const answer = await request(`${server.url}/api`);
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'hostreeve', version, addresses: [server.url] });
    expect((JSON.parse(answer.body) as { links: unknown[] }).links).toContainEqual(links[0]);
  });
});
