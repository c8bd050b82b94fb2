import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOpenSshTransport } from '../../src/kernel/remote/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import { sshContract } from './ssh-contract.ts';
import {
  type CreateTransport,
  labAccount,
  labFile,
  labPassword,
  labPort,
  labTimer,
  labUser,
  refusal,
  runnerOf,
} from './ssh-lab.ts';

const root = mkdtempSync(join(tmpdir(), 'hostreeve-openssh-'));
afterAll(() => rmSync(root, { recursive: true, maxRetries: 10 }));

const createIn =
  (folder: string): CreateTransport =>
  (options) =>
    createOpenSshTransport({ ...options, folder, environment: { PATH: '/usr/bin' } });

sshContract('the openssh transport', createIn(join(root, 'contract')));

describe('the openssh transport', () => {
  it('keeps its files from others, the private key only until it has logged in, and none when it is closed', async () => {
    const folder = join(root, 'files');
    const run = runnerOf(createIn(folder))(labAccount(), { bounds: { idleMs: 100 } });
    await run(['true']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const [place = ''] = readdirSync(folder);
    expect(statSync(join(folder, place)).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, place)).toSorted()).toEqual(['known_hosts', 's']);
    while (existsSync(join(folder, place))) await labTimer.sleep(10);
    expect((await run(['true'])).code).toBe(0);
  });

  it('does not connect past its master when the socket is gone', async () => {
    const folder = join(root, 'gone');
    const run = runnerOf(createIn(folder))();
    await run(['true']);
    rmSync(join(folder, readdirSync(folder)[0] ?? '', 's'));
    expect((await refusal(run(['true']))).code).toBe('HOST_LOST');
  });

  it('cannot log in by a password', async () => {
    const account = labAccount({ login: labUser, credentials: { password: new Secret(labPassword) } });
    const refused = await refusal(runnerOf(createIn(join(root, 'password')))(account)(['true']));
    expect(refused).toMatchObject({ code: 'HOST_UNREACHABLE', message: expect.stringContaining('by keys only') });
  });

  it('lets a host pass by a certificate for its address, and by none of another authority or for another name', async () => {
    const certified = { hostKeys: [], hostAuthorities: [labFile('ca.pub')] };
    const run = runnerOf(createIn(join(root, 'ca')));
    expect((await run(labAccount(certified))(['true'])).code).toBe(0);
    const refused = { code: 'HOST_CERTIFICATE_REFUSED', retry: 'never', fields: { address: `127.0.0.1:${labPort}` } };
    const foreign = labAccount({ ...certified, hostAuthorities: [labFile('other.pub')] });
    expect(await refusal(run(foreign)(['true']))).toMatchObject(refused);
    const elsewhere = labAccount({ ...certified, addresses: [{ address: 'localhost', port: labPort }] });
    expect((await refusal(run(elsewhere)(['true']))).code).toBe('HOST_CERTIFICATE_REFUSED');
  });

  it('refuses a revoked key, also with a certificate', async () => {
    const revokedKeys = [labFile('host_ed25519.pub')];
    const run = runnerOf(createIn(join(root, 'revoked')));
    for (const known of [{}, { hostKeys: [], hostAuthorities: [labFile('ca.pub')] }]) {
      expect((await refusal(run(labAccount({ ...known, revokedKeys }))(['true']))).code).toBe('HOST_KEY_REVOKED');
    }
  });

  it('refuses a folder that is too long for sockets', async () => {
    const run = runnerOf(createIn(join(root, 'x'.repeat(70))))();
    await expect(run(['true'])).rejects.toThrow('too long for a path of sockets');
  });
});
