import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from './scrub.ts';
import { Secret } from './secret.ts';

describe('the scrubber', () => {
  it('leaves a text alone when nothing is registered', () => {
    expect(createScrubber().scrub('hunter22')).toBe('hunter22');
  });

  it('removes a secret in every usual encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 6 }), fc.string(), fc.string(), (value, before, after) => {
        // Else the mark before the form would be taken for the beginning of the value.
        fc.pre(!value.startsWith('<'));
        const scrubber = createScrubber();
        scrubber.add(new Secret(value));
        const forms = [
          value,
          JSON.stringify(value).slice(1, -1),
          encodeURIComponent(value.toWellFormed()),
          Buffer.from(value).toString('base64'),
          Buffer.from(value).toString('base64url'),
        ];
        for (const form of forms) expect(scrubber.scrub(`<${form}>`)).toBe('<[secret]>');
        // A secret that is a piece of the replacement itself would be found in it.
        fc.pre(!'[secret]'.includes(value) && !before.includes('[') && !after.includes(']'));
        expect(scrubber.scrub(before + value + after)).toContain('[secret]');
      }),
    );
  });

  it('removes a password from basic credentials, wherever it falls in the base64', () => {
    const scrubber = createScrubber();
    scrubber.add(new Secret('correct horse battery'));
    for (const user of ['a', 'ab', 'abc', 'abcd']) {
      const header = Buffer.from(`${user}:correct horse battery`).toString('base64');
      const left = scrubber.scrub(header);
      expect(left).toContain('[secret]');
      expect(Buffer.from(left.replace('[secret]', ''), 'base64').toString('latin1')).not.toMatch(/orrect|hors|atter/);
    }
  });

  it('removes the longer of two secrets as a whole', () => {
    const scrubber = createScrubber();
    scrubber.add(new Secret('hunter22'));
    scrubber.add(new Secret('hunter22-and-more'));
    expect(scrubber.scrub('x hunter22-and-more y hunter22 z')).toBe('x [secret] y [secret] z');
  });

  it('ignores values that are too short to be told from words', () => {
    const scrubber = createScrubber();
    scrubber.add(new Secret('nodes'));
    expect(scrubber.scrub('3 nodes')).toBe('3 nodes');
  });

  it('forgets the secret that was added longest ago when there are more than 2000', () => {
    const scrubber = createScrubber();
    scrubber.add(new Secret('oldest-one'));
    scrubber.add(new Secret('kept-alive'));
    for (let index = 0; index < 1998; index++) scrubber.add(new Secret(`secret-number-${index}`));
    scrubber.add(new Secret('kept-alive'));
    scrubber.add(new Secret('the-newest'));
    expect(scrubber.scrub('oldest-one kept-alive the-newest')).toBe('oldest-one [secret] [secret]');
  });

  it('scrubs a long line against many secrets well within the event loop’s budget', () => {
    const scrubber = createScrubber();
    for (let index = 0; index < 2000; index++) scrubber.add(new Secret(`s3cret-${index * 7919}-value`));
    const line = 'nothing to see here, only s3cre and some '.repeat(250);
    scrubber.scrub(line);
    const start = performance.now();
    for (let round = 0; round < 10; round++) scrubber.scrub(line);
    expect((performance.now() - start) / 10).toBeLessThan(50);
  });
});
