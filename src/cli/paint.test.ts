import { describe, expect, it } from 'vitest';
import { createPaint } from './paint.ts';

const ESCAPE = '\u001b[';

describe('colours', () => {
  it('are there on a terminal', () => {
    const { good, bad, faint, strong } = createPaint({ isTTY: true }, { TERM: 'xterm' });
    const painted = [good, bad, faint, strong].map((paint) => paint('word'));
    for (const text of painted)
      expect(text.split(ESCAPE)).toEqual(['', expect.stringMatching(/^\d+mword$/), expect.stringMatching(/^\d+m$/)]);
    expect(new Set(painted).size).toBe(4);
  });

  it.each([
    ['in a file or a pipe', {}, {}],
    ['where NO_COLOR says so', { isTTY: true }, { NO_COLOR: '1' }],
    ['on a terminal without them', { isTTY: true }, { TERM: 'dumb' }],
  ])('are not there %s', (_, stream, environment) => {
    expect(createPaint(stream, environment).good('word')).toBe('word');
  });

  it('are there where NO_COLOR is empty, as if it were not set', () => {
    expect(createPaint({ isTTY: true }, { NO_COLOR: '' }).good('word')).toContain(ESCAPE);
  });
});
