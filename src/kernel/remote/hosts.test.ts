import { describe, expect, it } from 'vitest';
import { guardMarker, readGuardedArgv } from './guard.ts';
import { hostId } from './host-id.ts';
import type { SessionOptions } from './host-session.ts';
import { createHosts, type Hosts } from './hosts.ts';
import { call, defineProgram, words } from './program.ts';
import type { RunResult } from './transport.ts';

// What a host can answer that simulated ones do not; the rest is in src/simulator/sessions.test.ts.
const list = defineProgram({ name: 'list', grammar: words('list'), parse: ({ stdout }) => stdout });

const options: SessionOptions = {
  locks: ['a'],
  epoch: () => Promise.resolve(1),
  newEpoch: () => Promise.resolve(2),
  signal: new AbortController().signal,
  deadlineAtMs: 1000,
  onCommand: () => undefined,
};

function hostsThatAnswer(answer: (nonce: string) => RunResult): Hosts {
  return createHosts({
    transport: {
      run: (_, argv) => Promise.resolve(answer(readGuardedArgv(argv)?.guard.nonce ?? '')),
      close: () => Promise.resolve(),
    },
    clock: { now: () => 0 },
    newNonce: () => 'n',
  });
}

describe('a session of a host', () => {
  it('takes no output for an answer whose end is missing', async () => {
    const hosts = hostsThatAnswer(() => ({ code: 0, stdout: 'half', stderr: '', truncated: true }));
    await expect(hosts.session(hostId('h'), options).read(call(list, {}))).rejects.toMatchObject({
      code: 'COMMAND_ANSWER_UNKNOWN',
      fields: { said: 'it is longer than 8388608 bytes: half' },
    });
  });

  it('holds more locks for one call, under the number of the step, and only beside locks of its own', async () => {
    const guards: unknown[] = [];
    const hosts = createHosts({
      transport: {
        run: (_, argv) => {
          guards.push(readGuardedArgv(argv)?.guard.locks);
          return Promise.resolve({ code: 0, stdout: '', stderr: '' });
        },
        close: () => Promise.resolve(),
      },
      clock: { now: () => 0 },
      newNonce: () => 'n',
    });
    await hosts.session(hostId('h'), options).change(call(list, {}), { locks: ['b'] });
    expect(guards).toEqual([
      [
        { name: 'a', epoch: 1 },
        { name: 'b', epoch: 1 },
      ],
    ]);
    const unlocked = hosts.session(hostId('h'), { ...options, locks: [] });
    await expect(unlocked.change(call(list, {}), { locks: ['b'] })).rejects.toThrow(TypeError);
  });

  it('says that a host cannot keep its locks', async () => {
    const hosts = hostsThatAnswer((nonce) => ({
      code: 74,
      stdout: '',
      stderr: guardMarker(nonce, 'broken /var/lib/hostreeve/locks cannot be made'),
    }));
    await expect(hosts.fence(hostId('h'), options)).rejects.toMatchObject({
      code: 'GUARD_BROKEN',
      fields: { host: 'h', reason: '/var/lib/hostreeve/locks cannot be made' },
    });
  });
});
