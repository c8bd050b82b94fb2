import { describe, expect, it } from 'vitest';
import { createClient, type Schemas } from '../../../client/index.ts';
import { createProgress } from './progress-line.ts';
import { anOperation, aStage, ended } from './testing/an-operation.ts';
import { waitForOperation } from './wait-for-operation.ts';

type Answer = Schemas['Operation'] | 'same' | 'away';

/** A server that gives these answers, one after the other, and then the last one again. */
function aWait(answers: readonly Answer[]) {
  const asked: { readonly url: string; readonly ifNoneMatch: string | null }[] = [];
  let nowMs = 0;
  let told = '';
  const signal = new AbortController();
  const client = createClient({
    server: 'http://127.0.0.1:8080',
    fetch: async (input) => {
      const request = input as Request;
      request.signal.throwIfAborted();
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ url: request.url, ifNoneMatch: request.headers.get('if-none-match') });
      if (answer === 'away')
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
      if (answer === 'same') return new Response(null, { status: 304 });
      return Response.json(answer, { headers: { etag: `"${asked.length}"` } });
    },
    sleep: async () => undefined,
  });
  const write = (text: string): void => {
    told += text;
  };
  const parts = {
    client,
    progress: createProgress({ write, now: () => nowMs }),
    now: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      if (nowMs > 600_000) throw new Error('this would wait for ever');
    },
    signal: signal.signal,
    tell: (line: string) => write(`${line}\n`),
  };
  return { parts, asked, signal, told: () => told };
}

const ID = 'a'.repeat(32);
const done = anOperation(ended);

describe('waiting for an operation', () => {
  it('asks again with what it has, tells each change, and ends with the operation', async () => {
    const later = anOperation({ progress: { stagesSettled: 0, stage: aStage({ stepsDone: 7 }) } });
    const { parts, asked, told } = aWait([anOperation(), 'same', later, 'same', done]);
    expect(await waitForOperation(parts, ID)).toEqual(done);
    expect(told()).toBe(`volume.create ${ID}: create 3/8\nvolume.create ${ID}: create 7/8\n`);
    expect(asked.map(({ ifNoneMatch }) => ifNoneMatch)).toEqual([null, '"1"', '"1"', '"3"', '"3"']);
    expect(new URL(asked[0]?.url ?? '').search).toBe('');
    expect(new URL(asked[1]?.url ?? '').searchParams.get('waitMs')).toBe('20000');
  });

  it('waits for a server that is away to come back, and says so once', async () => {
    const { parts, told } = aWait([anOperation(), 'away', 'away', 'away', anOperation(), done]);
    expect(await waitForOperation(parts, ID)).toEqual(done);
    expect(told().match(/does not answer/g)).toHaveLength(1);
  });

  it('gives up a server that stays away', async () => {
    const { parts } = aWait([anOperation(), 'away']);
    await expect(waitForOperation(parts, ID)).rejects.toMatchObject({ name: 'NoAnswerError', reason: 'refused' });
  });

  it('ends at once when the one who waits does not want to any more', async () => {
    const { parts, signal } = aWait([anOperation(), 'same']);
    signal.abort(new Error('enough'));
    await expect(waitForOperation(parts, ID)).rejects.toThrow('enough');
  });
});
