import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanPath, decodePath, encodePath, rawPathOf, rawQueryOf } from './raw-path.ts';

describe('a raw path', () => {
  it.each([
    ['/a/b?c=/d', '/a/b', '?c=/d'],
    ['/a#b?c', '/a', ''],
    ['http://host:80/a?b', '/a', '?b'],
    ['http://host', '/', ''],
    ['?x', '/', '?x'],
    ['//host/a', '//host/a', ''],
  ])('of %s is %s', (target, path, query) => {
    expect([rawPathOf(target), rawQueryOf(target.replace(/#.*/, ''))]).toEqual([path, query]);
  });

  it('is decoded byte by byte, and what is no escape stays', () => {
    expect(decodePath('/a%2Fb%FF%zz%c3%a9')).toBe('/a/b\u00ff%zz\u00c3\u00a9');
  });

  it('comes back from its encoding', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 })), (bytes) => {
        const path = String.fromCharCode(...bytes);
        const encoded = encodePath(path);
        expect(decodePath(encoded)).toBe(path);
        expect(encoded).toMatch(/^[A-Za-z0-9\-_.~$&+,/:;=@%]*$/);
      }),
    );
  });

  it.each([
    ['//clusters', '/clusters'],
    ['/a//b/', '/a/b/'],
    ['/a/./b', '/a/b'],
    ['/a/../b', '/b'],
    ['/../..', '/'],
    ['/a/..', '/'],
    ['/a/.', '/a'],
    ['/.../a', '/.../a'],
    ['/a/b/', '/a/b/'],
    ['/', '/'],
    ['*', '/*'],
  ])('%s is cleaned to %s', (path, cleaned) => {
    expect(cleanPath(path)).toBe(cleaned);
  });

  it('is clean once it was cleaned', () => {
    const parts = fc.array(fc.constantFrom('', '.', '..', 'a', 'b.c', '...'));
    fc.assert(
      fc.property(parts, (found) => {
        const cleaned = cleanPath(`/${found.join('/')}`);
        expect(cleanPath(cleaned)).toBe(cleaned);
        expect(cleaned).not.toMatch(/\/\/|\/\.\.?(\/|$)/);
      }),
    );
  });
});
