import { describe, expect, it } from 'vitest';
import { errors } from './errors.ts';
import { isLoopback, parseListenAddress, printListenAddress } from './listen-address.ts';

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:8080', { host: '::1', port: 8080 }],
    ['[fe80::1%eth0]:80', { host: 'fe80::1%eth0', port: 80 }],
    ['reeve.example.org:443', { host: 'reeve.example.org', port: 443 }],
  ])('is read from %s and printed the same', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
    expect(printListenAddress(address)).toBe(text);
  });

  it.each(['', '8080', ':8080', 'localhost', 'localhost:', '::1:8080', '[::1]', 'a:65536', 'http://a:80', 'a b:80'])(
    'is refused as %j, with an example of the right form',
    (text) => {
      expect(() => parseListenAddress(text)).toThrow(
        expect.objectContaining({
          code: errors.SERVER_LISTEN_MALFORMED.code,
          message: expect.stringContaining('127.0.0.1:8080'),
        }),
      );
    },
  );

  it('is a loopback address or is not', () => {
    const isIt = (host: string): boolean => isLoopback({ host, port: 1 });
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1'].every(isIt)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org'].some(isIt)).toBe(false);
  });
});
