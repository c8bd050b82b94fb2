import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf, spanOf } from './time-text.ts';

describe('a span', () => {
  it.each([
    ['90d', 7_776_000_000],
    ['2w', 1_209_600_000],
    ['12h', 43_200_000],
    ['30m', 1_800_000],
    ['5s', 5_000],
    ['0s', 0],
  ])('is read from %s', (text, ms) => expect(spanOf(text)).toBe(ms));

  it.each(['', '90', 'd', '-1d', '1.5h', '1y', '1 d', '1d2h', '9999999d'])('is not in %j', (text) =>
    expect(spanOf(text)).toBeUndefined(),
  );
});

describe('a moment', () => {
  it('is read from every form that dates are printed in', () => {
    const date = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (at) => {
        expect(momentOf(at.toISOString())).toBe(at.getTime());
      }),
    );
  });

  it.each([
    ['2026-11-21', '2026-11-21T00:00:00Z'],
    ['2026-11-21T19:30', '2026-11-21T19:30:00Z'],
    ['2026-11-21T19:30:05+02:00', '2026-11-21T17:30:05Z'],
  ])('is in UTC unless it says otherwise: %s', (text, same) => expect(momentOf(text)).toBe(Date.parse(same)));

  it.each(['', 'tomorrow', '2026', '2026-13-01', '2026-02-30', '2026-11-21 19:30', '21.11.2026', '2026-11-21T25:00'])(
    'is not in %j',
    (text) => expect(momentOf(text)).toBeUndefined(),
  );
});
