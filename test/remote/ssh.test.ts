import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Contact, createSshTransport, probeHostKeys, readHostKey } from '../../src/kernel/remote/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import { sshContract } from './ssh-contract.ts';
import {
  labAccount,
  labFile,
  labHost,
  labPassword,
  labPort,
  labTimer,
  labUser,
  refusal,
  runnerOf,
  sessionProcess,
} from './ssh-lab.ts';

sshContract('the ssh transport', createSshTransport);

const aTransport = runnerOf(createSshTransport);
const user = { login: labUser };

describe('the ssh transport', () => {
  it('logs in by a password', async () => {
    const run = aTransport(labAccount({ ...user, credentials: { password: new Secret(labPassword) } }));
    expect(await run(['id', '-un'])).toMatchObject({ stdout: `${labUser}\n` });
  });

  it('measures the connection and the login shell, once', async () => {
    const contacts: Contact[] = [];
    const run = aTransport(labAccount(), { onContact: (contact) => contacts.push(contact) });
    await run(['true']);
    await run(['true']);
    expect(contacts).toEqual([
      { host: labHost, address: `127.0.0.1:${labPort}`, connectMs: expect.any(Number), shellMs: expect.any(Number) },
    ]);
  });

  it('closes a connection that nobody uses, and makes another', async () => {
    const contacts: Contact[] = [];
    const run = aTransport(labAccount(), { onContact: (contact) => contacts.push(contact), bounds: { idleMs: 50 } });
    const { stdout: session } = await run(['sh', '-c', sessionProcess]);
    await run(['sleep', '0.2']);
    expect(contacts).toHaveLength(1);
    while (isAlive(session)) await labTimer.sleep(10);
    expect((await run(['true'])).code).toBe(0);
    expect(contacts).toHaveLength(2);
  });

  it('is given up when it accepts a connection and says nothing', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once('listening', resolve));
    const bound = silent.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const account = labAccount({ addresses: [{ address: '127.0.0.1', port }] });
    const run = aTransport(account, { bounds: { connectTimeoutMs: 200 } });
    expect((await refusal(run(['true']))).message).toContain('Timed out while waiting for handshake');
  });
});

describe('the keys of a host', () => {
  it('are found without a login, one of each kind, as ssh-keygen shows them', async () => {
    const found = await probeHostKeys({
      host: labHost,
      addresses: [{ address: '127.0.0.1', port: 1 }, ...labAccount().addresses],
      timer: labTimer,
      timeoutMs: 5000,
    });
    const files = ['host_ed25519.pub', 'host_ecdsa.pub', 'host_rsa.pub'] as const;
    expect(found).toEqual(files.map((name) => readHostKey(labFile(name))));
    for (const [index, name] of files.entries()) {
      const listed = execFileSync('ssh-keygen', ['-lf', '-'], { input: labFile(name), encoding: 'utf8' });
      expect(listed.split(' ')[1]).toBe(found[index]?.fingerprint);
    }
  });
});

function isAlive(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}
