import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient } from './create-client.ts';
import { type Followed, followEvents } from './follow-events.ts';
import { readMessages } from './read-messages.ts';

const event = (seq: number): object => ({
  seq,
  at: '',
  topic: 't',
  project: 'p',
  subject: 's',
  body: { text: '\n\n:' },
});
const TEXT = `retry: 3000\nid: 4\n\n: still here\n\nid: 5\ndata: ${JSON.stringify(event(5))}\n\nevent: reset\nid: 9\ndata: {"first":7,"last":9}\n\n`;

async function follow(answer: () => Response) {
  const urls: string[] = [];
  const places: number[] = [];
  const found: Followed[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    urls.push(`${input as string} ${new Headers(init?.headers).get('accept')}`);
    return answer();
  };
  const client = createClient({ server: 'http://h', token: 't', fetch, sleep: async () => undefined });
  const wish = { after: 3, topics: ['a', 'b'] };
  const onPlace = (seq: number): void => void places.push(seq);
  for await (const each of followEvents(client, wish, new AbortController().signal, onPlace)) found.push(each);
  return { urls, places, found };
}

const stream = (body: string | ReadableStream): Response =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' } });

describe('a stream of events', () => {
  it('gives events, resets and places, until it ends', async () => {
    const { urls, places, found } = await follow(() => stream(TEXT));
    expect(urls).toEqual(['http://h/api/v2/events?after=3&topics=a%2Cb text/event-stream']);
    expect(places).toEqual([4, 5, 9]);
    expect(found).toEqual([
      { kind: 'event', event: event(5) },
      { kind: 'reset', first: 7, last: 9 },
    ]);
  });

  it('that is refused, is none, or breaks off is an error that says so', async () => {
    const problem = { code: 'FORBIDDEN', detail: 'no' };
    await expect(follow(() => Response.json(problem, { status: 403 }))).rejects.toMatchObject({ problem });
    await expect(follow(() => new Response('<html>', { status: 502 }))).rejects.toMatchObject({ status: 502 });
    await expect(follow(() => Response.json({ items: [] }))).rejects.toMatchObject({ name: 'StrangeAnswerError' });
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('cut')) });
    await expect(follow(() => stream(broken))).rejects.toMatchObject({ name: 'NoAnswerError', reason: 'cut' });
  });

  it('is read alike wherever it is cut into pieces', async () => {
    const read = async (pieces: readonly string[]): Promise<unknown> => {
      const found: unknown[] = [];
      for await (const message of readMessages(from(pieces))) found.push(message);
      return found;
    };
    const whole = await read([TEXT]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(TEXT.length)), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
        expect(await read(places.slice(1).map((end, index) => TEXT.slice(places[index], end)))).toEqual(whole);
      }),
    );
  });
});

async function* from(pieces: readonly string[]): AsyncGenerator<string, void, undefined> {
  for (const piece of pieces) yield piece;
}
