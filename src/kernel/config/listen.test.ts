import { describe, expect, it } from 'vitest';
import { parseListen } from './listen.ts';

describe('parseListen', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['[::]:0', '::', 0],
    ['[fe80::1]:65535', 'fe80::1', 65535],
    ['localhost:1', 'localhost', 1],
    ['a-b.example.org:22', 'a-b.example.org', 22],
  ])('takes %s apart', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '8080',
    ':8080',
    'host',
    'host:',
    'host:65536',
    'host:-1',
    '::1:80',
    '[1.2.3.4]:80',
    '1.2.3:80',
    '300.1.1.1:80',
    'a_b:1',
    '-a:1',
    'a b:1',
    'http://a:1',
  ])('refuses %j', (text) => {
    expect(parseListen(text)).toBeUndefined();
  });
});
