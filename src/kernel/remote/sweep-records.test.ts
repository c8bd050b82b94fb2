import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/store/fixtures.ts';
import { guardedArgv } from './guard.ts';
import { hostId } from './host-id.ts';
import { createLocalTransport } from './local.ts';
import type { HostSession } from './session.ts';
import { sweepRecords } from './sweep-records.ts';

const host = hostId('here');
const transport = createLocalTransport({ host, environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
const session: Pick<HostSession, 'read'> = {
  read: async ({ name, argv, parse }) => parse(await transport.run(host, argv, { name, timeoutMs: 20_000 })),
};
const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);

/** Runs a command under the guard with a record, as a server that died left it. */
async function aRecord(directory: string, record: string, when?: Date): Promise<void> {
  const locks = [{ name: 'a', epoch: 1 }];
  const argv = guardedArgv({ locks, waitMs: 5_000, nonce: 'n1', record, directory }, ['echo', 'said']);
  expect((await transport.run(host, argv, { timeoutMs: 20_000 })).stdout).toBe('said\n');
  if (when !== undefined) utimesSync(join(directory, `${record}.run`), when, when);
}

const recordsIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.run'))
    .toSorted((a, b) => (a < b ? -1 : 1));

// The guard needs util-linux; macOS has none.
describe.skipIf(!existsSync('/usr/bin/flock'))('records that dead servers left on a host', () => {
  it('are removed when they are old and nobody needs them, with all their files', async () => {
    const directory = join(temporaryFolder(), 'locks');
    await aRecord(directory, 'op1.1', twoDaysAgo);
    await aRecord(directory, 'op1.2');
    await aRecord(directory, 'op2.1', twoDaysAgo);
    expect(await sweepRecords(session, (name) => name.startsWith('op2.'), { directory })).toBe(1);
    expect(recordsIn(directory)).toEqual(['op1.2.run', 'op2.1.run']);
    expect(readdirSync(directory).filter((name) => name.startsWith('op1.1'))).toEqual([]);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['a.lock', 'a.epoch']));
    expect(await sweepRecords(session, () => false, { directory })).toBe(1);
  });

  it('stay while their commands run, and the others of the same sweep go', async () => {
    const directory = join(temporaryFolder(), 'locks');
    for (const record of ['op1.1', 'op1.2', 'op1.3']) await aRecord(directory, record, twoDaysAgo);
    const holder = spawn('flock', [join(directory, 'op1.2.run'), 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => void holder.stdin.end());
    await once(holder.stdout, 'data');
    expect(await sweepRecords(session, () => false, { directory })).toBe(2);
    expect(recordsIn(directory)).toEqual(['op1.2.run']);
  });

  it('are told from files that are not ours, and are none on a host without locks', async () => {
    const directory = join(temporaryFolder(), 'locks');
    expect(await sweepRecords(session, () => false, { directory })).toBe(0);
    mkdirSync(directory);
    for (const name of ['-x.run', 'A b.run', 'a.run\nb.run']) {
      writeFileSync(join(directory, name), '');
      utimesSync(join(directory, name), twoDaysAgo, twoDaysAgo);
    }
    expect(await sweepRecords(session, () => false, { directory })).toBe(0);
    expect(readdirSync(directory)).toHaveLength(3);
  });

  it('are an error where they cannot be listed', async () => {
    const failing: Pick<HostSession, 'read'> = {
      read: ({ parse }) => Promise.resolve(parse({ code: 0, stdout: '', stderr: 'find: Permission denied\n' })),
    };
    await expect(sweepRecords(failing, () => false)).rejects.toThrow('records cannot be listed');
  });
});
