import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { type ConfigKey, configKeys } from './key-table.ts';
import { type ConfigTexts, loadFromTexts } from './load-from-texts.ts';
import { printConfig } from './print-config.ts';

// Words that no message has by itself, and characters that every format must escape in some way.
const canary = fc.stringMatching(/^CANARY[A-Z]{6}[a-z0-9:{}[\]",'#*&!%@\\ ]{0,12}$/);
const core = (text: string): string => text.slice(0, 12);

const nested = (path: string, value: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);

/** Everything that a caller could show of a load, whether it succeeds or fails. */
function everythingShown(texts: ConfigTexts): string {
  const inFull = { depth: Infinity, showHidden: true, maxStringLength: Infinity };
  try {
    const loaded = loadFromTexts(texts);
    const printed = (['table', 'json', 'yaml'] as const).map((format) => printConfig(loaded, format));
    return [inspect(loaded, inFull), JSON.stringify(loaded), JSON.stringify(loaded.config), ...printed].join('\n');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [inspect(error, inFull), JSON.stringify(error), error.message, String(error.stack)].join('\n');
  }
}

/** The ways in which a secret, or what was meant to be one, can reach the configuration. */
function waysIn(key: ConfigKey, secret: string): ConfigTexts[] {
  const shapes = [secret, [secret], { a: secret }, [[secret]]];
  const ways: ConfigTexts[] = [{ env: { [key.env]: secret } }];
  for (const shape of shapes) ways.push({ yaml: stringify(nested(key.path, shape)) });
  // Unquoted, so that it is most often no valid YAML or JSON.
  ways.push({ yaml: `${key.path.split('.').join(': {')}: ${secret}` }, { yaml: `a: "${secret}` });
  const { env, path } = key.heketi ?? {};
  if (env !== undefined) ways.push({ env: { [env]: secret } });
  if (typeof path === 'string') {
    for (const shape of shapes) ways.push({ heketi: nested(path, shape) });
    ways.push(
      { heketi: `{"${path}": ${secret}}` },
      { heketi: `{"a": "${secret}` },
      { heketi: `{"a": "\\x${secret}"}` },
    );
  }
  return ways;
}

describe('a secret', () => {
  const secrets = configKeys.filter((key) => key.kind === 'secret');

  it.each(secrets)('in $path is shown by nothing, whatever it looks like and wherever it stands', (key) => {
    fc.assert(
      fc.property(canary, (secret) => {
        for (const way of waysIn(key, secret)) expect(everythingShown(way)).not.toContain(core(secret));
      }),
      { numRuns: 20 },
    );
  });

  it('in the URL of the store is shown by nothing, also when the URL is wrong', () => {
    const urls = ['postgres://u:CANARY@h/d', 'mysql://u:CANARY@h/d', 'postgres://h/d?password=CANARY', 'u:CANARY@h'];
    for (const url of urls) {
      const yaml = `store: {url: "${url}"}`;
      for (const way of [{ flags: { '--store': url } }, { env: { HOSTREEVE_STORE_URL: url } }, { yaml }])
        expect(everythingShown(way)).not.toContain('CANARY');
    }
  });

  it('in an unknown key or variable is not in the warning', () => {
    const shown = everythingShown({
      env: { HOSTREEVE_HEKETI_ADMIN_KEYY: 'CANARY' },
      yaml: 'heketi: {adminKeyy: CANARY}',
      heketi: { jwt: { admin: { keyy: 'CANARY' } } },
    });
    expect(shown).not.toContain('CANARY');
  });

  it('is there for those who ask for it', () => {
    expect(loadFromTexts({ env: { HEKETI_ADMIN_KEY: 'k' } }).config.heketi.adminKey?.reveal()).toBe('k');
  });
});
