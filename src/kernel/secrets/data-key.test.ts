import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newDataKey, openDataKey, rewrapDataKey } from './data-key.ts';
import { errors } from './errors.ts';
import { open, seal } from './seal.ts';
import { SealingKey } from './sealing-key.ts';
import { Secret } from './secret.ts';

const aMasterKey = (): SealingKey => new SealingKey(randomBytes(32));

function refusal(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('a data key', () => {
  it('is opened by the master key that sealed it, and by no other', () => {
    const master = aMasterKey();
    const made = newDataKey(master);
    expect(openDataKey(master, made.sealed).id).toBe(made.key.id);
    expect(errors.SECRETS_KEY_WRONG.is(refusal(() => openDataKey(aMasterKey(), made.sealed)))).toBe(true);
  });

  it('goes on opening old rows after the master key was changed', () => {
    const [before, after] = [aMasterKey(), aMasterKey()];
    const made = newDataKey(before);
    const row = seal(made.key, new Secret('hunter22'), 'accounts/1');
    const rewrapped = rewrapDataKey(before, after, made.sealed);
    expect(open(openDataKey(after, rewrapped), row, 'accounts/1').reveal()).toBe('hunter22');
    expect(errors.SECRETS_KEY_WRONG.is(refusal(() => openDataKey(before, rewrapped)))).toBe(true);
  });
});
