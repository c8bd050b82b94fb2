import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileWord } from '../../../test/remote/hostile-words.ts';
import { maxQuotedBytes, quoteArgv } from './quote.ts';

describe('a quoted argument vector', () => {
  // 100,000 words through each shell; one process for 2,000 of them.
  it('comes out of dash and of bash as it was', () => {
    const words = fc.array(hostileWord, { minLength: 2000, maxLength: 2000 });
    fc.assert(
      fc.property(words, (argv) => {
        for (const shell of ['dash', 'bash']) {
          const { stdout } = spawnSync(shell, ['-c', `printf '%s\\0' ${quoteArgv(argv)}`], { encoding: 'utf8' });
          expect(stdout.split('\0').slice(0, -1)).toEqual(argv);
        }
      }),
      { numRuns: 50 },
    );
  }, 60_000);

  it('is refused with a NUL in it, which is named by its place', () => {
    expect(() => quoteArgv(['echo', 'a\0secret'])).toThrow('its word 1 has a NUL');
  });

  it('is refused with half a surrogate pair in it', () => {
    for (const half of ['\ud800', 'a\udc00', '\udc00\ud800']) {
      expect(() => quoteArgv(['echo', half])).toThrow(expect.objectContaining({ code: 'ARGUMENT_UNSENDABLE' }));
    }
    expect(quoteArgv(['😀'])).toBe("'😀'");
  });

  it('is refused when it is longer than a login shell takes, counted in bytes', () => {
    const fits = 'x'.repeat(maxQuotedBytes - 2);
    expect(quoteArgv([fits])).toHaveLength(maxQuotedBytes);
    expect(() => quoteArgv([`${fits}x`])).toThrow(expect.objectContaining({ code: 'ARGUMENT_UNSENDABLE' }));
    expect(() => quoteArgv(['ü'.repeat(maxQuotedBytes / 2)])).toThrow('bytes long');
    expect(() => quoteArgv(["'".repeat(maxQuotedBytes / 4)])).toThrow('bytes long');
  });
});
