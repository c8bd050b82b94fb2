import { describe, expect, expectTypeOf, it } from 'vitest';
import { configErrors } from './errors.ts';
import { loadConfig } from './load-config.ts';
import { type ConfigTexts, loadFromTexts, problemsOf } from './load-from-texts.ts';
import { describeOrigin } from './origin.ts';
import type { Config } from './sections.ts';

const jwt = { admin: { key: 'a' }, user: { key: 'u' } };

describe('loadConfig', () => {
  it('takes each of the six sources before all that follow it, and says where the value is from', () => {
    const texts = {
      flags: { '--listen': '127.0.0.1:1' },
      env: { HOSTREEVE_LISTEN: '127.0.0.1:2', HEKETI_HTTP_PORT: '3' },
      yaml: 'data: /d\nlisten: 127.0.0.1:4\n',
      heketi: { jwt, port: '5' },
    };
    const found = (sources: ConfigTexts): readonly [string, string] => {
      const { config, origins } = loadFromTexts(sources);
      const origin = origins.get('listen');
      return [config.listen, origin === undefined ? '' : describeOrigin(origin)];
    };
    const { yaml, heketi } = texts;
    expect(found(texts)).toEqual(['127.0.0.1:1', 'flag --listen']);
    expect(found({ env: texts.env, yaml, heketi })).toEqual(['127.0.0.1:2', 'environment HOSTREEVE_LISTEN']);
    expect(found({ env: { HEKETI_HTTP_PORT: '3' }, yaml, heketi })).toEqual(['[::]:3', 'environment HEKETI_HTTP_PORT']);
    expect(found({ yaml, heketi })).toEqual(['127.0.0.1:4', 'hostreeve.yaml:2']);
    expect(found({ heketi })).toEqual(['[::]:5', 'heketi.json:10 (port)']);
    expect(found({})).toEqual(['127.0.0.1:8080', 'default']);
  });

  it('gives every key an origin, and values in the types of their keys', () => {
    const { config, origins } = loadFromTexts({});
    expect(origins.size).toBeGreaterThan(70);
    expectTypeOf(config.listen).toEqualTypeOf<string>();
    expectTypeOf(config.store.url).toEqualTypeOf<string | undefined>();
    expectTypeOf(config.heketi.bricks.maxSizeGib).toEqualTypeOf<number>();
    expectTypeOf<Config['log']['format']>().toEqualTypeOf<'json' | 'text'>();
  });

  it('freezes the configuration in depth', () => {
    const { config } = loadFromTexts({ yaml: 'heketi: {injectExec: {command_injection: {commands: []}}}' });
    expect(Object.isFrozen(config.heketi.bricks)).toBe(true);
    expect(Object.isFrozen(config.http.allowedHosts)).toBe(true);
    expect(Object.isFrozen(config.heketi.injectExec?.['command_injection'])).toBe(true);
  });

  it('lets a command put its own data folder in place of the default, below every source', () => {
    const sources = { flags: {}, env: {}, defaults: { data: './data' }, readFile: () => '' };
    expect(loadConfig(sources).config.data).toBe('./data');
    expect(loadConfig({ ...sources, env: { HOSTREEVE_DATA: '/d' } }).config.data).toBe('/d');
  });

  it('reports the problems of all sources together, also of values that are overridden', () => {
    const problems = problemsOf({
      flags: { '--listen': 'nowhere', '--log-level': 'info' },
      env: { HOSTREEVE_HTTP_BODY_LIMIT_BYTES: 'many', HEKETI_EXECUTOR: 'docker' },
      yaml: 'log: {level: loud}\nlistn: 127.0.0.1:80\nhttp:\n  shutdownGraceMs: -1\n',
      heketi: { jwt, port: 8080 },
    });
    expect(problems).toEqual([
      expect.stringMatching(/^flag --listen: listen: expected HOST:PORT .*, found "nowhere"$/),
      'environment HOSTREEVE_HTTP_BODY_LIMIT_BYTES: http.bodyLimitBytes: expected a whole number from 1 upwards, found "many"',
      'environment HEKETI_EXECUTOR: heketi.executor: invalid executor: "docker"; expected one of mock, ssh, kube, kubernetes, inject/ssh, inject/mock',
      'hostreeve.yaml:1: log.level: invalid level: "loud"; expected one of trace, debug, info, warn, error, fatal, silent',
      'hostreeve.yaml:2: unknown key listn (did you mean listen?)',
      'hostreeve.yaml:4: http.shutdownGraceMs: expected a whole number from 0 to 2147483647, found -1',
      'heketi.json:10 (port): listen: expected a JSON string, found a number',
    ]);
  });

  it('throws CONFIG_INVALID with code, message and fields of each problem', () => {
    let caught: unknown;
    try {
      loadFromTexts({ yaml: 'listn: x' });
    } catch (error) {
      caught = error;
    }
    expect(configErrors.CONFIG_INVALID.is(caught)).toBe(true);
    expect(caught).toHaveProperty('fields.problems', [
      {
        code: 'CONFIG_KEY_UNKNOWN',
        message: 'hostreeve.yaml:1: unknown key listn (did you mean listen?)',
        file: 'hostreeve.yaml',
        line: 1,
        key: 'listn',
        nearest: 'listen',
      },
    ]);
  });

  it('names a file that cannot be read, with the reason', () => {
    const missing = Object.assign(new Error('no'), { code: 'ENOENT' });
    const readFile = (): string => {
      throw missing;
    };
    const load = (): unknown => loadConfig({ flags: {}, env: {}, yamlPath: 'a.yaml', heketiPath: 'b.json', readFile });
    expect(load).toThrow('a.yaml: cannot be read (there is no such file); b.json: cannot be read');
  });
});

