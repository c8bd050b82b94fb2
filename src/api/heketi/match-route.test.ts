import { describe, expect, it } from 'vitest';
import { createMatcher } from './match-route.ts';
import type { Route } from './parts.ts';

function route(method: Route['method'], path: string, access: Route['access'] = 'volume.read'): Route {
  return {
    method,
    path,
    access,
    about: 'everything',
    changes: false,
    handle: () => Promise.reject(new Error('nobody calls it')),
  };
}

const list = route('GET', '/volumes');
const create = route('POST', '/volumes');
const info = route('GET', '/volumes/{id}');
const pending = route('GET', '/operations/pending/{id}');
const cleanUp = route('POST', '/operations/pending/cleanup');
const dump = route('GET', '/db/dump');
const hello = route('GET', '/hello', 'public');
const match = createMatcher([list, create, info, pending, cleanUp, dump, hello]);

describe('matching a route', () => {
  it('goes by method and path', () => {
    expect(match('GET', '/volumes')).toEqual({ kind: 'route', route: list, id: '' });
    expect(match('POST', '/volumes')).toEqual({ kind: 'route', route: create, id: '' });
  });

  it('takes runs of hex digits for ids, of any length and case', () => {
    expect(match('GET', '/volumes/bAd')).toEqual({ kind: 'route', route: info, id: 'bAd' });
    expect(match('GET', '/volumes/badid')).toEqual({ kind: 'none' });
    expect(match('GET', '/volumes/')).toEqual({ kind: 'slash', path: '/volumes' });
  });

  it('keeps words apart from ids', () => {
    expect(match('POST', '/operations/pending/cleanup')).toEqual({ kind: 'route', route: cleanUp, id: '' });
    expect(match('GET', '/operations/pending/cleanup')).toEqual({
      kind: 'no-method',
      path: '/operations/pending/cleanup',
    });
    expect(match('GET', '/db/dump')).toEqual({ kind: 'route', route: dump, id: '' });
  });

  it('tells a method that a path does not have from a path that is not there', () => {
    expect(match('HEAD', '/volumes')).toEqual({ kind: 'no-method', path: '/volumes' });
    expect(match('HEAD', '/nothing')).toEqual({ kind: 'none' });
  });

  it('sees one slash too many, for any method', () => {
    expect(match('PUT', '/volumes/abc/')).toEqual({ kind: 'slash', path: '/volumes/{id}' });
    expect(match('GET', '/operations/')).toEqual({ kind: 'none' });
    expect(match('GET', '/')).toEqual({ kind: 'none' });
  });

  it('shows nothing of public paths to other methods', () => {
    expect(match('GET', '/hello')).toEqual({ kind: 'route', route: hello, id: '' });
    expect(match('POST', '/hello')).toEqual({ kind: 'none' });
    expect(match('GET', '/hello/')).toEqual({ kind: 'none' });
  });

  it('has one route for a method of a path', () => {
    expect(() => createMatcher([list, list])).toThrow('/volumes has two routes of one method');
  });
});
