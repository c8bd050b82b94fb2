import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorOf, itemPage, keyIn, pageOf } from './cursor.ts';

describe('a cursor', () => {
  it('gives back the key that it was made of', () => {
    assert(
      property(string({ unit: 'grapheme', minLength: 1 }), (key) => {
        if (key.includes('\0')) return;
        expect(cursorOf(key)).toMatch(/^[\w-]+$/);
        expect(keyIn(cursorOf(key))).toBe(key);
      }),
    );
  });

  it('is refused when it is from no page, or would be no key of a store', () => {
    assert(
      property(string(), (text) => {
        let key: string;
        try {
          key = keyIn(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'CURSOR_INVALID' });
          return;
        }
        expect(cursorOf(key)).toBe(text);
      }),
    );
    for (const text of ['', '=', 'YQ==', 'Y Q', cursorOf('a\0b'), '_w']) expect(() => keyIn(text)).toThrow('after');
  });
});

it('a page of rows becomes one of items, with the place behind it', () => {
  const page = { items: [1, 2], next: 'two' };
  expect(itemPage(page, String)).toEqual({ items: ['1', '2'], next: cursorOf('two') });
  expect(itemPage({ items: [] }, String)).toEqual({ items: [] });
  expect(pageOf({ after: cursorOf('two') })).toEqual({ after: 'two', limit: 100 });
  expect(pageOf({ limit: 7 })).toEqual({ limit: 7 });
});