describe('contradictions', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['TLS without a key', 'heketi: {tls: {enabled: true, certFile: c}}', /certFile, heketi\.tls\.keyFile: both/],
    [
      'an earlier key without a present one',
      'heketi: {previousUserKey: a}',
      /previousUserKey, heketi\.userKey: there is no/,
    ],
    ['one key twice', 'heketi: {adminKey: a, previousAdminKey: a}', /both are the same key/],
    ['a single XFS stripe value', 'heketi: {commands: {xfsStripeUnit: 4}}', /both must be given, or neither/],
    ['a smallest brick above the largest', 'heketi: {bricks: {minSizeGib: 9, maxSizeGib: 8}}', /9 GiB.*8 GiB/],
    ['two passwords', 'store: {url: "postgres://h/d", password: p, passwordFile: f}', /only one of them/],
    ['a password in the URL and one beside it', 'store: {url: "postgres://u:p@h/d", password: q}', /holds a password/],
    ['a password for no database', 'store: {passwordFile: f}', /needs store\.url/],
  ];
  it.each(cases)('refuses %s', (_, yaml, expected) => {
    expect(problemsOf({ yaml })).toEqual([expect.stringMatching(expected)]);
  });

  it('wants both JWT keys with a heketi.json, unless authentication is off', () => {
    expect(problemsOf({ heketi: { jwt: { admin: { key: 'a' } } } })).toEqual([
      expect.stringMatching(/^heketi\.adminKey, heketi\.userKey: both keys for tokens are needed/),
    ]);
    expect(problemsOf({ heketi: {}, flags: { '--disable-auth': true } })).toEqual([]);
    expect(problemsOf({ heketi: {}, env: { HEKETI_ADMIN_KEY: 'a', HOSTREEVE_HEKETI_USER_KEY: 'u' } })).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });
});

describe('store.url', () => {
  it('moves its password, decoded, into store.password with the same origin', () => {
    const { config, origins } = loadFromTexts({
      env: { HOSTREEVE_STORE_URL: 'postgres://u:p%40w@h:5432/d?sslmode=require' },
    });
    expect(config.store.url).toBe('postgres://u@h:5432/d?sslmode=require');
    expect(config.store.password?.reveal()).toBe('p@w');
    expect(origins.get('store.password')).toEqual({ kind: 'environment', name: 'HOSTREEVE_STORE_URL' });
  });

  it.each(['mysql://h/d', 'postgres://h/d?password=x', 'h:5432', 'postgres://u:%zz@h/d'])('refuses %s', (url) => {
    const [problem] = problemsOf({ flags: { '--store': url } });
    expect(problem).toBe(
      'flag --store: store.url: expected a URL like postgres://user@host:5432/database, found a text',
    );
  });

  const yaml = 'store: {url: "postgres://u:old@h/d"}';
  it.each([
    ['a password', { yaml, env: { HOSTREEVE_STORE_PASSWORD: 'new' } }, 'new', undefined],
    ['a password file', { yaml, env: { HOSTREEVE_STORE_PASSWORD_FILE: 'f' } }, undefined, 'f'],
    [
      'a URL with a password',
      { yaml: 'store: {url: "postgres://u@h/d", passwordFile: f}', flags: { '--store': 'postgres://v:new@other/d' } },
      'new',
      undefined,
    ],
  ])('takes %s of a higher source in place of the one below', (_, texts, password, passwordFile) => {
    const { store } = loadFromTexts(texts).config;
    expect([store.password?.reveal(), store.passwordFile]).toEqual([password, passwordFile]);
  });

  it('does not send the password of an overridden URL to another server', () => {
    const { store } = loadFromTexts({ yaml, flags: { '--store': 'postgres://u@other/d' } }).config;
    expect([store.url, store.password]).toEqual(['postgres://u@other/d', undefined]);
  });
});
