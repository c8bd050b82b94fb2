import { describe, expect, it } from 'vitest';
import { findToken } from './find-token.ts';
import { isOnLoopback, serverOf } from './server-options.ts';

const HERE = 'http://127.0.0.1:8080';
const ELSEWHERE = 'https://hostreeve.example.org';
const files: Readonly<Record<string, string>> = {
  'data/admin-token': 'of-data\n',
  '/var/lib/hostreeve/admin-token': 'of-package\n',
  '/srv/admin-token': 'of-srv\n',
  'my-token': ' mine \n',
  empty: '\n',
  key: '-----BEGIN KEY-----\nsecret words\n',
};

function find(
  options: object,
  env: NodeJS.ProcessEnv = {},
  server = HERE,
  there: readonly string[] = Object.keys(files),
) {
  const readFile = (path: string): string => {
    const text = there.includes(path) ? files[path] : undefined;
    if (text === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' });
    return text;
  };
  return findToken({ options, env, server, readFile });
}

describe('the token', () => {
  it('is the first of the file that was named, the environment, the data folder, and usual folders', () => {
    const env = { HOSTREEVE_TOKEN: 'of-env' };
    expect(find({ tokenFile: 'my-token', data: '/srv' }, env)).toEqual({ token: 'mine', origin: 'my-token' });
    expect(find({ data: '/srv' }, env)).toEqual({ token: 'of-env', origin: 'HOSTREEVE_TOKEN' });
    expect(find({ data: '/srv' }, { HOSTREEVE_TOKEN: '' })).toEqual({ token: 'of-srv', origin: '/srv/admin-token' });
    expect(find({})).toEqual({ token: 'of-data', origin: 'data/admin-token' });
    expect(find({}, {}, HERE, ['/var/lib/hostreeve/admin-token'])?.token).toBe('of-package');
    expect(find({}, {}, HERE, [])).toBeUndefined();
  });

  it('that opens everything on this machine is not shown to another one, unless it is named', () => {
    expect(find({}, {}, ELSEWHERE)).toBeUndefined();
    expect(find({ data: '/srv' }, {}, ELSEWHERE)?.token).toBe('of-srv');
  });

  it('that was named and cannot be read is an error, which does not tell what the file holds', () => {
    expect(() => find({ tokenFile: 'none' })).toThrow('no token can be read from none: there is no such file');
    expect(() => find({ data: '/none' })).toThrow('no token can be read from /none/admin-token');
    expect(() => find({ tokenFile: 'empty' })).toThrow('it holds no token');
    expect(() => find({ tokenFile: 'key' })).toThrow(/^(?!.*secret).*it holds no token$/);
  });
});

describe('the server', () => {
  it('is that of the flag, of the environment, or the usual one', () => {
    expect(serverOf({ server: ELSEWHERE }, { HOSTREEVE_SERVER: HERE })).toBe(ELSEWHERE);
    expect(serverOf({}, { HOSTREEVE_SERVER: `${ELSEWHERE}/` })).toBe(ELSEWHERE);
    expect(serverOf({}, { HOSTREEVE_SERVER: '' })).toBe(HERE);
    for (const wrong of ['hostreeve', 'ftp://a', 'http://a/b', 'http://u:p@a', 'http://a?b'])
      expect(() => serverOf({}, { HOSTREEVE_SERVER: wrong })).toThrow('HOSTREEVE_SERVER: give a URL');
  });

  it.each([
    [HERE, true],
    ['http://localhost:8080', true],
    ['http://[::1]:8080', true],
    ['http://127.1:80', true],
    [ELSEWHERE, false],
    ['http://127.0.0.1.example.org', false],
    ['http://localhost.example.org', false],
  ])('%s is on this machine: %s', (server, isHere) => {
    expect(isOnLoopback(server)).toBe(isHere);
  });
});
