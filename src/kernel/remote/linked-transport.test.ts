import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectToShell } from '../../../test/remote/shell-link.ts';
import { transportContract } from '../../../test/remote/transport-contract.ts';
import { createTimer } from '../timer.ts';
import type { Account } from './account.ts';
import { errors as remoteErrors } from './errors.ts';
import { hostId } from './host-id.ts';
import type { Connect, Link } from './link.ts';
import { createLinkedTransport, type LinkedTransportOptions } from './linked-transport.ts';
import type { Transport } from './transport.ts';

const root = mkdtempSync(join(tmpdir(), 'hostreeve-linked-'));
afterAll(() => rmSync(root, { recursive: true }));

const timer = createTimer({ now: Date.now });
const host = hostId('here');
const account: Account = {
  host,
  addresses: [{ address: 'here', port: 22 }],
  login: 'me',
  credentials: {},
  hostKeys: [],
  onUnknownKey: 'refuse',
};
const environment = { PATH: `${root}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin` };
let nonces = 0;

function aTransport(connect: Connect, options: Partial<LinkedTransportOptions> = {}): Transport {
  return createLinkedTransport(connect, {
    findAccount: (asked) => Promise.resolve(asked === host ? account : undefined),
    timer,
    newNonce: () => {
      nonces += 1;
      return `n${nonces}`;
    },
    ...options,
  });
}

transportContract('a linked transport', () => {
  const place = mkdtempSync(join(root, 'place-'));
  return {
    host,
    locks: join(place, 'lib', 'locks'),
    files: join(place, 'files'),
    connect: () => aTransport(connectToShell(environment)),
    play: (test) => test(),
  };
});

describe('a linked transport', () => {
  const connect = connectToShell(environment);

  it('says what sudo said when it did not start the command', async () => {
    writeFileSync(join(root, 'sudo'), '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n', { mode: 0o755 });
    const sudoer = { ...account, become: 'sudo' as const };
    const transport = aTransport(connect, { findAccount: () => Promise.resolve(sudoer) });
    await expect(transport.run(host, ['true'], { timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      fields: { reason: 'sudo did not start the command (code 1): sudo: a password is required' },
    });
  });

  it('loses a command whose shell on the host is killed', async () => {
    const transport = aTransport(connect);
    const killed = transport.run(host, ['sh', '-c', 'kill -KILL 0'], { timeoutMs: 5000 });
    await expect(killed).rejects.toMatchObject({ code: 'HOST_LOST' });
  });

  it('makes one connection for all that ask at once, and lets the failure of it fail them all', async () => {
    let tries = 0;
    const counting: Connect = (...args) => {
      tries += 1;
      return tries === 1 ? Promise.reject(new TypeError('a fault of ours')) : connect(...args);
    };
    const transport = aTransport(counting);
    const run = (): Promise<unknown> => transport.run(host, ['true'], { timeoutMs: 5000 });
    const first = await Promise.allSettled([run(), run(), run()]);
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await Promise.all([run(), run(), run()]);
    expect(tries).toBe(2);
  });

  it('tries a host in its pause at once when its account is another one', async () => {
    let known: Account = { ...account, addresses: [] };
    const transport = aTransport(connect, { findAccount: () => Promise.resolve(known) });
    const run = (): Promise<unknown> => transport.run(host, ['true'], { timeoutMs: 5000 });
    for (let tries = 0; tries < 3; tries += 1) await expect(run()).rejects.toThrow('it has no address');
    await expect(run()).rejects.toThrow('the next one is made after');
    known = account;
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('is not held up by a connection that takes too long', async () => {
    const transport = aTransport(() => new Promise<Link>(() => undefined));
    onTestFinished(() => transport.close());
    await expect(transport.run(host, ['true'], { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      fields: { reason: 'connecting took longer than 50 ms' },
    });
    const back = new AbortController();
    const running = transport.run(host, ['true'], { timeoutMs: 5000, signal: back.signal });
    back.abort();
    await expect(running).rejects.toMatchObject({ code: 'COMMAND_ABORTED' });
  });

  it('does not take for unstarted what was seen to begin, whatever the host says of it', async () => {
    const forgetful: Connect = async (...args) => {
      const link = await connect(...args);
      return {
        ...link,
        execute: (...call) => {
          const execution = link.execute(...call);
          const error = remoteErrors.HOST_UNREACHABLE({ host, reason: 'container not found' });
          const isOver = execution.ended.then(() => ({ kind: 'unstarted', error }) as const);
          return { ...execution, ended: isOver };
        },
      };
    };
    const killed = aTransport(forgetful).run(host, ['sh', '-c', 'kill -KILL 0'], { timeoutMs: 5000 });
    await expect(killed).rejects.toMatchObject({
      code: 'HOST_LOST',
      fields: { reason: expect.stringContaining('container not found') },
    });
  });

  it('tries again where the host opens fewer sessions than commands run', async () => {
    let open = 0;
    const narrow: Connect = async (...args) => {
      const link = await connect(...args);
      return {
        ...link,
        execute: (...call) => {
          if (open >= 2)
            return { ended: Promise.resolve({ kind: 'refused', reason: 'full' }), abandon: () => undefined };
          open += 1;
          const execution = link.execute(...call);
          return { ...execution, ended: execution.ended.finally(() => (open -= 1)) };
        },
      };
    };
    const transport = aTransport(narrow);
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, code) => transport.run(host, ['sh', '-c', `exit ${code}`], { timeoutMs: 20_000 })),
    );
    expect(codes.map(({ code }) => code)).toEqual(Array.from({ length: 20 }, (_, code) => code));
  });
});
