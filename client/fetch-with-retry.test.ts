import { describe, expect, it } from 'vitest';
import { createClient } from './create-client.ts';
import { dataOf } from './data-of.ts';

const failed = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`${code} happened`), { code }) });
const refused = failed('ECONNREFUSED');
const cut = failed('ECONNRESET');

/** One whose answers come in this order, the last one again and again. */
function aClient(...answers: readonly (Error | (() => Response))[]) {
  const asked: Request[] = [];
  const bodies: Promise<string>[] = [];
  const waits: number[] = [];
  const client = createClient({
    server: 'http://127.0.0.1:8080/',
    token: 'a-token',
    fetch: async (input) => {
      const request = input as Request;
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(request);
      bodies.push(request.clone().text());
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw new Error('a client of a test has at least one answer');
      return answer();
    },
    sleep: async (ms) => void waits.push(ms),
  });
  return { client, asked, waits, bodies };
}

const cluster = { id: 'c' };
const good = (): Response => Response.json(cluster);
/** The connection ends in the middle of the body. */
const half = (): Response =>
  new Response(
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"id"'));
        controller.error(cut);
      },
    }),
  );
const path = { cluster: 'c' };

describe('an answer that got lost', () => {
  it.each([
    ['on the way', cut],
    ['in the middle', half],
  ])('%s is asked for again, where it is a read', async (_, lost) => {
    const { client, asked, waits } = aClient(lost, lost, good);
    expect(await dataOf(client.GET('/clusters/{cluster}', { params: { path } }))).toEqual(cluster);
    expect(waits).toEqual([200, 500]);
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(Array(3).fill('/api/v2/clusters/c'));
    expect(asked.at(-1)?.headers.get('authorization')).toBe('Bearer a-token');
  });

  it('is asked for again under the same key, with the same body, where it is a write that has one', async () => {
    const { client, asked, bodies } = aClient(cut, refused, good);
    const body = { node: 'n', name: '/dev/sdb' };
    await dataOf(client.POST('/devices', { params: { header: { 'Idempotency-Key': 'k1' } }, body }));
    expect(asked.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['k1', 'k1', 'k1']);
    expect(await Promise.all(bodies)).toEqual(Array(3).fill(JSON.stringify(body)));
  });

  it('is told of where asking again might do it twice', async () => {
    const { client, asked } = aClient(cut, good);
    await expect(dataOf(client.POST('/clusters', { body: {} }))).rejects.toMatchObject({
      name: 'NoAnswerError',
      mayBeDone: true,
      reason: 'ECONNRESET happened',
    });
    expect(asked).toHaveLength(1);
  });

  it('stays lost after some tries, and what was sent first may have been done', async () => {
    const { client, asked } = aClient(cut, refused);
    const params = { path: { volume: 'v' }, header: { 'Idempotency-Key': 'k1' } };
    await expect(dataOf(client.DELETE('/volumes/{volume}', { params }))).rejects.toMatchObject({ mayBeDone: true });
    expect(asked).toHaveLength(6);
  });
});

it('a server that is not there is said at once, and nothing can have been done', async () => {
  const { client, asked } = aClient(refused, good);
  const params = { path: { volume: 'v' }, header: { 'Idempotency-Key': 'k1' } };
  await expect(dataOf(client.DELETE('/volumes/{volume}', { params }))).rejects.toMatchObject({
    name: 'NoAnswerError',
    mayBeDone: false,
    server: 'http://127.0.0.1:8080',
  });
  expect(asked).toHaveLength(1);
});

describe('an answer', () => {
  const problem = { code: 'CLUSTER_NOT_FOUND', detail: 'there is no cluster c', status: 404 };
  const ask = (answer: () => Response): Promise<unknown> =>
    dataOf(aClient(answer).client.GET('/clusters/{cluster}', { params: { path } }));

  it('that refuses is a problem, with its code', async () => {
    const answer = (): Response =>
      Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } });
    await expect(ask(answer)).rejects.toMatchObject({ name: 'ProblemError', message: problem.detail, problem });
  });

  it.each([
    ['a page', () => new Response('<html>')],
    ['a page that says no', () => new Response('<html>', { status: 502 })],
    ['somebody else’s JSON', () => Response.json({ error: 'no' }, { status: 500 })],
    ['a redirect', () => Response.redirect('http://127.0.0.1:8080/login', 302)],
    ['nothing', () => new Response('', { status: 200 })],
  ])('that is %s is not one of this API', async (_, answer) => {
    await expect(ask(answer)).rejects.toMatchObject({ name: 'StrangeAnswerError' });
  });

  it('without a body is one where it is to have none', async () => {
    const { client } = aClient(() => new Response(null, { status: 204 }));
    await expect(dataOf(client.DELETE('/clusters/{cluster}', { params: { path } }))).resolves.toBeUndefined();
  });
});
