import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDRESS_LIMIT, createLoginLimits, type LoginLimits, NAME_LIMIT, type Try } from './login-limits.ts';

const HOUR_MS = 3_600_000;
const from = '192.0.2.7';

interface World extends LoginLimits {
  readonly pass: (ms: number) => void;
  /** How long a try must wait, or that it may go on; it counts then. */
  readonly wait: (name: string, from: string) => number | 'none';
  /** So many failures, each after its wait. */
  readonly fail: (count: number, name: (index: number) => string, from: (index: number) => string) => void;
}

function aWorld(most?: number): World {
  let now = 1_000_000;
  const limits = createLoginLimits({ now: () => now }, most);
  const wait: World['wait'] = (name, address) => {
    try {
      limits.begin(name, address);
      return 'none';
    } catch (error) {
      return (error as { fields: { waitMs: number } }).fields.waitMs;
    }
  };
  return {
    ...limits,
    wait,
    pass: (ms) => {
      now += ms;
    },
    fail: (count, name, address) => {
      for (let index = 0; index < count; index += 1) {
        const ms = wait(name(index), address(index));
        if (ms === 'none') continue;
        now += ms;
        expect(wait(name(index), address(index))).toBe('none');
      }
    },
  };
}

const always = (text: string) => (): string => text;
const another =
  (text: string) =>
  (index: number): string =>
    `${text}${index}`;

describe('the limit of logins', () => {
  it('lets some failures by, then makes each next one wait twice as long, up to a longest wait', () => {
    const { fail, pass, wait } = aWorld();
    fail(NAME_LIMIT.free, always('ada'), another('192.0.2.'));
    const waits: (number | 'none')[] = [];
    for (let round = 0; round < 9; round += 1) {
      expect(wait('ada', `198.51.100.${round}`)).toBe('none');
      const ms = wait('ada', `198.51.100.${round}`);
      waits.push(ms);
      pass(Number(ms));
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('counts for an address, whatever the names', () => {
    const { fail, wait } = aWorld();
    fail(ADDRESS_LIMIT.free + 1, another('user'), always(from));
    expect(wait('ada', from)).toBe(1_000);
    expect(wait('ada', '192.0.2.8')).toBe('none');
  });

  it('counts for an address also what cannot be a name', () => {
    const { fail, wait } = aWorld();
    fail(ADDRESS_LIMIT.free + 1, always(' no name '), always(from));
    expect(wait('ada', from)).toBe(1_000);
    expect(wait(' no name ', '192.0.2.8')).toBe('none');
  });

  it('takes all spellings of a name as one', () => {
    const { fail, wait } = aWorld();
    fail(NAME_LIMIT.free + 1, (index) => (index % 2 === 0 ? 'ren\u00e9' : 'rene\u0301'), another('192.0.2.'));
    expect(wait('ren\u00e9', from)).toBe(1_000);
  });

  it.each([
    ['an IPv6 network', another('2001:db8:0:1::'), '2001:db8::1:ffff:0:0:1', '2001:db8:0:2::1'],
    ['an IPv4 address in IPv6', always('::ffff:192.0.2.7'), '192.0.2.7', '::ffff:192.0.2.8'],
    ['an address with its interface', another('fe80::1%eth'), 'fe80::2', 'fe81::1'],
  ])('takes %s as one address', (_, address, same, other) => {
    const { fail, wait } = aWorld();
    fail(ADDRESS_LIMIT.free + 1, another('user'), address);
    expect(wait('ada', same)).toBe(1_000);
    expect(wait('ada', other)).toBe('none');
  });

  it('counts tries that are under way, so that many at once do not get by', () => {
    const { begin, wait } = aWorld();
    const tries: Try[] = [];
    for (let count = 0; count <= NAME_LIMIT.free; count += 1) tries.push(begin('ada', from));
    expect(wait('ada', from)).toBe(1_000);
    for (const one of tries) one.withdrawn();
    expect(wait('ada', from)).toBe('none');
  });

  it('is cleared by a success', () => {
    const { begin, fail, pass, wait } = aWorld();
    fail(NAME_LIMIT.free + 3, always('ada'), always(from));
    pass(4_000);
    begin('ada', from).succeeded();
    fail(NAME_LIMIT.free, always('ada'), always(from));
    expect(wait('ada', from)).toBe('none');
  });

  it('is not cleared for an address by an account of their own', () => {
    const { begin, fail, wait } = aWorld();
    for (let round = 0; round <= ADDRESS_LIMIT.free; round += 1) {
      fail(1, always(`victim${round}`), always(from));
      if (round < ADDRESS_LIMIT.free) begin('mallory', from).succeeded();
    }
    expect(wait('ada', from)).toBe(1_000);
  });

  it('is forgotten a quarter of an hour after the last failure, and not before', () => {
    const { fail, pass, wait } = aWorld();
    fail(NAME_LIMIT.free, always('ada'), another('192.0.2.'));
    pass(899_999);
    expect(wait('ada', '198.51.100.1')).toBe('none');
    expect(wait('ada', '198.51.100.2')).toBe(1_000);
    pass(901_000);
    fail(NAME_LIMIT.free, always('ada'), another('203.0.113.'));
    expect(wait('ada', '198.51.100.3')).toBe('none');
  });

  it('does not last longer when the clock is set back', () => {
    const { fail, pass, wait } = aWorld();
    fail(NAME_LIMIT.free + 1, always('ada'), always(from));
    pass(-HOUR_MS);
    expect(wait('ada', from)).toBe('none');
  });

  it('remembers so many and no more, the ones that failed last', () => {
    const { fail, wait } = aWorld(10);
    fail(NAME_LIMIT.free + 1, always('first'), another('198.51.100.'));
    fail(NAME_LIMIT.free + 1, always('second'), another('203.0.113.'));
    for (let index = 0; index < 9; index += 1) wait(`other${index}`, `192.0.2.${index}`);
    expect(wait('second', '192.0.2.100')).toBe(1_000);
    expect(wait('first', '192.0.2.101')).toBe('none');
  });

  it('lets nobody try a name more often than the waits allow, from any number of addresses', () => {
    const doing = fc.record({ address: fc.nat(1_000), ms: fc.nat(5_000) });
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 300 }), (doings) => {
        const { pass, wait } = aWorld();
        let passed = 0;
        let tries = 0;
        for (const { address, ms } of doings) {
          if (wait('ada', `host${address}`) === 'none') tries += 1;
          pass(ms);
          passed += ms;
        }
        // 1 + 2 + 4 + … seconds for those beyond the free ones, the last of which need not have waited yet.
        const beyond = tries - NAME_LIMIT.free - 1;
        let least = 0;
        for (let index = 0; index < beyond; index += 1) least += Math.min(60_000, 1_000 * 2 ** index);
        expect(passed).toBeGreaterThanOrEqual(least);
      }),
    );
  });
});
