import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, patchText } from './text-patch.ts';

describe('the difference of two texts', () => {
  it('makes the second of the first', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\u{1F5A5}') });
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patchText(before, differenceOf(before, after))).toBe(after);
      }),
    );
  });

  it.each([
    ['one\ntwo\n', 'one\ntwo\nthree\n', [8, 0, 'three\n']],
    ['one\ntwo\nthree\n', 'one\nthree\n', [5, 4, '']],
    ['same', 'same', [4, 0, '']],
    ['aaaa', 'aa', [2, 2, '']],
    ['', 'new', [0, 0, 'new']],
  ])('between %j and %j is %j', (before, after, patch) => {
    expect(differenceOf(before, after)).toEqual(patch);
  });
});
