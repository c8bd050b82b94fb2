import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/store/fixtures.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';

/** A thread with this text; `port` stands for its end of the channel. */
function aThread(text: string, lost: string[] = []): WorkerClient<unknown, unknown> {
  const file = join(temporaryFolder(), 'thread.mjs');
  writeFileSync(file, `import { parentPort as port } from 'node:worker_threads';\n${text}`);
  return startWorker(pathToFileURL(file), 'a store', {
    outcomeOfLost: 'unknown',
    onLost: (reason) => lost.push(reason),
  });
}

describe('a thread of the store', () => {
  it('that ends by itself fails what waits for it, says so once, and takes nothing more', async () => {
    const lost: string[] = [];
    const thread = aThread('port.on("message", () => process.exit(3)); port.postMessage([]);', lost);
    await thread.ready;
    await expect(thread.ask({})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', fields: { outcome: 'unknown' } });
    expect([thread.isLost, lost]).toEqual([true, ['a thread of the store ended: without a word']]);
    await expect(thread.ask({})).rejects.toMatchObject({ fields: { outcome: 'not-applied' } });
    await thread.stop();
  });

  it('that cannot start is not ready, with the reason', async () => {
    const thread = aThread('throw new Error("no room at the inn");');
    await expect(thread.ready).rejects.toMatchObject({ cause: { message: 'no room at the inn' } });
    await thread.stop();
  });

  it('that ends before it is ready does not leave its starter waiting', async () => {
    await expect(aThread('process.exit(0);').ready).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('that is told to stop is not lost', async () => {
    const lost: string[] = [];
    const thread = aThread('port.on("message", () => port.close()); port.postMessage([]);', lost);
    await thread.ready;
    await thread.stop();
    expect([thread.isLost, lost]).toEqual([false, []]);
  });
});
