import { describe, expect, it } from 'vitest';
import {
  idsFault,
  optionalText,
  requiredCount,
  requiredHosts,
  requiredId,
  requiredText,
  requireValid,
  tagsFault,
} from './validate.ts';

describe('a refusal of fields', () => {
  it('tells all faults in alphabetical order, those inside in brackets', () => {
    const faults = {
      zone: 'cannot be blank',
      hostnames: { storage: 'cannot be blank', manage: 'cannot be blank' },
      cluster: 'cannot be blank',
      tags: undefined,
    };
    expect(() => requireValid(faults)).toThrow(
      'validation failed: cluster: cannot be blank; hostnames: (manage: cannot be blank; storage: cannot be blank.); zone: cannot be blank.',
    );
  });

  it('is none where nothing is wrong', () => {
    expect(() => requireValid({ zone: undefined, hostnames: { manage: undefined } })).not.toThrow();
  });

  it('tells one fault inside alone', () => {
    expect(() => requireValid({ hostnames: { manage: undefined, storage: 'x' } })).toThrow(
      'validation failed: hostnames: (storage: x.).',
    );
  });
});

describe('a count', () => {
  it.each([
    [0, 'cannot be blank'],
    [-1, 'must be no less than 1'],
    [1, undefined],
  ])('of %i is judged', (value, fault) => {
    expect(requiredCount(value)).toBe(fault);
  });
});

describe('a text', () => {
  it('may be left out where it is optional', () => {
    expect([
      optionalText('', /^a$/),
      optionalText('a', /^a$/),
      optionalText('b', /^a$/),
      requiredText('', /^a$/),
    ]).toEqual([undefined, undefined, 'must be in a valid format', 'cannot be blank']);
  });
});

describe('an id', () => {
  it.each([
    ['', 'cannot be blank'],
    ['abc', 'abc is not a valid UUID'],
    ['g'.repeat(32), `${'g'.repeat(32)} is not a valid UUID`],
    ['A'.repeat(32), undefined],
    ['0'.repeat(32), undefined],
  ])('%j is judged', (id, fault) => {
    expect(requiredId(id)).toBe(fault);
  });

  it('is one of 32 at most', () => {
    const id = '0'.repeat(32);
    expect(idsFault(Array.from({ length: 33 }, () => id))).toBe('too many ids specified (33), up to 32 supported');
    expect(idsFault([id, 'x'])).toBe('x is not a valid UUID');
    expect(idsFault(Array.from({ length: 32 }, () => id))).toBeUndefined();
  });
});

describe('a hostname', () => {
  const long = 'a'.repeat(63);
  it.each([
    'a_b.c',
    '_a',
    'node-1.example.',
    'node_1_',
    '192.0.2.1',
    '2001:db8::1',
    long,
    [long, long, long, long].join('.'),
  ])('may be %s', (name) => {
    expect(requiredHosts([name], 'manage')).toBeUndefined();
  });

  it.each(['', '-x', 'a b', 'a..b', `${long}a`, 'fe80::1%eth0', [long, long, long, long, 'abcd'].join('.'), 'a\n'])(
    'is never %j',
    (name) => {
      expect(requiredHosts(['ok', name], 'storage')).toBe(`[ok ${name}] is not a valid storage hostname`);
    },
  );

  it('is wanted', () => {
    expect(requiredHosts([], 'manage')).toBe('cannot be blank');
  });
});

describe('tags', () => {
  const tags = (entries: Record<string, string>) => tagsFault(new Map(Object.entries(entries)));
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, '']));
  it.each([
    [{ 'a.b-c_D9': '' }, undefined],
    [{ a: 'ü'.repeat(64) }, undefined],
    [many(32), undefined],
    [many(33), 'too many tags specified (33), up to 32 supported'],
    [{ '': 'x' }, 'tag names may not be empty'],
    [{ ['a'.repeat(33)]: '' }, `tag name ${'a'.repeat(33)}: the length must be between 1 and 32`],
    [{ a: '😀'.repeat(65) }, 'value of tag a: the length must be no more than 64'],
    [{ 'a b': '' }, 'invalid characters in tag name a b'],
  ])('%j are judged', (found, fault) => {
    expect(tags(found)).toBe(fault);
  });
});
