import { describe, expect, it } from 'vitest';
import { CodedError, defineErrors, describeError, errorCatalogue } from './errors.ts';

const errors = defineErrors({
  TEST_TEAPOT: {
    status: 418,
    retry: 'never',
    when: 'Coffee was asked of a teapot.',
    remedy: 'Ask for tea.',
    text: (fields: { pot: string }) => `${fields.pot} makes no coffee`,
  },
});

describe('error catalogue', () => {
  it('builds an error with code, status, retry word, fields and sentence', () => {
    const cause = new Error('short and stout');
    const error = errors.TEST_TEAPOT({ pot: 'brown betty' }, { cause });
    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({
      code: 'TEST_TEAPOT',
      status: 418,
      retry: 'never',
      fields: { pot: 'brown betty' },
      message: 'brown betty makes no coffee',
      cause,
    });
  });

  it('recognises its own errors only', () => {
    expect(errors.TEST_TEAPOT.is(errors.TEST_TEAPOT({ pot: 'x' }))).toBe(true);
    expect(errors.TEST_TEAPOT.is(new Error('TEST_TEAPOT'))).toBe(false);
  });

  it('refuses a code that is defined twice or malformed', () => {
    const definition = { status: 400, retry: 'never', when: '', remedy: '', text: () => '' } as const;
    expect(() => defineErrors({ TEST_TEAPOT: definition })).toThrow(/defined twice/);
    expect(() => defineErrors({ testTeapot: definition })).toThrow(/UPPER_SNAKE_CASE/);
  });

  it('lists codes in alphabetical order', () => {
    defineErrors({ TEST_A: { status: 400, retry: 'never', when: 'w', remedy: 'r', text: () => '' } });
    const codes = errorCatalogue().map((entry) => entry.code);
    expect(codes).toEqual(codes.toSorted());
    expect(codes).toContain('TEST_A');
  });

  it('describes a chain of causes without repeating itself', () => {
    const inner = new Error('disk on fire');
    expect(describeError(new Error('cannot write', { cause: inner }))).toBe('cannot write: disk on fire');
    expect(describeError(new Error('cannot write: disk on fire', { cause: inner }))).toBe('cannot write: disk on fire');
    expect(describeError({ odd: true })).toBe('{ odd: true }');
  });
});
