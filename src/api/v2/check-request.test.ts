import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkerOf } from './check-request.ts';
import { query, wish } from './shapes/common.ts';

const refusals = (checked: ReturnType<ReturnType<typeof checkerOf>>): unknown =>
  'error' in checked ? checked.error.fields['problems'] : checked.value;

describe('a query', () => {
  const check = checkerOf(
    query({
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
      dryRun: Type.Optional(Type.Boolean()),
      topics: Type.Optional(Type.Array(Type.String(), { maxItems: 3 })),
      name: Type.Optional(Type.String()),
    }),
    'querystring',
  );

  it.each([
    [{ limit: '7' }, { limit: 7 }],
    [{ dryRun: 'false' }, { dryRun: false }],
    [{ topics: 'a,b' }, { topics: ['a', 'b'] }],
    [{ topics: ['a,b', 'c'] }, { topics: ['a', 'b', 'c'] }],
    [{ topics: '' }, { topics: [] }],
    [{ name: '7' }, { name: '7' }],
  ])('has its values read: %j', (given, value) => {
    expect(refusals(check(given))).toEqual(value);
  });

  it.each([
    [{ limit: '7.0' }, '/limit'],
    [{ limit: '0x7' }, '/limit'],
    [{ limit: '' }, '/limit'],
    [{ limit: ['1', '2'] }, '/limit'],
    [{ limit: '0' }, '/limit'],
    [{ dryRun: '' }, '/dryRun'],
    [{ dryRun: 'True' }, '/dryRun'],
    [{ dryRun: ['true', 'false'] }, '/dryRun'],
    [{ topics: 'a,b,c,d' }, '/topics'],
    [{ topics: ['a', 'b\0'] }, '/topics'],
    [{ name: ['a', 'b'] }, '/name'],
    [{ name: 'a\0' }, '/name'],
    [{ name: 'x'.repeat(513) }, '/name'],
    [{ dryrun: 'true' }, '/dryrun'],
  ])('is refused where it is wrong: %j', (given, at) => {
    expect(refusals(check(given))).toEqual([{ at, message: expect.any(String) }]);
  });

  it('that is mistyped is told what was meant', () => {
    expect(refusals(check({ dryrun: 'true' }))).toEqual([
      { at: '/dryrun', message: 'is not known here; did you mean dryRun?' },
    ]);
    expect(refusals(check({ completelyDifferent: '1' }))).toEqual([
      { at: '/completelyDifferent', message: 'is not known here' },
    ]);
  });
});

describe('a body', () => {
  const check = checkerOf(
    wish('Zoo', {
      animal: Type.Union([
        wish('Cat', { kind: Type.Literal('cat'), lives: Type.Integer() }),
        wish('Dog', { kind: Type.Literal('dog'), tricks: Type.Optional(Type.Array(Type.String())) }),
      ]),
      keeper: Type.Optional(Type.Union([wish('Keeper', { name: Type.String() }), Type.Null()])),
    }),
    'body',
  );

  it.each([
    { animal: { kind: 'cat', lives: 9 }, keeper: null },
    { animal: { kind: 'dog' }, keeper: { name: 'x' } },
  ])('that is right goes through as it is: %j', (body) => {
    expect(refusals(check(body))).toBe(body);
  });

  it.each([
    [null, [{ at: '', message: 'is missing' }]],
    [{}, [{ at: '/animal', message: 'is missing' }]],
    [{ animal: { kind: 'cow' } }, [{ at: '/animal/kind', message: 'must be one of cat, dog' }]],
    [{ animal: {} }, [{ at: '/animal/kind', message: 'is missing' }]],
    [{ animal: { kind: 'cat' } }, [{ at: '/animal/lives', message: 'is missing' }]],
    [
      { animal: { kind: 'dog', trick: [] } },
      [{ at: '/animal/trick', message: 'is not known here; did you mean tricks?' }],
    ],
    [
      { animal: { kind: 'dog' }, keeper: { nme: 'x' } },
      expect.arrayContaining([{ at: '/keeper/name', message: 'is missing' }]),
    ],
  ])('is told what is wrong for what was meant: %j', (body, problems) => {
    expect(refusals(check(body))).toEqual(problems);
  });

  it('is not quoted, since a password may be in it', () => {
    expect(JSON.stringify(refusals(check({ animal: 'a canary', keeper: 'a canary' })))).not.toContain('canary');
  });
});
