import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { configKeys } from './key-table.ts';

describe('the table of settings', () => {
  it('has defaults that its own schemas admit', () => {
    const wrong = configKeys.filter((key) => key.default !== undefined && !Value.Check(key.schema, key.default));
    expect(wrong.map((key) => key.path)).toEqual([]);
  });

  it('explains every key in a sentence', () => {
    expect(configKeys.filter((key) => !/^[A-Z].*\.$/.test(key.meaning)).map((key) => key.path)).toEqual([]);
  });

  it('names every variable and every key of Heketi once', () => {
    const sources = configKeys.flatMap((key) => [key.heketi?.env, ...[key.heketi?.path].flat()]);
    const named = sources.filter((name) => name !== undefined);
    expect(new Set(named).size).toBe(named.length);
  });
});
