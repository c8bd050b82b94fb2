import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactJson, ExactNumber, parseExactJson } from './exact-json.ts';

/** Back to what JSON.parse gives. */
function plain(value: ExactJson): unknown {
  if (value instanceof ExactNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

describe('exact JSON', () => {
  it('keeps every number as it was written', () => {
    const outcome = parseExactJson('[1, 1.0, 1e0, 9007199254740993, -0]');
    expect(outcome).toEqual({
      kind: 'parsed',
      value: ['1', '1.0', '1e0', '9007199254740993', '-0'].map((source) => new ExactNumber(source)),
    });
  });

  it('gives what JSON.parse gives, but for the numbers', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const outcome = parseExactJson(text);
        expect(outcome.kind === 'parsed' && plain(outcome.value)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('lets the last of equal keys win', () => {
    expect(parseExactJson('{"a": "first", "a": "last"}')).toEqual({ kind: 'parsed', value: { a: 'last' } });
  });

  it('keeps a key that means something to JavaScript as a key', () => {
    const outcome = parseExactJson('{"__proto__": {"x": true}}');
    expect(outcome.kind === 'parsed' && Object.keys(outcome.value as object)).toEqual(['__proto__']);
  });

  it.each(['', ' ', '{', '{"a"', '{"a": ', '{"a":1', '[1', '["a', 'tru'])(
    'says that %j only ends too early',
    (text) => {
      expect(parseExactJson(text)).toEqual({ kind: 'malformed', isCutOff: true });
    },
  );

  it.each(['{} {}', '{a: 1}', '01', '\ufeff{}'])('refuses %j', (text) => {
    expect(parseExactJson(text)).toEqual({ kind: 'malformed', isCutOff: false });
  });

  it('refuses what is too deep to be taken apart', () => {
    expect(parseExactJson(`${'['.repeat(9_000)}${']'.repeat(9_000)}`).kind).toBe('malformed');
  });

  it.each([
    ['numbers', `[${Array(10_001).fill('0').join(',')}]`],
    ['objects', `[${Array(6_000).fill('{}').join(',')}]`],
    ['fields', `{${Array.from({ length: 10_001 }, (_, index) => `"${index}":0`).join(',')}}`],
    ['levels', '['.repeat(100_000)],
    ['what is no JSON', ','.repeat(100_000)],
  ])('does not look at too many %s', (_, text) => {
    expect(parseExactJson(text)).toEqual({ kind: 'too-many', most: 10_000 });
  });

  it('takes long texts for one value, whatever stands in them', () => {
    const value = `${'[,{'.repeat(20_000)}"\\`;
    expect(parseExactJson(JSON.stringify({ a: value, b: [1] }))).toEqual({
      kind: 'parsed',
      value: { a: value, b: [new ExactNumber('1')] },
    });
  });
});
