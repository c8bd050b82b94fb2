import { describe, expect, it } from 'vitest';
import { isOwnAddress } from './own-address.ts';

describe('ck81: the address at the other end', () => {
  it.each(['127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1'])(
    'is of this machine: %s',
    (address) => {
      expect(isOwnAddress(address)).toBe(true);
    },
  );

  it.each([
    '',
    'localhost',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '126.255.255.255',
    '128.0.0.1',
    '192.168.127.1',
    '::2',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    'fe80::1',
    'fe80::1%eth0',
    '127.0.0.1.example.org',
    '127.0.0.1:8080',
  ])('is of another machine, or none: %j', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });
});
