import { describe, expect, it } from 'vitest';
import { parseListen } from '../kernel/config/index.ts';
import { isLoopback, printListenAddress } from './listen-address.ts';

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['[::1]:8080', { host: '::1', port: 8080 }],
    ['reeve.example.org:443', { host: 'reeve.example.org', port: 443 }],
  ])('is printed as the configuration reads it: %s', (text, address) => {
    expect(printListenAddress(address)).toBe(text);
    expect(parseListen(text)).toEqual(address);
  });

  it('is a loopback address or is not', () => {
    const isIt = (host: string): boolean => isLoopback({ host, port: 1 });
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1'].every(isIt)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org'].some(isIt)).toBe(false);
  });
});
