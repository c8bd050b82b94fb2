import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullHeketiJson } from './layers/heketi-json.fixture.ts';
import { loadFromTexts } from './load-from-texts.ts';
import { printConfig } from './print-config.ts';

const loaded = loadFromTexts({
  flags: { '--log-level': 'debug' },
  env: { HOSTREEVE_STORE_URL: 'postgres://hostreeve:pass@db:5432/hostreeve', HEKETI_SSH_USER: 'storage' },
  yaml: 'data: /srv/hostreeve\nhttp:\n  allowedHosts: [storage.example]\n',
  heketi: fullHeketiJson,
});

describe('printConfig', () => {
  it('prints a table for people', async () => {
    await expect(printConfig(loaded, 'table')).toMatchFileSnapshot('__golden__/config-print.table.txt');
  });

  it('prints YAML with origins as comments', async () => {
    await expect(printConfig(loaded, 'yaml')).toMatchFileSnapshot('__golden__/config-print.yaml');
  });

  it('prints JSON with values and origins by path', () => {
    expect(JSON.parse(printConfig(loaded, 'json'))).toMatchObject({
      data: { value: '/srv/hostreeve', origin: { kind: 'yaml', file: 'hostreeve.yaml', line: 1 } },
      'store.password': { value: '[secret]', origin: { kind: 'environment', name: 'HOSTREEVE_STORE_URL' } },
      'heketi.mock.deviceSizeGib': { value: 500, origin: { kind: 'default' } },
      'secrets.masterKeyFile': { value: null, origin: { kind: 'default' } },
    });
  });

  it('prints YAML that loads to the same values, but for the secrets', () => {
    const again = loadFromTexts({ yaml: printConfig(loaded, 'yaml') });
    const { password, ...store } = loaded.config.store;
    const { adminKey, userKey, ...heketi } = loaded.config.heketi;
    expect([password, adminKey, userKey]).not.toContain(undefined);
    expect(again.config).toEqual({
      ...loaded.config,
      store: { ...store, password: undefined },
      heketi: { ...heketi, adminKey: undefined, userKey: undefined },
    });
  });

  it('prints YAML that loads to the same values whatever the texts are', () => {
    const words = fc.constantFrom(
      'true',
      'null',
      '~',
      '012',
      '1e3',
      '0x1f',
      'a: b',
      'a #b',
      '- a',
      '*a',
      '&a',
      '"',
      '.5',
    );
    const texts = fc.oneof(words, fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'binary' }));
    fc.assert(
      fc.property(texts, fc.array(texts), (text, hosts) => {
        const first = loadFromTexts({
          yaml: JSON.stringify({ data: text, http: { allowedHosts: hosts }, heketi: { injectExec: { [text]: text } } }),
        });
        expect(loadFromTexts({ yaml: printConfig(first, 'yaml') }).config).toEqual(first.config);
      }),
    );
  });
});
