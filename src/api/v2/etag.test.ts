import { describe, expect, it } from 'vitest';
import { etagOf, isKnown, requireMatch } from './etag.ts';

const thing = { id: 'a', tags: ['x', 'y'] };
const etag = etagOf(thing);

describe('an entity tag', () => {
  it('is that of the content, and strong', () => {
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(etagOf({ ...thing })).toBe(etag);
    expect(etagOf({ ...thing, tags: ['y', 'x'] })).not.toBe(etag);
  });

  it.each([
    [etag, true],
    [`W/${etag}`, true],
    ['*', true],
    [` "a" , ${etag},"b" `, true],
    ['"a,b"', false],
    ['"other"', false],
  ])('is known to who sends %s: %j', (header, known) => {
    expect(isKnown(etag, header)).toBe(known);
  });

  it('is not known to who sends nothing', () => {
    expect(isKnown(etag, undefined)).toBe(false);
  });

  it.each(['', 'abc', '"a, b"', '"a" "b"', '"a",', 'w/"a"', '"a"b'])(
    'is not looked for in %j, which is no list of tags',
    (header) => {
      expect(() => isKnown(etag, header)).toThrow('If-None-Match');
      expect(() => requireMatch(thing, header)).toThrow('If-Match');
    },
  );

  it('lets through the change of what its client has seen, and no other', () => {
    expect(() => requireMatch(thing, undefined)).not.toThrow();
    expect(() => requireMatch(thing, '*')).not.toThrow();
    expect(() => requireMatch(thing, `"a", ${etag}`)).not.toThrow();
    // A weak one says that what was seen may differ.
    for (const header of ['"a"', `W/${etag}`]) expect(() => requireMatch(thing, header)).toThrow(etag);
  });
});
