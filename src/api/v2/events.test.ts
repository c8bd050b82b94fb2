import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { outboxStatement } from '../../kernel/events/index.ts';
import { aV2Server, type TestV2 } from './testing/a-v2-server.ts';

interface Message {
  readonly event: string;
  readonly id: string;
  readonly data: { readonly [key: string]: unknown };
}

interface Stream {
  /** The next message that is none to keep the connection alive; undefined at the end. */
  next(): Promise<Message | undefined>;
  readonly beats: () => number;
  readonly place: () => string;
  leave(): void;
}

/** A client on a connection of its own. */
async function follow(server: TestV2, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
  if (!server.app.server.listening) await server.run(server.app.listen({ port: 0, host: '127.0.0.1' }));
  const { port } = server.app.server.address() as AddressInfo;
  const token = await server.tokenWith({ role: 'admin' });
  const options = {
    port,
    path: `/api/v2${path}`,
    agent: false as const,
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, ...headers },
  };
  const outgoing: ClientRequest = request(options).end();
  const [incoming] = (await server.run(once(outgoing, 'response'))) as [IncomingMessage];
  expect([incoming.statusCode, incoming.headers['content-type']]).toEqual([200, 'text/event-stream']);
  incoming.setEncoding('utf8').on('error', () => undefined);
  outgoing.on('error', () => undefined);
  onTestFinished(() => void outgoing.destroy());
  const isOver = (): boolean => incoming.readableEnded || incoming.destroyed;
  // Nothing is read before a test asks for it.
  const more = async (): Promise<void> => {
    const came = new AbortController();
    const any = ['readable', 'end', 'close'].map((event) => once(incoming, event, { signal: came.signal }));
    await Promise.race(any).catch(() => undefined);
    came.abort();
  };
  let text = '';
  let place = '';
  let beats = 0;
  const read = async (): Promise<Message | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end === -1) {
        const chunk = incoming.read() as string | null;
        if (chunk === null && isOver()) return undefined;
        if (chunk === null) await more();
        text += chunk ?? '';
        continue;
      }
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      place = field('id') ?? place;
      if (lines[0]?.startsWith(':') === true) beats += 1;
      const data = field('data');
      if (data !== undefined)
        return { event: field('event') ?? 'message', id: place, data: JSON.parse(data) as Message['data'] };
    }
  };
  return {
    next: read,
    beats: () => beats,
    place: () => place,
    leave: () => void outgoing.destroy(),
  };
}

async function announce(server: TestV2, topic: string, subject: string, project = 'default'): Promise<void> {
  const { store, timer } = server.world;
  await store.write([outboxStatement({ topic, project, subject, body: { of: subject }, atMs: timer.now() })]);
  for (;;) {
    const [row] = await store.read({ sql: 'select count(*) as n from event_outbox', values: [] });
    if (row?.['n'] === 0) return;
    await server.run(timer.sleep(100));
  }
}

const items = (body: unknown): readonly { readonly subject: string; readonly seq: number }[] =>
  (body as { items: { subject: string; seq: number }[] }).items;

