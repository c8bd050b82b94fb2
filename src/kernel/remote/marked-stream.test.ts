import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkedStream, type MarkedStream } from './marked-stream.ts';

/** What a stream passes on when the bytes come in pieces that end at these places. */
function passed(text: string, cuts: readonly number[]): { readonly text: string; readonly stream: MarkedStream } {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  const stream = createMarkedStream('n1', (chunk) => pieces.push(Buffer.from(chunk)));
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  let from = 0;
  for (const end of ends) {
    stream.push(bytes.subarray(from, end));
    from = end;
  }
  return { text: Buffer.concat(pieces).toString(), stream };
}

describe('a marked stream', () => {
  it('passes on what stands between its marks, however it is cut into pieces', () => {
    const part = fc.string({ unit: fc.constantFrom('h', 'hostreeve-', 'command n', '\n', 'ü', ' ', 'begins 7\n') });
    fc.assert(
      fc.property(part, part, fc.boolean(), fc.array(fc.nat()), (before, inside, isEnded, cuts) => {
        const end = isEnded ? 'hostreeve-command n1 ended 255\nleft behind' : '';
        const { text, stream } = passed(`${before}hostreeve-command n1 begins 4711\n${inside}${end}`, cuts);
        // What may be the start of a mark is held back.
        if (isEnded) expect(text).toBe(inside);
        else expect(inside.startsWith(text) && inside.length - text.length < 'hostreeve-command n1 '.length).toBe(true);
        expect(stream.group()).toBe(4711);
        expect(stream.code()).toBe(isEnded ? 255 : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('passes on nothing without a mark, and tells what was said', () => {
    const { text, stream } = passed('sudo: a password is required\n', [3]);
    expect(text).toBe('');
    expect(stream.group()).toBeUndefined();
    expect(stream.before()).toBe('sudo: a password is required');
  });

  it('keeps the last 4 KiB of a greeting', () => {
    const { stream } = passed(`${'x'.repeat(100_000)}end`, [50_000]);
    expect(stream.before()).toHaveLength(4096);
    expect(stream.before()).toMatch(/end$/);
  });
});
