import { describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { checkHostKey } from './check-host-key.ts';
import { hostId } from './host-id.ts';
import { readHostKey } from './host-key.ts';

// Two keys of nobody's, and what `ssh-keygen -lf` of OpenSSH 9.2 says of the first.
const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
const otherLine = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA';
const fingerprint = 'SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA';

const address = { address: '2001:db8::1', port: 22 };
const account = (hostKeys: readonly string[], onUnknownKey: Account['onUnknownKey'] = 'refuse'): Account => ({
  host: hostId('web1'),
  addresses: [address],
  login: 'root',
  credentials: {},
  hostKeys,
  onUnknownKey,
});

describe('a host key', () => {
  it('is read from a line of a public key file, with or without a comment', () => {
    expect(readHostKey(`${line} root@web1\n`)).toEqual({ type: 'ssh-ed25519', line, fingerprint });
  });

  it.each([
    '',
    'ssh-ed25519',
    'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f',
    'a //// b',
  ])('is not read from %j', (text) => {
    expect(() => readHostKey(text)).toThrow(TypeError);
  });

  it('passes when it is one of those that are recorded', async () => {
    await checkHostKey(account([otherLine, `${line} comment`]), readHostKey(line), address);
  });

  it('is refused when others are recorded, even by who would admit the first one', async () => {
    const checked = checkHostKey(
      account([otherLine], () => Promise.resolve(true)),
      readHostKey(line),
      address,
    );
    await expect(checked).rejects.toMatchObject({
      code: 'HOST_KEY_CHANGED',
      fields: { host: 'web1', address: '[2001:db8::1]:22', fingerprint, known: [readHostKey(otherLine).fingerprint] },
    });
  });

  it('is refused when it is revoked, even if it is recorded or would be admitted', async () => {
    for (const hostKeys of [[line], []]) {
      const revoking = { ...account(hostKeys, () => Promise.resolve(true)), revokedKeys: [`${line} stolen`] };
      await expect(checkHostKey(revoking, readHostKey(line), address)).rejects.toMatchObject({
        code: 'HOST_KEY_REVOKED',
        fields: { fingerprint },
      });
    }
  });

  it('is refused with the name of the host and the command that accepts it', async () => {
    const named = { ...account([]), name: 'web1.example.org' };
    await expect(checkHostKey(named, readHostKey(line), address)).rejects.toThrow(
      `the key of web1.example.org at [2001:db8::1]:22 is not known: ssh-ed25519 ${fingerprint}; to accept it: hostreeve host accept-key web1.example.org ${fingerprint}`,
    );
  });

  it('is admitted as the first one by who is asked, and refused when nobody is', async () => {
    await checkHostKey(
      account([], () => Promise.resolve(true)),
      readHostKey(line),
      address,
    );
    for (const onUnknownKey of ['refuse', () => Promise.resolve(false)] as const) {
      const refused = checkHostKey(account([], onUnknownKey), readHostKey(line), address);
      await expect(refused).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN', fields: { fingerprint } });
    }
  });
});