describe('events as pages', () => {
  it('come in order from the very first, or from behind a place', async () => {
    const server = await aV2Server();
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await announce(server, 'box.opened', subject);
    const first = await server.ask('GET /events?limit=2');
    expect(items(first.body)).toMatchObject([
      { seq: 1, subject: 'a' },
      { seq: 2, subject: 'b', topic: 'box.opened' },
    ]);
    const second = await server.ask(`GET /events?limit=2&after=${String(first.body['next'])}`);
    expect(items(second.body).map(({ subject }) => subject)).toEqual(['c', 'd']);
    expect(second.body).toMatchObject({ next: 4, last: 5 });
    const last = await server.ask('GET /events?after=4', { headers: { 'last-event-id': '5' } });
    expect(last.body).toEqual({ items: [], next: 5, last: 5 });
  });

  it('are those of the topics and projects that were asked for, and that one may see', async () => {
    const server = await aV2Server();
    const { id: lab } = await server.parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'lab');
    await announce(server, 'box.opened', 'a');
    await announce(server, 'box.shut', 'b', lab);
    await announce(server, 'box.opened', 'c', lab);
    const subjects = async (query: string, token?: string): Promise<readonly string[]> =>
      items((await server.ask(`GET /events${query}`, token === undefined ? {} : { token })).body).map(
        (each) => each.subject,
      );
    expect(await subjects('')).toEqual(['a', 'b', 'c']);
    expect(await subjects('?topics=box.shut,box.lost')).toEqual(['b']);
    expect(await subjects(`?topics=box.opened&projects=${lab}`)).toEqual(['c']);
    const token = await server.tokenWith({ role: 'viewer', project: lab });
    expect(await subjects('', token)).toEqual(['b', 'c']);
    const refused = await server.ask('GET /events?projects=default', { token });
    expect([refused.status, refused.body]).toMatchObject([403, { fields: { project: 'default' } }]);
  });

  it('say so where the place is not kept any more', async () => {
    const server = await aV2Server();
    await announce(server, 'box.opened', 'a');
    const answer = await server.ask('GET /events?after=99');
    expect(answer.body).toEqual({ items: [], next: 1, last: 1, reset: { first: 1, last: 1 } });
  });

  it.each(['-1', '1.5', 'x', '1, 2'])('refuse the place %j', async (place) => {
    const { ask } = await aV2Server();
    expect((await ask(`GET /events?after=${encodeURIComponent(place)}`)).status).toBe(400);
    expect((await ask('GET /events', { headers: { 'last-event-id': place } })).body['code']).toBe('HEADER_INVALID');
  });
});

