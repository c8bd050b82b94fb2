import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../errors.ts';
import { open, seal } from './seal.ts';
import { SealingKey } from './sealing-key.ts';
import { Secret } from './secret.ts';

const key = new SealingKey(randomBytes(32));
const text = fc.string({ unit: 'grapheme' });

function refusal(action: () => unknown): CodedError {
  try {
    action();
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('sealing', () => {
  it('opens what it sealed, with the same key and context', () => {
    fc.assert(
      fc.property(text, text, (value, context) => {
        expect(open(key, seal(key, new Secret(value), context), context).reveal()).toBe(value);
      }),
    );
  });

  it('seals the same text differently each time', () => {
    const secret = new Secret('hunter22');
    expect(seal(key, secret, 'a')).not.toBe(seal(key, secret, 'a'));
  });

  it('refuses a sealed text in which any character was changed, added or removed, and tells nothing of it', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ '.split('');
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.constantFrom(...alphabet), (value, at, character) => {
        const sealed = seal(key, new Secret(`canary${value}`), 'place');
        const index = at % sealed.length;
        fc.pre(sealed[index] !== character);
        const changes = [
          sealed.slice(0, index) + character + sealed.slice(index + 1),
          sealed.slice(0, index) + sealed.slice(index + 1),
          sealed + character,
        ];
        for (const changed of changes) {
          const error = refusal(() => open(key, changed, 'place'));
          expect(error.code).toMatch(/^SECRETS_(SEAL_MALFORMED|SEAL_BROKEN|KEY_WRONG)$/);
          expect(JSON.stringify([error.message, error.fields])).not.toContain('canary');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a sealed text that was moved to another context', () => {
    fc.assert(
      fc.property(text, text, (made, asked) => {
        fc.pre(made !== asked);
        const sealed = seal(key, new Secret('hunter22'), made);
        expect(refusal(() => open(key, sealed, asked)).code).toBe('SECRETS_SEAL_BROKEN');
      }),
    );
  });

  it('names the ids of both keys when the key is another one', () => {
    const other = new SealingKey(randomBytes(32));
    const error = refusal(() => open(other, seal(key, new Secret('hunter22'), 'place'), 'place'));
    expect(error).toMatchObject({ code: 'SECRETS_KEY_WRONG', fields: { sealedBy: key.id, keyId: other.id } });
  });

  it('shows a key by its id only', () => {
    const bytes = randomBytes(32);
    const shown = JSON.stringify(new SealingKey(bytes)) + String(new SealingKey(bytes));
    expect(shown).toMatch(/^"\[key [0-9a-f]{16}\]"\[key [0-9a-f]{16}\]$/);
  });
});
