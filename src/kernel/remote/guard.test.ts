import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GuardCall, guardedArgv, guardMarker, readGuarded, readGuardedArgv } from './guard.ts';
import { recordOf, removeRecords } from './record.ts';

const guard: GuardCall = { locks: [{ name: 'a', epoch: 1 }], waitMs: 0, nonce: 'n1' };
const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);

describe('a guarded command', () => {
  it('is read back as it was called', () => {
    const guards = fc.record(
      {
        locks: fc.uniqueArray(fc.record({ name, epoch: fc.maxSafeNat() }), {
          maxLength: 5,
          selector: (lock) => lock.name,
        }),
        waitMs: fc.nat({ max: 10 ** 6 }).map((cs) => cs * 10),
        record: name,
        directory: name.map((each) => `/${each}/locks`),
        nonce: fc.stringMatching(/^[a-z0-9]{1,20}$/),
      },
      { requiredKeys: ['locks', 'waitMs', 'directory', 'nonce'] },
    );
    const argvs = fc
      .tuple(fc.stringMatching(/^[a-z/]+$/), fc.array(fc.string()))
      .map(([first, more]) => [first, ...more]);
    fc.assert(
      fc.property(guards, argvs, (call, argv) => {
        const locks = call.locks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
        expect(readGuardedArgv(guardedArgv(call, argv))).toEqual({ guard: { ...call, locks }, argv });
      }),
    );
  });

  it.each(['', '.', '..', '-a', 'a/b', '../a', 'A', 'a b', 'a\nb', "a'b", 'a$b', 'a*', 'ä', 'a'.repeat(121)])(
    'has no lock and no record called %j',
    (hostile) => {
      expect(() => guardedArgv({ ...guard, locks: [{ name: hostile, epoch: 1 }] }, ['true'])).toThrow(TypeError);
      expect(() => guardedArgv({ ...guard, record: hostile }, ['true'])).toThrow(TypeError);
      expect(() => recordOf(hostile)).toThrow(TypeError);
      expect(() => removeRecords(['a', hostile])).toThrow(TypeError);
    },
  );

  it.each(['', 'locks', '/', '/a/', '/a\0b'])('keeps no locks in %j', (directory) => {
    expect(() => guardedArgv({ ...guard, directory }, ['true'])).toThrow(TypeError);
  });

  it('takes at most five locks, each once, with whole numbers', () => {
    const locks = ['a', 'b', 'c', 'd', 'e', 'f'].map((each) => ({ name: each, epoch: 1 }));
    expect(() => guardedArgv({ ...guard, locks }, ['true'])).toThrow('6 locks');
    expect(() => guardedArgv({ ...guard, locks: [...guard.locks, ...guard.locks] }, ['true'])).toThrow('twice');
    expect(() => guardedArgv({ ...guard, locks: [{ name: 'a', epoch: 1.5 }] }, ['true'])).toThrow(TypeError);
    expect(() => guardedArgv({ ...guard, locks: [{ name: 'a', epoch: -1 }] }, ['true'])).toThrow(TypeError);
  });

  it.each([[[]], [['']], [['-i']], [['A=b', 'c']]])('is not %j, which `env` would not run', (argv) => {
    expect(() => guardedArgv(guard, argv)).toThrow(TypeError);
  });
});

describe('the outcome of a guarded command', () => {
  const refused = (code: number, words: string, nonce = 'n1'): ReturnType<typeof readGuarded> =>
    readGuarded(guard, { code, stdout: '', stderr: `flock: noise\n${guardMarker(nonce, words)}` });

  it('is a refusal of the guard when its marker and its code say so', () => {
    expect(refused(75, 'superseded a.b 17')).toEqual({ kind: 'superseded', lock: 'a.b', have: 17 });
    expect(refused(73, 'busy a')).toEqual({ kind: 'busy', lock: 'a' });
    expect(refused(74, 'broken /x is full')).toEqual({ kind: 'broken', reason: '/x is full (flock: noise)' });
  });

  it('is the answer of a command that uses the same codes, or prints the marker of another call', () => {
    for (const code of [73, 74, 75]) {
      const result = { code, stdout: '', stderr: 'no marker' };
      expect(readGuarded(guard, result)).toEqual({ kind: 'ran', result });
    }
    expect(refused(75, 'superseded a 17', 'n2')).toMatchObject({ kind: 'ran' });
    expect(refused(0, 'superseded a 17')).toMatchObject({ kind: 'ran' });
  });
});
