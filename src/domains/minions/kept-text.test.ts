import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepText } from './kept-text.ts';

const limit = 64 * 1024;

describe('what is kept of output', () => {
  it('is all of it when it is short, with a mark for what no database takes', () => {
    expect(keepText('\ufeffdone\n')).toEqual({ text: '\ufeffdone\n', isCut: false });
    expect(keepText('a\0b\ud800c')).toEqual({ text: 'a\ufffdb\ufffdc', isCut: false });
  });

  it('ends with a whole character where it is cut', () => {
    const { text, isCut } = keepText(`${'a'.repeat(limit - 1)}ä`);
    expect({ length: text.length, isCut }).toEqual({ length: limit - 1, isCut: true });
  });

  it('is the beginning of any output, well formed and within its bound', () => {
    const unit = constantFrom('a', 'é', '漢', '🦊', '\0', '\ud83e', '\udd8a');
    const printed = tuple(array(unit, { minLength: 1, maxLength: 20 }), integer({ min: 1, max: limit })).map(
      ([units, times]) => units.join('').repeat(Math.min(times, Math.ceil((2 * limit) / units.length))),
    );
    assert(
      property(printed, (all) => {
        const { text, isCut } = keepText(all);
        const whole = all.toWellFormed().replaceAll('\0', '\ufffd');
        expect(text.isWellFormed() && Buffer.byteLength(text) <= limit).toBe(true);
        expect(isCut ? whole.startsWith(text) && Buffer.byteLength(text) > limit - 4 : text === whole).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
