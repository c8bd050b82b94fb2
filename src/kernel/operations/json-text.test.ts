import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from './json-text.ts';

it('gives JSON without what PostgreSQL refuses, and changes nothing else', () => {
  expect(jsonText({ out: 'a\0b\ud800c' })).toBe('{"out":"a\ufffdb\ufffdc"}');
  fc.assert(
    fc.property(fc.json(), (json) => {
      const text = jsonText(JSON.parse(json));
      expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      if (!value.includes('\0')) expect(JSON.parse(jsonText([value]))).toEqual([value]);
    }),
  );
});