describe('a stream of events', () => {
  it('begins with what happens from now on, and gives the place to resume from at once', async () => {
    const server = await aV2Server();
    await announce(server, 'box.opened', 'old');
    const stream = await follow(server, '/events');
    const next = stream.next();
    await announce(server, 'box.opened', 'new');
    expect(await server.run(next)).toMatchObject({
      event: 'message',
      id: '2',
      data: { seq: 2, subject: 'new', body: { of: 'new' } },
    });
  });

  it('resumes behind the last event that its client has', async () => {
    const server = await aV2Server();
    for (const subject of ['a', 'b', 'c']) await announce(server, 'box.opened', subject);
    const stream = await follow(server, '/events?after=0', { 'last-event-id': '1' });
    expect(
      [await server.run(stream.next()), await server.run(stream.next())].map((each) => each?.data['subject']),
    ).toEqual(['b', 'c']);
  });

  it('tells of the operations that somebody starts', async () => {
    const server = await aV2Server();
    const stream = await follow(server, '/events?topics=operation.submitted,operation.changed&after=0');
    const body = { sizeGib: 10, durability: { kind: 'none' } };
    const { id } = await server.carryOut('POST /volumes', { body });
    expect(await server.run(stream.next())).toMatchObject({ data: { topic: 'operation.submitted', subject: id } });
    expect(await server.run(stream.next())).toMatchObject({
      data: { topic: 'operation.changed', body: { state: 'succeeded' } },
    });
  });

  it('is ended by a reset where the place is not kept any more', async () => {
    const server = await aV2Server();
    await announce(server, 'box.opened', 'a');
    const stream = await follow(server, '/events?after=99');
    expect(await server.run(stream.next())).toEqual({ event: 'reset', id: '1', data: { first: 1, last: 1 } });
    expect(await server.run(stream.next())).toBeUndefined();
  });

  it('is kept alive by comments, and ends when the server stops', async () => {
    const server = await aV2Server();
    const stream = await follow(server, '/events');
    const end = stream.next();
    await server.run(server.world.timer.sleep(50_000));
    server.stop();
    expect(await server.run(end)).toBeUndefined();
    expect(stream.beats()).toBeGreaterThan(1);
    expect(stream.place()).toBe('0');
  });

  it('is one of 20 of its user, and makes room when its client leaves', async () => {
    const server = await aV2Server();
    const token = await server.tokenWith({ role: 'viewer' });
    const headers = { authorization: `Bearer ${token}` };
    const streams: Stream[] = [];
    for (let count = 0; count < 20; count += 1) streams.push(await follow(server, '/events', headers));
    const more = await server.ask('GET /events', { token, headers: { accept: 'text/event-stream' } });
    expect([more.status, more.body['code'], more.headers['retry-after']]).toEqual([429, 'EVENT_STREAMS_OWN_FULL', '2']);
    await follow(server, '/events');
    streams[0]?.leave();
    await server.run(server.world.timer.sleep(60_000));
    await follow(server, '/events', headers);
  });

  it('lets go of its subscription when the client leaves', async () => {
    let open = 0;
    const server = await aV2Server();
    const { events } = server.parts;
    const { subscribe } = events;
    (events as { subscribe: typeof subscribe }).subscribe = async function* (subscription, signal) {
      open += 1;
      try {
        yield* subscribe(subscription, signal);
      } finally {
        open -= 1;
      }
    };
    const stream = await follow(server, '/events?after=0');
    await announce(server, 'box.opened', 'a');
    await server.run(stream.next());
    expect(open).toBe(1);
    stream.leave();
    await server.run(server.world.timer.sleep(60_000));
    expect(open).toBe(0);
  });

  it('ends when the right to it is taken away', async () => {
    const server = await aV2Server();
    const { manage } = server.parts.identity;
    const token = await server.tokenWith({ role: 'viewer', project: 'default' });
    const me = (await server.ask('GET /me', { token })).body;
    const { id } = await manage.getPrincipal(String(me['user']?.['id']));
    const stream = await follow(server, '/events', { authorization: `Bearer ${token}` });
    const end = stream.next();
    await manage.revokeRole({ who: 'x', from: 'x' }, id, { role: 'viewer', project: 'default' });
    await server.run(server.world.timer.sleep(40_000));
    expect(await server.run(end)).toBeUndefined();
  });

  it('ends then too while events never pause', async () => {
    const server = await aV2Server();
    const token = await server.tokenWith({ role: 'viewer' });
    const stream = await follow(server, '/events', { authorization: `Bearer ${token}` });
    const me = (await server.ask('GET /me', { token })).body;
    await server.ask(`DELETE /me/tokens/${String(me['token'])}`, { token });
    let seen = 0;
    for (let message: Message | undefined; seen < 100; seen += 1) {
      const next = stream.next();
      await server.run(server.world.timer.sleep(1_000));
      await announce(server, 'box.opened', `box ${seen}`);
      message = await server.run(next);
      if (message === undefined) break;
    }
    expect(seen).toBeLessThan(100);
  });

  it('ends when its token is revoked', async () => {
    const server = await aV2Server();
    const token = await server.tokenWith({ role: 'viewer' });
    const stream = await follow(server, '/events', { authorization: `Bearer ${token}` });
    const end = stream.next();
    const me = (await server.ask('GET /me', { token })).body;
    expect((await server.ask(`DELETE /me/tokens/${String(me['token'])}`, { token })).status).toBe(204);
    expect(await server.run(end)).toBeUndefined();
  });

  it('makes nothing before the connection takes it', async () => {
    const server = await aV2Server();
    const big = 'x'.repeat(30_000);
    for (let count = 0; count < 100; count += 1) await announce(server, 'box.opened', big);
    let given = 0;
    const { events } = server.parts;
    const { subscribe } = events;
    (events as { subscribe: typeof subscribe }).subscribe = async function* (subscription, signal) {
      for await (const delivery of subscribe(subscription, signal)) {
        given += 1;
        yield delivery;
      }
    };
    // Nobody reads the answer: the connection's buffers fill up, and no more.
    const stream = await follow(server, '/events?after=0');
    await server.run(server.world.timer.sleep(60_000));
    expect(given).toBeGreaterThan(0);
    const waiting = given;
    await server.run(server.world.timer.sleep(60_000));
    expect(given).toBe(waiting);
    expect(await server.run(stream.next())).toMatchObject({ id: '1' });
  });
});
