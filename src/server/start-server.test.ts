import { type ListenAddress, parseListen } from '../kernel/config/index.ts';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { openListener } from './open-listener.ts';
import { aServer } from './testing/a-server.ts';
import { request } from './testing/request.ts';

/** A route that answers when the test lets it. */
function aGate() {
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<string>();
  return {
    entered: entered.promise,
    open: () => gate.resolve('done'),
    handler: async () => {
      entered.resolve();
      return gate.promise;
    },
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

function addresses(...texts: string[]): ListenAddress[] {
  return texts.map(parseListen).filter((address) => address !== undefined);
}

describe('a start', () => {
  it('listens on every address, and says where', async () => {
    const hasIPv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
    const listen = ['127.0.0.1:0', '127.0.0.2:0', ...(hasIPv6 ? ['[::1]:0'] : [])];
    await using server = await aServer({ listen: addresses(...listen) });
    expect(server.urls).toHaveLength(listen.length);
    for (const url of server.urls) expect((await request(`${url}/healthz`)).status).toBe(200);
    expect(server.log.join('')).toContain(JSON.stringify(server.urls));
  });

  it('on a taken port fails with one clear line, and lets go of the ports it had', async () => {
    await using first = await aServer();
    await using free = await aServer();
    const wanted = `127.0.0.1:${portOf(free.url)}`;
    await free.stop();
    let isClosed = false;
    const onClose = async (): Promise<void> => {
      isClosed = true;
    };
    const second = aServer({ listen: addresses(wanted, `127.0.0.1:${portOf(first.url)}`), onClose });
    await expect(second).rejects.toMatchObject({
      code: 'SERVER_PORT_TAKEN',
      message: `cannot listen on 127.0.0.1:${portOf(first.url)}: the port is taken by another program`,
    });
    expect(isClosed).toBe(false);
    await using again = await aServer({ listen: addresses(wanted) });
    expect(again.urls).toEqual([`http://${wanted}`]);
  });

  it.each([
    ['192.0.2.1:0', 'this machine does not have the address'],
    ['no-such-host.invalid:0', 'the host name cannot be resolved'],
  ])('on %s fails because %s', async (listen, reason) => {
    await expect(aServer({ listen: addresses(listen) })).rejects.toMatchObject({
      code: 'SERVER_ADDRESS_UNUSABLE',
      fields: { address: listen, reason },
    });
  });
});

describe('a listener', () => {
  it('closes connections beyond its bound at once, and takes new ones when others have gone', async () => {
    await using server = await aServer({ maxConnections: 2 });
    const connect = async () => {
      const socket = createConnection({ host: '127.0.0.1', port: portOf(server.url) });
      await once(socket, 'connect');
      return socket;
    };
    const held = [await connect(), await connect()];
    const over = [await connect(), await connect()];
    await Promise.all(over.map(async (socket) => (socket.resume(), once(socket, 'close'))));
    expect(held.map(({ destroyed }) => destroyed)).toEqual([false, false]);
    const warnings = server.log.filter((line) => line.includes('http.maxConnections'));
    expect(warnings).toHaveLength(1);
    for (const socket of held) {
      socket.end();
      await once(socket.resume(), 'close');
    }
    const { status, body } = await request(`${server.url}/metrics`);
    expect(status).toBe(200);
    expect(body).toMatch(/^hostreeve_http_connections_refused_total 2$/m);
  });

  it('gives headers a minute, and what comes behind them all the time that it needs', async () => {
    const { server } = await openListener({ host: '127.0.0.1', port: 0 }, { maxConnections: 7 }, () => undefined);
    const { headersTimeout, requestTimeout, timeout, maxConnections } = server;
    server.close();
    expect({ headersTimeout, requestTimeout, timeout, maxConnections }).toEqual({
      headersTimeout: 60_000,
      requestTimeout: 0,
      timeout: 0,
      maxConnections: 7,
    });
  });
});

describe('a stop', () => {
  it('lets a running request end, is not ready meanwhile, takes no new ones, and then closes', async () => {
    const gate = aGate();
    const events: string[] = [];
    await using server = await aServer({
      register: (app, stopping) => {
        stopping.addEventListener('abort', () => events.push('streams told'));
        app.get('/slow', { config: { access: 'public' } }, gate.handler);
      },
      onClose: async () => void events.push('closed'),
    });
    const running = request(`${server.url}/slow`, { agent: new Agent({ keepAlive: true }) });
    await gate.entered;
    const stopped = server.stop();
    expect((await server.health.ready()).ready).toBe(false);
    await expect(request(`${server.url}/healthz`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(events).toEqual(['streams told']);
    gate.open();
    const answer = await running;
    expect([answer.status, answer.body, answer.headers.connection]).toEqual([200, 'done', 'close']);
    await stopped;
    expect(events).toEqual(['streams told', 'closed']);
  });

  it('closes idle connections at once: kept alive ones, and ones that never asked', async () => {
    await using server = await aServer({ shutdownGraceMs: 3_600_000 });
    const agent = new Agent({ keepAlive: true });
    await request(`${server.url}/healthz`, { agent });
    const silent = createConnection({ host: '127.0.0.1', port: portOf(server.url) });
    await once(silent, 'connect');
    // An answer on a later connection: the server has seen the silent one by then.
    await request(`${server.url}/healthz`);
    const ended = once(silent, 'close');
    await server.stop();
    await ended;
    agent.destroy();
  });

  it('cuts off what does not end within the grace, and says so', async () => {
    const gate = aGate();
    await using server = await aServer({
      shutdownGraceMs: 20,
      register: (app) => void app.get('/slow', { config: { access: 'public' } }, gate.handler),
    });
    const running = expect(request(`${server.url}/slow`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await gate.entered;
    await server.stop();
    await running;
    expect(server.log.join('')).toMatch(/"requests":1,"message":"requests were cut off/);
  });

  it('closes once however often it is asked for, and tells each caller when closing failed', async () => {
    let count = 0;
    const server = await aServer({
      onClose: async () => {
        count += 1;
        throw new Error('the store would not close');
      },
    });
    const results = await Promise.allSettled([server.stop(), server.stop()]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(count).toBe(1);
  });
});
