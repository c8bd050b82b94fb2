import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAddresses, isHostName, spelling } from './check-address.ts';

describe('a host name', () => {
  it.each(['a', 'a_b.c', '_dmarc.example.org', 'node-1', 'a.', 'a_', '10.0.0.1', '::1', '2001:db8::1', 'a'.repeat(63)])(
    'may be %j',
    (name) => {
      expect(isHostName(name)).toBe(true);
    },
  );

  it.each(['', '-x', 'a b', 'a..b', '.a', 'a.-b', 'a\n', 'fe80::1%eth0', '[::1]', 'a:22', 'a/b', 'ä', 'a'.repeat(64)])(
    'may not be %j',
    (name) => {
      expect(isHostName(name)).toBe(false);
    },
  );

  it('has at most 255 characters without its dots', () => {
    const labels = (count: number): string => Array.from({ length: count }, () => 'a'.repeat(51)).join('.');
    expect([isHostName(labels(5)), isHostName(labels(6))]).toEqual([true, false]);
  });

  it('is no option of a program, and no pattern of a file of keys', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(isHostName(text));
        expect(text).toMatch(/^[\w:][\w.:-]*$/);
      }),
    );
  });
});

describe('addresses', () => {
  it('get the port of the configuration where they have none', () => {
    expect(checkAddresses([{ address: 'a' }, { address: 'b', port: 2222 }], 22)).toEqual([
      { address: 'a', port: 22 },
      { address: 'b', port: 2222 },
    ]);
  });

  it('are kept in one spelling', () => {
    expect(['Node-1.Example.ORG', '2001:DB8:0:0::1', '10.0.0.1'].map(spelling)).toEqual([
      'node-1.example.org',
      '2001:db8::1',
      '10.0.0.1',
    ]);
  });

  it.each([
    [[], 'a host has at least one address'],
    [[{ address: 'a b' }], "the address 'a b' cannot be taken: it is no host name and no IP address"],
    [[{ address: 'a', port: 65_536 }], '65536 is no port'],
    [[{ address: 'a', port: -1 }], '-1 is no port'],
    [[{ address: 'a', port: 1.5 }], '1.5 is no port'],
    [[{ address: '::1' }, { address: '0::1', port: 22 }], "'[::1]:22' cannot be taken: it stands there twice"],
    [Array.from({ length: 17 }, (_, index) => ({ address: `a${index}` })), 'at most 16'],
  ])('are refused when they are %j', (given, message) => {
    expect(() => checkAddresses(given, 22)).toThrow(message);
  });
});
